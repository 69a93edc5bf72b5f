"""All pages of organisers; importing this registers them."""

from intro_app.organising.blueprint import bp
from intro_app.organising.fields import views as fields
from intro_app.organising.figures import views as figures
from intro_app.organising.founding import views as founding
from intro_app.organising.health import views as health
from intro_app.organising.home import views as home
from intro_app.organising.logo import views as logo
from intro_app.organising.members import views as members
from intro_app.organising.newcomer import views as newcomer
from intro_app.organising.pages import views as pages
from intro_app.organising.settings import views as settings
from intro_app.organising.suspensions import views as suspensions

__all__ = [
    "bp",
    "fields",
    "figures",
    "founding",
    "health",
    "home",
    "logo",
    "members",
    "newcomer",
    "pages",
    "settings",
    "suspensions",
]
