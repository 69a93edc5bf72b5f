"""The pages on which caretakers write the pages of the site, with a preview and every version."""

from datetime import UTC, date, datetime, time, timedelta

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.identity.session import current_member
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.pages.forms import WrittenPageForm
from intro_app.site_pages import queries, service
from intro_app.site_pages.policy import AT_JOINING, NOTICE, TITLES, may_apply_on
from intro_app.site_settings import PageKind, page_to_come, page_written
from intro_app.web.access import preserves_input, staff, takes_file
from intro_app.web.messages import error_message
from intro_app.web.paths import redirect_to
from intro_app.web.templating import day as words_of_day
from intro_app.wording import LANGUAGES, N_

# The longest page in letters of three bytes, and the fields beside it.
_LARGEST_FORM = 130_000
_TOO_LARGE = N_("This page is too long. Keep it to 40,000 characters.")


@bp.get("/staff/pages")
@staff("caretaker")
def pages_to_write() -> Page:
    """Show which pages there are, in which languages."""
    rows = [
        (kind, TITLES[kind], [(code, name, _written(kind, code)) for code, name in LANGUAGES.items()])
        for kind in PageKind
    ]
    return render_template("organising/pages.html", rows=rows)


@bp.get("/staff/pages/<kind>/<locale>")
@staff("caretaker")
def page_to_write(kind: str, locale: str) -> Page:
    """Show the newest version in a form, and all versions."""
    _known(kind, locale)
    newest = queries.newest_version(PageKind(kind), locale)
    held = {"words": newest.words if newest else "", "begun_from": newest.version if newest else 0}
    return _page(WrittenPageForm(data=held), kind, locale)


@bp.post("/staff/pages/<kind>/<locale>")
@preserves_input
@takes_file("", largest=_LARGEST_FORM, refusal=_TOO_LARGE)
@staff("caretaker")
def write_page(kind: str, locale: str) -> Page:
    """Publish the page, or show how it will look."""
    _known(kind, locale)
    form = WrittenPageForm()
    if not form.validate() or not _is_a_good_day(form, PageKind(kind)):
        return _page(form, kind, locale, status=422)
    if request.form.get("step") == "preview":
        return _page(form, kind, locale, preview=form.words.data or "")
    try:
        is_new = _publish(form, kind, locale)
    except service.PageChangedSince as problem:
        return _after_another(form, kind, locale, error_message(problem))
    published = "page-announced" if form.applies_on.data else "page-published"
    return redirect_to(
        "organising.page_to_write", kind=kind, locale=locale, done=published if is_new else "page-same"
    )


def _publish(form: WrittenPageForm, kind: str, locale: str) -> bool:
    return service.publish(
        PageKind(kind),
        locale,
        form.words.data or "",
        current_member(),
        now(),
        change=form.change.data or "",
        begun_from=form.begun_from.data or 0,
        applies_at=_beginning_of(form.applies_on.data) if form.applies_on.data else None,
    )


def _is_a_good_day(form: WrittenPageForm, kind: PageKind) -> bool:
    """Return whether a version may apply from the day that was typed, if one was; else say why not."""
    today = now().astimezone(settings().time_zone).date()
    if form.applies_on.data is None or may_apply_on(kind, form.applies_on.data, today):
        return True
    days = NOTICE.days if kind in AT_JOINING else 1
    form.applies_on.errors = [
        _("Choose a day from %(day)s on, within a year.", day=words_of_day(today + timedelta(days=days)))
    ]
    return False


def _beginning_of(day: date) -> datetime:
    return datetime.combine(day, time.min, settings().time_zone).astimezone(UTC)


def _after_another(form: WrittenPageForm, kind: str, locale: str, problem: str) -> Page:
    """Return what was typed, now begun from the version that came between."""
    newest = queries.newest_version(PageKind(kind), locale)
    form.begun_from.raw_data, form.begun_from.data = None, newest.version if newest else 0
    return _page(form, kind, locale, status=409, problem=problem)


def _written(kind: PageKind, locale: str) -> object:
    found = page_written(kind, locale)
    return found if found and found.locale == locale else None


def _known(kind: str, locale: str) -> None:
    if kind not in set(PageKind) or locale not in LANGUAGES:
        abort(404)


def _page(
    form: WrittenPageForm, kind: str, locale: str, *, status: int = 200, preview: str = "", problem: str = ""
) -> Page:
    page = render_template(
        "organising/page.html",
        form=form,
        kind=kind,
        locale=locale,
        title=TITLES[PageKind(kind)],
        language_name=LANGUAGES[locale],
        versions=queries.versions_of(PageKind(kind), locale),
        coming=page_to_come(PageKind(kind), locale),
        preview=preview,
        problem=problem,
    )
    return page, status
