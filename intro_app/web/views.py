"""The pages that no feature owns: home, the promise, a sign of life, and what browsers ask for by themselves."""

import json

from flask import Blueprint, Response, current_app, render_template
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from intro_app.config import asset_dir, settings
from intro_app.db import db
from intro_app.web.access import START, is_signed_in, public
from intro_app.web.addresses import plain_path
from intro_app.web.paths import redirect_to

bp = Blueprint("web", __name__)

_A_DAY = 86400
_PAPER, _INK = "#f6f2e8", "#14543f"  # --paper and --accent of tokens.css


@bp.get("/")
@public
def home() -> str | AnyResponse:
    """What this is, for somebody who has five seconds; members go on to what waits for them."""
    return redirect_to(START) if is_signed_in() else render_template("home.html")


@bp.get("/promise")
@public
def promise() -> str:
    """What money cannot buy here, what is stored, and for how long."""
    return render_template("promise.html")


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Whether the site and its database answer; 503 otherwise."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Search engines may show what everybody may see."""
    open_pages = "".join(f"Allow: {path}\n" for path in ("/$", "/promise", "/membership", "/static/"))
    return Response(f"User-agent: *\n{open_pages}Disallow: /\n", mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """The icon of old browsers, feed readers and link previews, which ask for this name without looking at a page."""
    return _icon("favicon.ico", "image/x-icon")


@bp.get("/apple-touch-icon.png")
@bp.get("/apple-touch-icon-precomposed.png")
@public
def touch_icon() -> Response:
    """The icon on the home screen of a phone."""
    return _icon("touch-180.png", "image/png")


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone needs to put the site on its home screen, under its own name."""
    static_url = current_app.jinja_env.globals["static_url"]
    sizes = (192, 512)
    icons = [
        {"src": static_url(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}  # type: ignore[operator]  # Jinja's globals are Any
        for size in sizes
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
