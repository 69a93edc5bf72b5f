"""All pages of joining; importing this registers them."""

from intro_app.joining.arriving import views as arriving
from intro_app.joining.blueprint import bp
from intro_app.joining.evening import views as evening
from intro_app.joining.invitations import views as invitations
from intro_app.joining.lists import views as lists
from intro_app.joining.openid import views as openid
from intro_app.joining.provider_groups import views as provider_groups
from intro_app.joining.requests import views as requests

__all__ = [
    "arriving",
    "bp",
    "evening",
    "invitations",
    "lists",
    "openid",
    "provider_groups",
    "requests",
]
