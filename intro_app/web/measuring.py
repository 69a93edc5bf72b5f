"""Counts requests and their time for operators, so that nothing shows who answered, stopped or reported."""

import atexit
import os
import shutil
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import QueuePool

from intro_app.db import db
from intro_app.web.access import AccessRule, requested_access
from intro_app.web.logs import NO_PAGE, route_asked

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# The name that prometheus_client looks for: a folder in which all web processes count together.
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# What members do, mailed links, and pages about a report or a block: one label for all of them (decided, 3).
PRIVATE = "(private)"
# Forms that say nothing about anybody else: how people sign in, and what Stripe sends.
_OPEN_FORMS = frozenset(
    {
        "identity.ask_to_sign_in",
        "identity.follow_sign_in_link",
        "identity.sign_in_by_code",
        "identity.sign_in_by_passkey",
        "memberships.stripe_webhook",
    }
)
_PRIVATE_WORDS = (
    "answer",
    "block",
    "cases",
    "follow-up",
    "leave",
    "moderation",
    "report",
    "stop",
    "suspension",
    "thanks",
)
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_KEY = "measures"


class Measures(NamedTuple):
    """What this process counts."""

    registry: "CollectorRegistry"
    requests: "Counter"
    seconds: "Histogram"
    busy: "Counter"
    connections: "Gauge"


def count_together() -> None:
    """Let all processes that this one starts count in one folder, which goes when this one ends."""
    folder, process = tempfile.mkdtemp(prefix="mutual-metrics-"), os.getpid()
    os.environ[SHARED_FOLDER] = folder
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == process else None)


def init_app(app: Flask) -> None:
    """Count every request when it has been answered, if METRICS_TOKEN is set."""
    if app.extensions["settings"].metrics_token:
        app.extensions[_KEY] = _measures()
        app.after_request(_count)


def measures() -> Measures:
    """Return what this process counts. Raises KeyError without METRICS_TOKEN."""
    return cast("Measures", current_app.extensions[_KEY])


def count_busy() -> None:
    """Count an answer 503 because the database was busy or away."""
    if _KEY in current_app.extensions:
        measures().busy.inc()


def route_label(endpoint: str, route: str, method: str, access: AccessRule) -> str:
    """Return the label of a route such as /people/<public_id>; everything private has the same one."""
    if endpoint in _OPEN_FORMS:
        return route
    acts = method == "POST" and not access.staff
    if access.token or acts or any(word in route for word in _PRIVATE_WORDS):
        return PRIVATE
    return route


def _measures() -> Measures:
    """Return new counters; the library reads SHARED_FOLDER when it is imported, so only here."""
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

    registry = CollectorRegistry()
    labels = ("route", "status")
    return Measures(
        registry,
        Counter("mutual_requests", "Requests that were answered.", labels, registry=registry),
        Histogram(
            "mutual_request_seconds",
            "How long an answer took.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        ),
        Counter("mutual_busy_answers", "Answers 503: the database was busy or away.", registry=registry),
        Gauge(
            "mutual_database_connections",
            "Connections of the web processes at their last answers.",
            ("state",),
            registry=registry,
            multiprocess_mode="livesum",
        ),
    )


def _count(response: Response) -> Response:
    access = requested_access()
    route = route_label(request.endpoint or "", route_asked(), request.method, access) if access else NO_PAGE
    counted = measures()
    counted.requests.labels(route, str(response.status_code)).inc()
    counted.seconds.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
    if route != PRIVATE:  # no figure may move when somebody answers
        _count_connections(counted)
    return response


def _count_connections(counted: Measures) -> None:
    pool = db.engine.pool
    if isinstance(pool, QueuePool):
        counted.connections.labels("in_use").set(pool.checkedout())
        counted.connections.labels("idle").set(pool.checkedin())
