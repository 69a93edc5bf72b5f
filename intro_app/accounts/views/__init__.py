"""Pages of accounts: coming in, oneself, the people one knows, blocks, and stopping mail."""

from intro_app.accounts.views import me, people, sessions, signing_in, stopping
from intro_app.accounts.views.blueprint import bp

__all__ = ["bp", "me", "people", "sessions", "signing_in", "stopping"]
