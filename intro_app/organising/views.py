"""All pages of organisers; importing this registers them."""

from intro_app.organising.blueprint import bp
from intro_app.organising.members import views as members
from intro_app.organising.suspensions import views as suspensions

__all__ = ["bp", "members", "suspensions"]
