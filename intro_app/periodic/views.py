"""The page that tells a load balancer or a monitor whether the site is ready."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import DBAPIError

from intro_app import clock
from intro_app.db.schema import Schema, schema
from intro_app.periodic.policy import has_stopped
from intro_app.periodic.queries import last_beat
from intro_app.web.access import public

bp = Blueprint("periodic", __name__)


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Answer 200 if the database answers, has the newest schema, and a worker runs; otherwise 503.

    The JSON has a true or false for each of `database`, `schema` and `worker`.
    """
    checks = {"database": False, "schema": False, "worker": False}
    try:
        checks["schema"] = schema() is Schema.NEWEST
        checks["database"] = True
        checks["worker"] = checks["schema"] and not has_stopped(last_beat(), clock.now())
    except DBAPIError:
        pass  # the answer says which check failed
    return jsonify(checks), 200 if all(checks.values()) else 503
