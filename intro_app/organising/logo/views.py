"""The page on which a caretaker uploads the logo."""

from flask import render_template

from intro_app.clock import now
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.logo import service
from intro_app.organising.logo.forms import LogoForm
from intro_app.organising.settings.queries import is_locked
from intro_app.organising.settings.storing import SettingLocked
from intro_app.pictures import draw_logo
from intro_app.web.access import staff, takes_file
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to
from intro_app.wording import N_

# Far more than a logo may have, so that who chooses too large a file reads so beside it. The web server
# itself reads less (cli/buffering.py); before it refuses, js/upload.js says the same.
_LARGEST_FORM = 16_000_000
_TOO_LARGE = N_("This file is too large. A logo can have 1 MB at most.")


@bp.get("/staff/logo")
@staff("caretaker")
def site_logo() -> Page:
    """Show the logo there is, and the form for another one."""
    return _page(LogoForm(formdata=None))


@bp.post("/staff/logo")
@takes_file("picture", largest=_LARGEST_FORM, refusal=_TOO_LARGE)
@staff("caretaker")
def set_logo() -> Page:
    """Draw the picture anew and show it on every page."""
    form = LogoForm()
    if not form.validate():
        return _page(form, 422)
    try:
        service.set_logo(draw_logo(form.content()), current_member(), now())
    except SettingLocked as locked:
        return _page(form, 409, error_message(locked))
    except DomainError as problem:
        form.picture.errors = [_(problem.sentence, **problem.details)]
        return _page(form, 422)
    return redirect_to("organising.site_logo", done="logo-set")


@bp.post("/staff/logo/remove")
@staff("caretaker")
def remove_logo() -> Page:
    """Take the logo off every page."""
    try:
        service.remove_logo(current_member(), now())
    except SettingLocked as locked:
        return _page(LogoForm(formdata=None), 409, error_message(locked))
    return redirect_to("organising.site_logo", done="logo-removed")


def _page(form: LogoForm, status: int = 200, problem: str = "") -> Page:
    said = {"too_large": _TOO_LARGE, "locked": is_locked("logo"), "problem": problem}
    return render_template("organising/logo.html", form=form, **said), status
