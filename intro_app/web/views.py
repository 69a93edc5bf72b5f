"""The pages that belong to no feature: home, promise, health check, and files that browsers request."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import cast

from flask import Blueprint, Response, current_app, render_template
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from intro_app import clock
from intro_app.config import asset_dir, settings
from intro_app.db import db
from intro_app.web.access import START, is_signed_in, public
from intro_app.web.addresses import plain_path
from intro_app.web.paths import redirect_to
from intro_app.wording import LANGUAGES

bp = Blueprint("web", __name__)

_A_DAY = 86400
_SECURITY_TXT_LASTS = timedelta(days=180)
_PAPER, _INK = "#f6f2e8", "#14543f"  # --paper and --accent of tokens.css


@bp.get("/")
@public
def home() -> str | AnyResponse:
    """Say what the site is, in five seconds of reading; redirect members to START."""
    if is_signed_in():
        return redirect_to(START)
    paragraphs = [words for words in settings().front_text.split("\n\n") if words]
    return render_template("home.html", front_text=paragraphs)


@bp.get("/promise")
@public
def promise() -> str:
    """Say what money cannot buy here, what is stored, and for how long."""
    return render_template("promise.html")


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Answer "ok" if the site and its database work; 503 if the database is busy."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Allow search engines only the public pages."""
    open_pages = "".join(f"Allow: {path}\n" for path in ("/$", "/promise", "/membership", "/static/"))
    return Response(f"User-agent: *\n{open_pages}Disallow: /\n", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Say whom to write to about a security hole, as RFC 9116 has it. `Expires` is at most a year ahead."""
    lines = (
        f"Contact: mailto:{settings().site_contact}",
        f"Expires: {clock.now() + _SECURITY_TXT_LASTS:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings().base_url}{plain_path('web.security_txt')}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """Return the icon for old browsers, feed readers and link previews, which request this fixed name."""
    return _icon("favicon.ico", "image/x-icon")


@bp.get("/apple-touch-icon.png")
@bp.get("/apple-touch-icon-precomposed.png")
@public
def touch_icon() -> Response:
    """Return the icon for the home screen of a phone."""
    return _icon("touch-180.png", "image/png")


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Return the web app manifest, which lets a phone put the site on its home screen."""
    static_url = cast("Callable[[str], str]", current_app.jinja_env.globals["static_url"])
    icons = [
        {"src": static_url(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    name = settings().site_name
    described = {
        "name": name,
        "short_name": name[:12],
        "start_url": plain_path(START),
        "scope": "/",
        "display": "browser",
    }
    body = json.dumps(described | {"background_color": _PAPER, "theme_color": _INK, "icons": icons})
    return _kept_for_a_day(Response(body, mimetype="application/manifest+json"))


def _icon(name: str, media_type: str) -> Response:
    content = (asset_dir("static") / "icons" / name).read_bytes()
    return _kept_for_a_day(Response(content, mimetype=media_type))


def _kept_for_a_day(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={_A_DAY}"
    return response
