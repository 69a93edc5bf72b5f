"""The pages of the community."""

from intro_app.community.views import (
    board,
    circles,
    gatherings,
    joining,
    moderating,
    preferences,
    rsvp,
    threads,
)
from intro_app.community.views.blueprint import bp

__all__ = ["board", "bp", "circles", "gatherings", "joining", "moderating", "preferences", "rsvp", "threads"]
