"""All pages of joining; importing this registers them."""

from intro_app.joining.arriving import views as arriving
from intro_app.joining.blueprint import bp
from intro_app.joining.invitations import views as invitations

__all__ = ["arriving", "bp", "invitations"]
