"""Pages of privacy: leaving, looks, what is kept."""

from intro_app.privacy.views import exporting, kept, leaving, looks, removed
from intro_app.privacy.views.blueprint import bp

__all__ = ["bp", "exporting", "kept", "leaving", "looks", "removed"]
