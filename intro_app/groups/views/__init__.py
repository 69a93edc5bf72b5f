"""The pages of groups; importing this registers them."""

from intro_app.groups.views import mine, staff
from intro_app.groups.views.blueprint import bp

__all__ = ["bp", "mine", "staff"]
