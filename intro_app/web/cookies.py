"""The cookies of the site.

`sid` holds a session, `pre` a visitor's form secret, `known` marks a browser that has signed in before. Two
live for minutes where somebody signs in with a provider: `with` holds what they have begun, `proof` finds
what the provider said. One more holds what a guest answered in this browser: it is set when somebody answers
a carried link, and sent only to the pages behind answer links.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from flask import Request, Response

from intro_app.config import settings

SESSION = "sid"
VISITOR = "pre"
FAMILIAR = "known"
ATTEMPTS = "with"
PROOF = "proof"

_SESSION_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_VISITOR_FORM = re.compile(r"[A-Za-z0-9_-]{32}")
_FAMILIAR_FORM = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32}){0,4}")

# The absolute lifetime of a session. The idle limit, and what decides about both, is in the database.
SESSION_LIFE = timedelta(days=30)
TRUSTED_LIFE = timedelta(days=90)
VISITOR_LIFE = timedelta(hours=1)
PROVIDER_LIFE = timedelta(minutes=15)
FAMILIAR_LIFE = timedelta(days=400)  # the longest that browsers allow

# The longest life of a carried link: both deadlines at their longest, plus a month in which it says that it
# has ended.
ANSWER_LIFE = timedelta(days=66)
_LONGEST_ANSWER = 300
_LONGEST_ATTEMPTS = 3500


def cookie_name(plain: str) -> str:
    """Return the name with `__Host-` on a site with https, which browsers require for that prefix."""
    return f"__Host-{plain}" if settings().secure else plain


def session_id(request: Request) -> str | None:
    """Return the session id that the browser sent, or None if it is missing or malformed."""
    return _well_formed(request, SESSION, _SESSION_FORM)


def pre_id(request: Request) -> str | None:
    """Return the visitor id that the browser sent, or None if it is missing or malformed."""
    return _well_formed(request, VISITOR, _VISITOR_FORM)


def familiar_marks(request: Request) -> list[str]:
    """Return the marks of the mailboxes that this browser has signed in with before."""
    marks = _well_formed(request, FAMILIAR, _FAMILIAR_FORM)
    return marks.split(".") if marks else []


def set_familiar(response: Response, marks: Iterable[str]) -> None:
    """Store these marks in the browser for FAMILIAR_LIFE."""
    _set(response, FAMILIAR, ".".join(marks), FAMILIAR_LIFE)


def attempts(request: Request) -> str:
    """Return the signed list of sign-ins that this browser has begun with providers; it may be anything."""
    return request.cookies.get(cookie_name(ATTEMPTS), "")[:_LONGEST_ATTEMPTS]


def set_attempts(response: Response, value: str) -> None:
    """Store the signed list; without it, nobody can finish these sign-ins."""
    _set(response, ATTEMPTS, value, PROVIDER_LIFE)


def proof_token(request: Request) -> str:
    """Return the secret of what a provider said in this browser and waits for a second proof, or ""."""
    return _well_formed(request, PROOF, _SESSION_FORM) or ""


def set_proof(response: Response, value: str) -> None:
    """Store the secret (`secrets.token_urlsafe(32)`)."""
    _set(response, PROOF, value, PROVIDER_LIFE)


def clear_proof(response: Response) -> None:
    """Delete the secret."""
    _delete(response, PROOF)


def set_session(response: Response, value: str, *, trusted: bool = False) -> None:
    """Set the session id (`secrets.token_urlsafe(32)`) and delete the visitor id."""
    _set(response, SESSION, value, TRUSTED_LIFE if trusted else SESSION_LIFE)
    _delete(response, VISITOR)


def opens_session(response: Response) -> bool:
    """Return whether this response gives the browser a session."""
    given = re.compile(rf"{re.escape(cookie_name(SESSION))}={_SESSION_FORM.pattern};")
    return any(given.match(cookie) for cookie in response.headers.getlist("Set-Cookie"))


def clear_session(response: Response) -> None:
    """Delete the session id, and tell the browser to clear its cache and storage of private pages."""
    _delete(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def set_pre(response: Response, value: str) -> None:
    """Set a visitor id for the hour in which a form is filled in."""
    _set(response, VISITOR, value, VISITOR_LIFE)


def answer_given(request: Request, name: str) -> str:
    """Return the value that `set_answer` stored under this name; empty if this browser has none."""
    return request.cookies.get(_answer_name(name), "")[:_LONGEST_ANSWER]


def set_answer(response: Response, name: str, value: str) -> None:
    """Store a value that lets only this browser read the answer given in it."""
    _store(response, _answer_name(name), value, ANSWER_LIFE, path="/r")


def _answer_name(name: str) -> str:
    """Return the name with `__Secure-` on a site with https: `__Host-` would send it to every page."""
    return f"__Secure-{name}" if settings().secure else name


def _well_formed(request: Request, plain: str, form: re.Pattern[str]) -> str | None:
    value = request.cookies.get(cookie_name(plain), "")
    return value if form.fullmatch(value) else None


def _set(response: Response, plain: str, value: str, life: timedelta) -> None:
    _store(response, cookie_name(plain), value, life, path="/")


def _store(response: Response, name: str, value: str, life: timedelta, *, path: str) -> None:
    # Lax, not Strict: with Strict every click from webmail would look signed out.
    response.set_cookie(
        name, value, max_age=life, path=path, secure=settings().secure, httponly=True, samesite="Lax"
    )


def _delete(response: Response, plain: str) -> None:
    response.delete_cookie(
        cookie_name(plain), path="/", secure=settings().secure, httponly=True, samesite="Lax"
    )
