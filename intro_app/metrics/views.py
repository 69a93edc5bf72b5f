"""The page that a monitor such as Prometheus reads."""

from hmac import compare_digest

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import DBAPIError

from intro_app.clock import now
from intro_app.config import settings
from intro_app.metrics.queries import SiteFigures, site_figures
from intro_app.web.access import public

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Return the metrics to whoever sends METRICS_TOKEN as a bearer token; to everybody else, a 404."""
    if not _has_token():
        abort(404)
    from intro_app.metrics import exposition  # only a site that is watched needs it

    content = exposition.written(_figures())
    return Response(content, content_type=exposition.CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _has_token() -> bool:
    token, sent = settings().metrics_token, request.authorization
    if not token or sent is None or sent.type != "bearer":
        return False
    return compare_digest((sent.token or "").encode(), token.encode())


def _figures() -> SiteFigures | None:
    """Return the figures, or None while the database is away: the requests can be told all the same."""
    try:
        return site_figures(now())
    except DBAPIError:
        return None
