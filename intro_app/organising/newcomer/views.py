"""Shows staff the pages of a made-up newcomer. Nobody is impersonated, and nothing can be done there."""

import re

from flask import Response, abort, current_app, g, make_response, redirect, render_template, request

from intro_app.clock import now
from intro_app.identity.session import current_member, seen_as
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.newcomer.service import made_up_newcomer
from intro_app.web.access import ANY_RIGHT, staff
from intro_app.web.addresses import plain_path

# Every link and form of the page goes on below that path, so that no press of a button is the reader's own.
_LED_ON = re.compile(r'(<a\b[^>]*?\bhref="|<form\b[^>]*?\baction="|\bformaction=")(/(?!staff\b|/)[^"]*)')
_SCRIPTS = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL)


@bp.app_template_global("is_seen_as_newcomer")
def is_seen_as_newcomer() -> bool:
    """Whether the reader is on staff and sees this page as a made-up newcomer."""
    return "seen_as" in g


@bp.get("/staff/newcomer")
@staff(ANY_RIGHT)
def newcomer() -> Page:
    """Explain what is shown, and lead there."""
    return render_template("organising/newcomer.html")


@bp.get("/staff/newcomer/see/", defaults={"page": ""})
@bp.get("/staff/newcomer/see/<path:page>")
@staff(ANY_RIGHT)
def see_as_newcomer(page: str) -> Page:
    """Show a page as it looks to somebody who has just joined."""
    if page.partition("/")[0] == "staff":
        abort(404)
    shown = _as_newcomer(f"/{page}")
    if shown.location:
        to = _below() + shown.location
        return redirect(to, 303)
    if shown.mimetype != "text/html":
        return refuse_as_newcomer(page)
    text = _SCRIPTS.sub("", shown.get_data(as_text=True))
    return make_response(_LED_ON.sub(rf"\1{_below()}\2", text), shown.status_code)


def _below() -> str:
    """Return what the paths of these pages begin with."""
    return plain_path("organising.see_as_newcomer", page="-").removesuffix("/-")


def _as_newcomer(path: str) -> Response:
    """Return what the site answers to a newcomer at this path, with all its checks."""
    at = now()
    kept = {name: value for name, value in request.environ.items() if not name.startswith("werkzeug.")}
    inner = current_app.request_context(kept | {"PATH_INFO": path})
    with made_up_newcomer(current_member(), at) as member, seen_as(member, at), inner:
        return current_app.full_dispatch_request()


@bp.post("/staff/newcomer/see/", defaults={"page": ""})
@bp.post("/staff/newcomer/see/<path:page>")
@staff(ANY_RIGHT)
def refuse_as_newcomer(page: str) -> Page:  # noqa: ARG001 - the same for every page
    """Refuse whatever a made-up newcomer would do."""
    return render_template("organising/newcomer_refused.html"), 409
