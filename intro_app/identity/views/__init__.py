"""Pages of accounts: signing in, profile, door, passkeys, sessions and stopping mail."""

from intro_app.identity.views import address, by_passkey, me, passkeys, sessions, signing_in, stopping
from intro_app.identity.views.blueprint import bp

__all__ = ["address", "bp", "by_passkey", "me", "passkeys", "sessions", "signing_in", "stopping"]
