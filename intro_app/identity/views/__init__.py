"""Pages of accounts: coming in, oneself, the people one knows, blocks, and stopping mail."""

from intro_app.identity.views import by_passkey, me, passkeys, sessions, signing_in, stopping
from intro_app.identity.views.blueprint import bp

__all__ = ["bp", "by_passkey", "me", "passkeys", "sessions", "signing_in", "stopping"]
