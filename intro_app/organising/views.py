"""All pages of organisers; importing this registers them."""

from intro_app.organising.blueprint import bp
from intro_app.organising.health import views as health
from intro_app.organising.home import views as home
from intro_app.organising.members import views as members
from intro_app.organising.suspensions import views as suspensions

__all__ = ["bp", "health", "home", "members", "suspensions"]
