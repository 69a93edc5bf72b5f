"""All pages of the community; importing them adds them to the blueprint."""

from intro_app.community.blueprint import bp
from intro_app.community.board import views as board
from intro_app.community.circles import views as circles
from intro_app.community.digest import views as preferences
from intro_app.community.gatherings import picture_views as pictures_of_gatherings
from intro_app.community.gatherings import views as gatherings
from intro_app.community.leaving import views as leaving
from intro_app.community.overview import views as overview
from intro_app.community.searching import views as searching
from intro_app.community.tending import views as tending
from intro_app.community.threads import picture_views as pictures
from intro_app.community.threads import views as threads
from intro_app.community.visiting import picture_views as pictures_for_visitors
from intro_app.community.visiting import views as visiting

__all__ = [
    "board",
    "bp",
    "circles",
    "gatherings",
    "leaving",
    "overview",
    "pictures",
    "pictures_for_visitors",
    "pictures_of_gatherings",
    "preferences",
    "searching",
    "tending",
    "threads",
    "visiting",
]
