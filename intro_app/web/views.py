"""The pages that belong to no feature: home, promise, health check, and files that browsers request."""

import json
from collections.abc import Callable
from datetime import timedelta
from textwrap import shorten
from typing import cast

from flask import Blueprint, Response, current_app, redirect, render_template
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from intro_app import clock
from intro_app.colours import LIGHT
from intro_app.config import asset_dir, settings
from intro_app.config.looks import palettes_now
from intro_app.db import db
from intro_app.web.access import START, is_signed_in, public
from intro_app.web.addresses import plain_path
from intro_app.web.look import logo_on_page, look_path, picture, style_sheet
from intro_app.web.paths import redirect_to

bp = Blueprint("web", __name__)
bp.add_app_template_global(look_path)
bp.add_app_template_global(logo_on_page)

_A_DAY = 86400
_SECURITY_TXT_LASTS = timedelta(days=180)


@bp.get("/")
@public
def home() -> str | AnyResponse:
    """Say what the site is, in five seconds of reading; redirect members to START."""
    if is_signed_in():
        return redirect_to(START)
    paragraphs = [words for words in settings().front_text.split("\n\n") if words]
    return render_template("home.html", front_text=paragraphs, sample_people=settings().sample_people)


@bp.get("/promise")
@public
def promise() -> str:
    """Say what money cannot buy here, what is stored, and for how long."""
    return render_template("promise.html")


@bp.get("/look/<colours>.css")
@public
def look(colours: str) -> Response:
    """Return the style sheet of the site's own colours, under a name that says which."""
    return style_sheet(colours)


@bp.get("/logo/<name>.png")
@public
def logo(name: str) -> Response:
    """Return a logo that staff uploaded."""
    return picture(name)


@bp.get("/logo/<name>/icon.png")
@public
def logo_icon(name: str) -> Response:
    """Return the same logo on a square, for tabs and home screens."""
    return picture(name, icon=True)


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
    open_pages = "".join(
        f"Allow: {path}\n"
        for path in ("/$", "/promise", "/membership", "/site/", "/static/", "/look/", "/logo/")
    )
    return Response(f"User-agent: *\n{open_pages}Disallow: /\n", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Say whom to write to about a security hole, as RFC 9116 has it. `Expires` is at most a year ahead."""
    lines = (
        f"Contact: mailto:{settings().site_contact}",
        f"Expires: {clock.now() + _SECURITY_TXT_LASTS:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(settings().offered_languages)}",
        f"Canonical: {settings().base_url}{plain_path('web.security_txt')}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """Return the icon for old browsers, feed readers and link previews, which request this fixed name."""
    return _icon("favicon.ico", "image/x-icon")


@bp.get("/apple-touch-icon.png")
@bp.get("/apple-touch-icon-precomposed.png")
@public
def touch_icon() -> AnyResponse:
    """Return the icon for the home screen of a phone."""
    return _icon("touch-180.png", "image/png")


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Return the web app manifest, which lets a phone put the site on its home screen."""
    static_url = cast("Callable[[str], str]", current_app.jinja_env.globals["static_url"])
    own = logo_on_page()
    files = {192: own.icon_path} if own else {n: static_url(f"icons/icon-{n}.png") for n in (192, 512)}
    icons = [{"src": path, "sizes": f"{n}x{n}", "type": "image/png"} for n, path in files.items()]
    light, _dark = palettes_now(settings())
    name = settings().site_name
    described = {
        "name": name,
        "short_name": shorten(name, 12, placeholder="") or name[:12],
        "start_url": plain_path(START),
        "scope": "/",
        "display": "browser",
    }
    body = json.dumps(
        described | {"background_color": LIGHT.paper, "theme_color": light.accent, "icons": icons}
    )
    return _kept_for_a_day(Response(body, mimetype="application/manifest+json"))


def _icon(name: str, media_type: str) -> AnyResponse:
    """Return the site's own icon, or lead to that of its logo."""
    if own := logo_on_page():
        return redirect(own.icon_path)
    content = (asset_dir("static") / "icons" / name).read_bytes()
    return _kept_for_a_day(Response(content, mimetype=media_type))


def _kept_for_a_day(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={_A_DAY}"
    return response
