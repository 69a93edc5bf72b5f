"""The pages of members for staff; importing this registers them."""

from intro_app.organising.members.views import accounts

__all__ = ["accounts"]
