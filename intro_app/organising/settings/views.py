"""The page of the settings."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.colours import DARK, LIGHT
from intro_app.config import settings
from intro_app.config.looks import palettes_now
from intro_app.errors import DomainError
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.settings import queries, service
from intro_app.organising.settings.forms import SettingsForm, settings_form
from intro_app.organising.settings.policy import LABELS, words_of
from intro_app.site_settings import ON_PAGE
from intro_app.web.access import preserves_input, staff
from intro_app.web.incoming import number
from intro_app.web.messages import error_message
from intro_app.web.paths import path_for, redirect_to


@bp.get("/staff/settings")
@staff("caretaker")
def site_settings() -> Page:
    """Show the settings: as fields, or as text where the environment names them."""
    return _page(settings_form())


@bp.post("/staff/settings")
@preserves_input
@staff("caretaker")
def change_settings() -> Page:
    """Store what was changed; 409 if anything was sent that the environment names."""
    if any(queries.is_locked(name) for name in ON_PAGE if name in request.form):
        return _page(settings_form(), error_message(service.SettingLocked()), 409)
    form = SettingsForm()
    if request.form.get("colours") == "nearest":
        form.take_nearest_colours()
    is_valid, texts = form.validate(), form.texts()
    if not is_valid or form.errors:
        return _page(form, status=422)
    try:
        service.change_settings(texts, current_member(), now(), fresh=is_fresh(now()))
    except service.NeedsSignIn as problem:
        return _page(form, error_message(problem), 409, sign_in=True)
    except DomainError as problem:
        return _page(form, error_message(problem), 422)
    return redirect_to("organising.site_settings", done="saved")


@bp.post("/staff/settings/undo")
@staff("caretaker")
def undo_setting() -> Page:
    """Set a setting back to what it was before its latest change."""
    change, at = number(request.form.get("change")) or 0, now()
    try:
        done = service.undo_change(change, current_member(), at, fresh=is_fresh(at))
    except service.NeedsSignIn:
        return to_sign_in_again(path_for("organising.site_settings"))
    except service.SettingLocked as problem:
        return _page(settings_form(), error_message(problem), 409)
    except DomainError as problem:
        return _page(settings_form(), error_message(problem), 422)
    return redirect_to("organising.site_settings", done="setting-undone" if done else "setting-changed-since")


def _shades() -> list[tuple[str, str]]:
    """Return the accents of light and of dark pages as they are now, each with its paper."""
    light, dark = palettes_now(settings())
    return [(light.accent, LIGHT.sheet), (dark.accent, DARK.sheet)]


def _page(form: SettingsForm, problem: str = "", status: int = 200, *, sign_in: bool = False) -> Page:
    locked = {
        name: words_of(name, queries.full_text(name, getattr(settings(), name)))
        for name in ON_PAGE
        if queries.is_locked(name)
    }
    page = render_template(
        "organising/settings.html",
        form=form,
        locked=locked,
        labels=LABELS,
        changes=queries.last_changes(),
        words_of=words_of,
        shades=_shades(),
        problem=problem,
        sign_in=sign_in,
    )
    return page, status
