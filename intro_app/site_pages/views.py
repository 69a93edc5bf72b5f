"""The public pages that organisers write, and the notice to members when terms or privacy changed."""

from datetime import datetime
from typing import cast

from flask import Blueprint, abort, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.identity.session import SignedIn, current_member
from intro_app.site_pages import queries, service
from intro_app.site_pages.policy import TITLES, changed_since
from intro_app.site_settings import PageKind, PageWritten, SitePage, page_to_come, page_written, pages_written
from intro_app.text.differences import line_changes
from intro_app.text.markdown import rendered_page
from intro_app.web.access import is_signed_in, next_url, public, while_suspended
from intro_app.web.languages import choose_language

Page = str | Response | tuple[str, int]

bp = Blueprint("site_pages", __name__)
bp.add_app_template_filter(rendered_page, "rendered_page")


@bp.app_template_global("pages_of_site")
def pages_of_site() -> list[tuple[PageKind, str]]:
    """Return the pages there are, with their untranslated titles, for the foot of every page."""
    return [(page.kind, TITLES[page.kind]) for page in pages_written(choose_language())]


@bp.app_template_global("page_changes")
def page_changes() -> list[tuple[PageWritten, str]]:
    """Return the pages that changed since the signed-in reader saw them, with their titles."""
    return [(page, TITLES[page.kind]) for page in _changes()] if is_signed_in() else []


@bp.get("/site/<kind>")
@public
def written_page(kind: str) -> Page:
    """Show the version of a page that holds, in the reader's language if it is written in it."""
    found = page_written(_kind(kind), choose_language())
    shown = queries.version_of(found.kind, found.locale, found.version) if found else None
    return _page(shown)


@bp.get("/site/<kind>/<locale>/<int:version>")
@public
def page_version(kind: str, locale: str, version: int) -> Page:
    """Show a version as it was published."""
    return _page(queries.version_of(_kind(kind), locale, version))


@bp.get("/site/<kind>/<locale>/<int:version>/changes")
@public
def page_differences(kind: str, locale: str, version: int) -> Page:
    """Show what a version changed, line by line."""
    shown = queries.version_of(_kind(kind), locale, version)
    if shown is None:
        abort(404)
    return render_template(
        "site_pages/changes.html",
        page=shown,
        title=TITLES[shown.kind],
        lines=line_changes(queries.words_before(shown), shown.words),
    )


@bp.post("/site/seen")
@while_suspended
def put_changes_away() -> Page:
    """Note that the reader was told of the changes, and lead back to where they were."""
    service.put_away(current_member(), _changes(), now())
    return redirect(next_url(), 303)


def _changes() -> list[PageWritten]:
    member = cast("SignedIn", current_user).member
    seen_at, pages = member.rules_seen_at or member.joined_at, pages_written(choose_language())
    coming = [one for page in pages if (one := page_to_come(page.kind, page.locale))]
    # Who joins meanwhile agrees to the one that holds, so they hear of the next one, too.
    since = member.rules_seen_at or datetime.min.replace(tzinfo=member.joined_at.tzinfo)
    return [*changed_since(pages, seen_at), *changed_since(coming, since)]


def _kind(word: str) -> PageKind:
    if word not in set(PageKind):
        abort(404)
    return PageKind(word)


def _page(shown: SitePage | None) -> Page:
    if shown is None:
        abort(404)
    holds = page_written(shown.kind, shown.locale)
    return render_template(
        "site_pages/page.html",
        page=shown,
        title=TITLES[shown.kind],
        versions=[one for one in queries.versions_of(shown.kind, shown.locale) if one.has_words],
        is_newest=holds is not None and holds.id == shown.id,
        coming=page_to_come(shown.kind, shown.locale),
    )
