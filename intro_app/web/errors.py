"""Error pages: for each status, what happened and what to do now."""

import logging
import time
from dataclasses import dataclass

from flask import Flask, current_app, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as AnyResponse
from werkzeug.wrappers import Response

from intro_app.db import is_busy
from intro_app.errors import BusyError, DomainError, StaleError, TooLargeError
from intro_app.i18n import gettext as _
from intro_app.links import LinkBroken, LinkEnded
from intro_app.web.access import ask_again_who_reads
from intro_app.web.measuring import count_busy
from intro_app.wording import N_

log = logging.getLogger(__name__)

# Retry-After of a busy database, in seconds.
_BREATH = 5
# When this process last logged why the database was busy, and how many seconds it says no more.
_BUSY_LOGGED_AT = "busy_logged_at"
_A_MINUTE = 60


@dataclass(frozen=True)
class ErrorText:
    """The title of an error page, and its sentence on what to do now."""

    title: str
    sentence: str


_TROUBLES = {
    400: ErrorText(
        N_("Something was missing"),
        N_("Nothing has changed. Go back, reload the page and send it again."),
    ),
    404: ErrorText(
        N_("Page not found"),
        N_("The address may be incomplete, or the page no longer exists. Nothing has changed."),
    ),
    405: ErrorText(
        N_("This page doesn’t work that way"),
        N_("Nothing has changed. Go back and use the buttons on the page."),
    ),
    409: ErrorText(
        N_("Someone else got there first"),
        N_("This changed after you opened it, so we didn’t do anything. Check it and decide again."),
    ),
    410: ErrorText(
        N_("This has ended"), N_("What you’re looking for has ended. You don’t need to do anything.")
    ),
    413: ErrorText(
        N_("That’s too long"),
        N_("The form is longer than we can accept. Shorten the text and send it again."),
    ),
    422: ErrorText(N_("That’s not possible"), N_("Nothing has changed.")),
    429: ErrorText(
        N_("Too many requests"),
        N_("We limit how fast anyone can send, to keep out abuse. Nothing has changed."),
    ),
    500: ErrorText(
        N_("We made a mistake"),
        N_("Something went wrong on our side, and we’ve logged it. Please try again later."),
    ),
    503: ErrorText(
        N_("Just a moment"), N_("We’re busy right now. Nothing has changed. Try again in a few seconds.")
    ),
}

_LAST_RESORT = (
    "<!doctype html><html lang=en><title>Something broke</title>"
    "<p>Something broke. Please try again later.</p>"
)


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(CSRFError, lambda _problem: error_page(400))
    app.register_error_handler(DomainError, lambda problem: error_page(422, said=problem))
    app.register_error_handler(TooLargeError, lambda problem: error_page(413, said=problem))
    app.register_error_handler(StaleError, lambda _problem: error_page(409))
    app.register_error_handler(LinkBroken, lambda problem: error_page(404, said=problem))
    app.register_error_handler(LinkEnded, lambda problem: error_page(410, said=problem))
    app.register_error_handler(BusyError, _busy)
    app.register_error_handler(DBAPIError, _database_trouble)
    app.register_error_handler(500, _mistake)


def error_page(status: int, *, said: DomainError | None = None, retry_after: int = 0) -> Response:
    """Return the page of a status; the sentence of a domain error replaces the general one."""
    g.in_trouble = status >= 500  # the page must not read the session from a database that may be down
    ask_again_who_reads()
    try:
        text = _written(status, said, retry_after)
    except DBAPIError as problem:
        if g.in_trouble or not is_busy(problem):
            raise
        return error_page(503, retry_after=_BREATH)
    response = make_response(text, status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _written(status: int, said: DomainError | None, retry_after: int) -> str:
    trouble = _TROUBLES.get(status, _TROUBLES[400 if status < 500 else 500])
    sentence = _(said.sentence, **said.details) if said else _(trouble.sentence)
    wait = 0 if status == 503 and not said else retry_after  # the general sentence already says when
    return render_template(
        "errors/error.html", status=status, title=_(trouble.title), sentence=sentence, retry_after=wait
    )


def _mistake(_problem: Exception) -> Response:
    """Return the 500 page, or plain HTML if rendering that page fails too."""
    try:
        return error_page(500)
    except Exception:
        log.exception("the page about a mistake is broken")
        return make_response(_LAST_RESORT, 500)


def _refused(problem: HTTPException) -> AnyResponse:
    """Return our page for an HTTPException; keep its headers (Allow, Retry-After) and replace its text."""
    if problem.response is not None:
        return problem.response
    status = problem.code or 500
    wait = getattr(problem, "retry_after", None)
    response = error_page(status, retry_after=wait if isinstance(wait, int) else 0)
    for name, value in problem.get_headers():
        if name in {"Allow", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _database_trouble(problem: DBAPIError) -> Response:
    if not is_busy(problem):
        raise problem
    return _busy(problem.orig or problem)


def _busy(problem: BaseException) -> Response:
    """Return the 503 page, and log its cause once a minute: a database that is away fails every request."""
    count_busy()
    logged_at = current_app.extensions.get(_BUSY_LOGGED_AT)
    if logged_at is None or time.monotonic() > logged_at + _A_MINUTE:
        current_app.extensions[_BUSY_LOGGED_AT] = time.monotonic()
        log.warning("the database is busy: %s", str(problem).partition("\n")[0])  # below it may quote values
    return error_page(503, retry_after=_BREATH)
