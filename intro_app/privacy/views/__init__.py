"""Pages of privacy: leaving, looks."""

from intro_app.privacy.views import leaving
from intro_app.privacy.views.blueprint import bp

__all__ = ["bp", "leaving"]
