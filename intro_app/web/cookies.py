"""The cookies of the site: `sid` for a session, `pre` for a visitor's form, `known` for a browser that came in before.

And what a guest answered in this browser: it goes only to the pages behind answer links, and is set only by
whoever answers a link that was carried.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from flask import Request, Response

from intro_app.config import settings

SESSION = "sid"
VISITOR = "pre"
FAMILIAR = "known"

_SESSION_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_VISITOR_FORM = re.compile(r"[A-Za-z0-9_-]{32}")
_FAMILIAR_FORM = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32}){0,4}")

# The absolute end of a session; its idle end and the truth about both are in the database.
SESSION_LIFE = timedelta(days=30)
VISITOR_LIFE = timedelta(hours=1)
FAMILIAR_LIFE = timedelta(days=400)  # browsers keep none longer

# As long as a carried link can live at most: both clocks at their longest, and a month in which it says that
# it ended.
ANSWER_LIFE = timedelta(days=66)
_LONGEST_ANSWER = 300


def cookie_name(plain: str) -> str:
    """`__Host-sid` where https is at hand, which browsers demand for that prefix; else `sid`."""
    return f"__Host-{plain}" if settings().secure else plain


def session_id(request: Request) -> str | None:
    """The session id that a browser sent, if it has the shape of one that we make."""
    return _well_formed(request, SESSION, _SESSION_FORM)


def pre_id(request: Request) -> str | None:
    """The visitor's id that a browser sent, if it has the shape of one that we make."""
    return _well_formed(request, VISITOR, _VISITOR_FORM)


def familiar_marks(request: Request) -> list[str]:
    """The marks of the mailboxes that this browser has signed in with before, if it sent such a cookie."""
    marks = _well_formed(request, FAMILIAR, _FAMILIAR_FORM)
    return marks.split(".") if marks else []


def set_familiar(response: Response, marks: Iterable[str]) -> None:
    """Let the browser keep these marks, for as long as browsers keep anything."""
    _set(response, FAMILIAR, ".".join(marks), FAMILIAR_LIFE)


def set_session(response: Response, value: str, life: timedelta = SESSION_LIFE) -> None:
    """Give the browser a session id (`secrets.token_urlsafe(32)`); the visitor's id goes."""
    _set(response, SESSION, value, life)
    _delete(response, VISITOR)


def clear_session(response: Response) -> None:
    """Take the session id away, and what the browser kept of private pages with it."""
    _delete(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def set_pre(response: Response, value: str) -> None:
    """Give a visitor an id for the hour in which they fill in a form."""
    _set(response, VISITOR, value, VISITOR_LIFE)


def answer_given(request: Request, name: str) -> str:
    """What this browser was given when it answered a carried link; empty when it did not."""
    return request.cookies.get(name, "")[:_LONGEST_ANSWER]


def set_answer(response: Response, name: str, value: str) -> None:
    """Let this browser, and no other, go on reading what was answered in it."""
    response.set_cookie(
        name, value, max_age=ANSWER_LIFE, path="/r", secure=settings().secure, httponly=True, samesite="Lax"
    )


def _well_formed(request: Request, plain: str, form: re.Pattern[str]) -> str | None:
    value = request.cookies.get(cookie_name(plain), "")
    return value if form.fullmatch(value) else None


def _set(response: Response, plain: str, value: str, life: timedelta) -> None:
    # Lax, not Strict: with Strict every click from webmail would look signed out.
    response.set_cookie(
        cookie_name(plain),
        value,
        max_age=life,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def _delete(response: Response, plain: str) -> None:
    response.delete_cookie(
        cookie_name(plain), path="/", secure=settings().secure, httponly=True, samesite="Lax"
    )
