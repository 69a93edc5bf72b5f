"""Counts requests and their time for operators, so that nothing shows who answered, stopped or reported."""

import time
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import QueuePool

from intro_app.db import db
from intro_app.web import cookies
from intro_app.web.access import AccessRule, requested_access
from intro_app.web.logs import NO_PAGE, route_asked

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
# The ways to sign in, by the request that ends each, and the status with which it refuses.
_SIGN_INS = {
    "identity.follow_sign_in_link": ("link", 410),
    "identity.sign_in_by_code": ("code", 422),
    "identity.sign_in_by_passkey": ("passkey", 401),
    "joining.back_from_provider": ("provider", 422),
}
# Limits that say nothing of what somebody answers, asks, stops or reports; all others have one label.
OPEN_LIMITS = frozenset(
    {
        *("sign_in", "openid", "form", "visit", "evening", "invitation_wanted", "refused_mail_event"),
        "refused_openid_sign_out",
        *("join", "invite", "board", "announce", "picture", "post", "attendees", "membership"),
        *("profile_link", "group_code", "reply_refused"),
    }
)
# What takes each thing once, which is no limit to anybody.
_COUNTED_ONCE = frozenset({"mail_event", "openid_sign_out"})
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_KEY = "measures"


class Measures(NamedTuple):
    """What this process counts."""

    registry: "CollectorRegistry"
    requests: "Counter"
    seconds: "Histogram"
    busy: "Counter"
    sign_ins: "Counter"
    limited: "Counter"
    connections: "Gauge"


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


def count_limited(limit: str) -> None:
    """Count that somebody reached a limit, by its name; those that tell of an answer have one label."""
    if _KEY in current_app.extensions and limit not in _COUNTED_ONCE:
        measures().limited.labels(limit if limit in OPEN_LIMITS else PRIVATE).inc()


def route_label(endpoint: str, route: str, method: str, access: AccessRule) -> str:
    """Return the label of a route such as /people/<public_id>; everything private has the same one."""
    if endpoint in _OPEN_FORMS:
        return route
    acts = method == "POST" and not access.staff
    if access.token or acts or any(word in route for word in _PRIVATE_WORDS):
        return PRIVATE
    return route


def _measures() -> Measures:
    """Return new counters; the library looks for the shared folder when it is imported, so only here."""
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

    registry = CollectorRegistry()
    labels = ("route", "status")
    measured = Measures(
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
        Counter("mutual_sign_ins", "Sign-ins by way and outcome.", ("way", "outcome"), registry=registry),
        Counter("mutual_limits_reached", "Limits that were reached.", ("limit",), registry=registry),
        Gauge(
            "mutual_database_connections",
            "Connections of the web processes at their last answers.",
            ("state",),
            registry=registry,
            multiprocess_mode="livesum",
        ),
    )
    _begin_at_zero(measured)
    return measured


def _begin_at_zero(measured: Measures) -> None:
    """Show what has not happened yet as 0, so that a monitor sees its first time as a change."""
    for (way, _refusal), outcome in product(_SIGN_INS.values(), ("signed_in", "refused")):
        measured.sign_ins.labels(way, outcome)
    for limit in (*OPEN_LIMITS, PRIVATE):
        measured.limited.labels(limit)


def _count(response: Response) -> Response:
    access = requested_access()
    route = route_label(request.endpoint or "", route_asked(), request.method, access) if access else NO_PAGE
    counted = measures()
    counted.requests.labels(route, str(response.status_code)).inc()
    counted.seconds.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
    _count_sign_in(counted, response)
    if route != PRIVATE:  # no figure may move when somebody answers
        _count_connections(counted)
    return response


def _count_sign_in(counted: Measures, response: Response) -> None:
    """Count an attempt that ended: a session was opened, or the answer refuses."""
    way, refusal = _SIGN_INS.get(request.endpoint or "", ("", 0))
    if way and cookies.opens_session(response):
        counted.sign_ins.labels(way, "signed_in").inc()
    elif way and response.status_code == refusal:
        counted.sign_ins.labels(way, "refused").inc()


def _count_connections(counted: Measures) -> None:
    pool = db.engine.pool
    if isinstance(pool, QueuePool):
        counted.connections.labels("in_use").set(pool.checkedout())
        counted.connections.labels("idle").set(pool.checkedin())
