"""The pages that no feature owns: home, the promise, and a sign of life."""

from flask import Blueprint, Response, redirect, render_template
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from intro_app.db import db
from intro_app.web.entry import START, is_signed_in, public

bp = Blueprint("web", __name__)


@bp.get("/")
@public
def home() -> str | AnyResponse:
    """What this is, for somebody who has five seconds; members go on to what waits for them."""
    return redirect(START, 303) if is_signed_in() else render_template("home.html")


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
