"""Pages of signing in with a provider; importing this registers them."""

from intro_app.joining.openid.views import connecting, leaving, mine, returning, signed_out_there

__all__ = ["connecting", "leaving", "mine", "returning", "signed_out_there"]
