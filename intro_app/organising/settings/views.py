"""The page of the settings."""

from collections.abc import Sequence

from flask import render_template, request

from intro_app.clock import now
from intro_app.colours import DARK, LIGHT
from intro_app.config import settings
from intro_app.config.looks import palettes_now
from intro_app.errors import DomainError
from intro_app.identity.session import current_member, is_fresh, to_sign_in_again
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.settings import proposals, queries, service
from intro_app.organising.settings.forms import SettingsForm, settings_form
from intro_app.organising.settings.policy import LABELS, domains_added, words_of
from intro_app.organising.settings.storing import SettingLocked
from intro_app.site_settings import ON_PAGE, value_of
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
        return _page(settings_form(), error_message(SettingLocked()), 409)
    form = SettingsForm()
    if request.form.get("colours") == "nearest":
        form.take_nearest_colours()
    is_valid, texts = form.validate(), form.texts()
    if not is_valid or form.errors:
        return _page(form, status=422)
    if matches := _unseen(texts):
        return _page(form, status=422, matches=matches)
    try:
        saved = service.change_settings(texts, current_member(), now(), fresh=is_fresh(now()))
    except service.NeedsSignIn as problem:
        return _page(form, error_message(problem), 409, sign_in=True)
    except DomainError as problem:
        return _page(form, error_message(problem), 422)
    return redirect_to("organising.site_settings", done="opening-waits" if saved.waiting else "saved")


@bp.post("/staff/settings/undo")
@staff("caretaker")
def undo_setting() -> Page:
    """Set a setting back to what it was before its latest change."""
    change, at = number(request.form.get("change")) or 0, now()
    try:
        undone = service.undo_change(change, current_member(), at, fresh=is_fresh(at))
    except service.NeedsSignIn:
        return to_sign_in_again(path_for("organising.site_settings"))
    except SettingLocked as problem:
        return _page(settings_form(), error_message(problem), 409)
    except DomainError as problem:
        return _page(settings_form(), error_message(problem), 422)
    return redirect_to("organising.site_settings", done=_said(undone))


@bp.post("/staff/settings/confirm")
@staff("caretaker")
def confirm_opening() -> Page:
    """Confirm, as the second person, what opens the site to more people; needs a recent sign-in."""
    if not is_fresh(now()):
        return to_sign_in_again(path_for("organising.site_settings"))
    try:
        proposals.confirm(_proposal(), current_member(), now())
    except DomainError as problem:
        return _page(settings_form(), error_message(problem), 409)
    return redirect_to("organising.site_settings", done="opening-confirmed")


@bp.post("/staff/settings/withdraw")
@staff("caretaker")
def withdraw_opening() -> Page:
    """Withdraw what waits."""
    try:
        proposals.withdraw(_proposal(), current_member(), now())
    except DomainError as problem:
        return _page(settings_form(), error_message(problem), 409)
    return redirect_to("organising.site_settings", done="opening-withdrawn")


def _unseen(texts: dict[str, str]) -> list[queries.DomainMatch]:
    """Return the mail domains that this change adds, unless the person has just read whom they match."""
    typed = texts.get("join_domains", "")
    if not typed or request.form.get("domains_seen") == typed:
        return []
    after = value_of("join_domains", typed)
    return queries.members_at(domains_added(settings().join_domains, after))


def _proposal() -> int:
    return number(request.form.get("proposal")) or 0


def _said(undone: service.SettingsSaved | None) -> str:
    if undone is None:
        return "setting-changed-since"
    return "opening-waits" if undone.waiting else "setting-undone"


def _shades() -> list[tuple[str, str]]:
    """Return the accents of light and of dark pages as they are now, each with its paper."""
    light, dark = palettes_now(settings())
    return [(light.accent, LIGHT.sheet), (dark.accent, DARK.sheet)]


def _waiting() -> list[tuple[queries.WaitingProposal, bool]]:
    reader = current_member().id
    return [(one, one.by is not None and one.by.id == reader) for one in queries.waiting_proposals()]


def _page(
    form: SettingsForm,
    problem: str = "",
    status: int = 200,
    *,
    sign_in: bool = False,
    matches: Sequence[queries.DomainMatch] = (),
) -> Page:
    locked = {
        name: words_of(name, queries.full_text(name, getattr(settings(), name)))
        for name in ON_PAGE
        if queries.is_locked(name)
    }
    page = render_template(
        "organising/settings.html",
        form=form,
        waiting=_waiting(),
        locked=locked,
        labels=LABELS,
        changes=queries.last_changes(),
        words_of=words_of,
        shades=_shades(),
        problem=problem,
        sign_in=sign_in,
        matches=matches,
        domains_seen=form.texts().get("join_domains", "") if matches else "",
    )
    return page, status
