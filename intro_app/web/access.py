"""Who may enter: closed by default; `@public`, `@token_page` and `@for_programs` open a few, `@staff` hides some.

`@keeps_words` opens nothing: it marks where people write, so that the gate hands back what it cannot let in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, overload
from urllib.parse import unquote, urlsplit

from flask import current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Rule

from intro_app.web.addresses import plain_path

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN = "identity.sign_in"
START = "introductions.introductions"


@dataclass(frozen=True)
class AccessRule:
    """What it takes to enter one page."""

    members: bool = True
    token: bool = False
    csrf: bool = True
    anywhere: bool = False
    staff: str = ""
    keeps_words: bool = False
    shown_by: str = ""
    drafts: bool = False


_MEMBERS_ONLY = AccessRule()


def public(view: View) -> View:
    """Open to everybody."""
    return _mark(view, AccessRule(members=False))


def webhook(view: View) -> View:
    """Open to other programs, which have no cookie and no form of ours: the view checks the signature they bring."""
    return _mark(view, AccessRule(members=False, csrf=False, anywhere=True))


@overload
def token_page(view: View) -> View: ...
@overload
def token_page(*, csrf: bool = False, anywhere: bool = False) -> Callable[[View], View]: ...
def token_page(
    view: View | None = None, *, csrf: bool = False, anywhere: bool = False
) -> View | Callable[[View], View]:
    """Open to whoever holds a signed link, which stands for the secret in a form and needs no cookie.

    `csrf=True` keeps the form secret as well: for signing in, where the link is not secret to an attacker
    who sends their own. `anywhere=True` takes a POST from any other site: mail providers' one-click stop.
    """
    entry = AccessRule(members=False, token=True, csrf=csrf, anywhere=anywhere)

    def mark(marked: View) -> View:
        return _mark(marked, entry)

    return mark(view) if view else mark


def staff(role: str) -> Callable[[View], View]:
    """Open to those who hold this role and came in by a passkey; for everybody else there is no such page."""

    def mark(view: View) -> View:
        return _mark(view, AccessRule(staff=role))

    return mark


@overload
def preserves_input(view: View) -> View: ...
@overload
def preserves_input(*, shown_by: str = "", drafts: bool = False) -> Callable[[View], View]: ...
def preserves_input(
    view: View | None = None, *, shown_by: str = "", drafts: bool = False
) -> View | Callable[[View], View]:
    """People write here: what comes after a session has ended is handed back, not lost (web/form_recovery.py).

    `shown_by`: the endpoint that shows the form, where that is not the GET of the same address.
    `drafts=True`: its step `keep` does nothing but keep a draft. Stands above the other marks of a view.
    """

    def mark(marked: View) -> View:
        entry = marked.__dict__.get("entry", _MEMBERS_ONLY)
        return _mark(marked, replace(entry, keeps_words=True, shown_by=shown_by, drafts=drafts))

    return mark(view) if view else mark


def rule_that_shows(entry: AccessRule) -> tuple[Rule, dict[str, Any]]:
    """The rule under which the form of a marked page is shown, and what stands in its places."""
    if entry.shown_by:
        return next(current_app.url_map.iter_rules(entry.shown_by)), request.view_args or {}
    rule, places = current_app.url_map.bind("").match(request.path, method="GET", return_rule=True)
    return rule, dict(places)


def entry_asked() -> AccessRule | None:
    """The entry rule of the page that was asked for; None when there is no such page, or none for this reader."""
    if not request.endpoint or request.routing_exception or g.get("hidden"):
        return None
    return _entry_of(request.endpoint)


def is_on_staff(role: str) -> bool:
    """Whether whoever sent this request holds the role, in a session that a passkey opened."""
    return is_signed_in() and role in getattr(current_user, "powers", ())


def hides_page() -> bool:
    """Whether the page asked for, by whichever method, is one of staff's, and the reader is none of them."""
    entry = _entry_behind()
    g.hidden = bool(entry and entry.staff) and not is_on_staff(entry.staff if entry else "")
    return bool(g.hidden)


def is_signed_in() -> bool:
    """Whether a member sent this request; on token pages and in trouble nobody is asked who they are."""
    entry = entry_asked()
    if (entry and entry.token) or g.get("in_trouble") or not hasattr(current_app, "login_manager"):
        return False
    return bool(current_user.is_authenticated)


def id_of_reader() -> str:
    """The public id of the member who sent this request; empty for everybody else."""
    return str(getattr(current_user, "public_id", "")) if is_signed_in() else ""


def next_url() -> str:
    """Where to go after signing in: the page in `next` if it is one of ours to look at, else the start."""
    wanted = request.values.get("next", "")
    return wanted if _is_page_of_ours(wanted) else plain_path(START)


def is_written_on(path: str) -> bool:
    """Whether this is the address of a form of ours in which people write."""
    endpoint = _endpoint_at(path, "POST")
    return endpoint is not None and _entry_of(endpoint).keeps_words


def _mark(view: View, entry: AccessRule) -> View:
    view.__dict__["entry"] = entry
    return view


def _entry_behind() -> AccessRule | None:
    """The rule of the page at this path, also when it does not take this method: its 405 would betray it."""
    problem = request.routing_exception
    if isinstance(problem, MethodNotAllowed) and problem.valid_methods:
        endpoint, _ = current_app.url_map.bind("").match(
            request.path, method=next(iter(problem.valid_methods))
        )
        return _entry_of(endpoint)
    return entry_asked()


def _entry_of(endpoint: str) -> AccessRule:
    found = getattr(current_app.view_functions.get(endpoint), "entry", _MEMBERS_ONLY)
    return found if isinstance(found, AccessRule) else _MEMBERS_ONLY


def _is_page_of_ours(path: str) -> bool:
    endpoint = _endpoint_at(path, "GET")
    return endpoint not in {None, SIGN_IN} and not _entry_of(str(endpoint)).token


def _endpoint_at(path: str, method: str) -> str | None:
    """An allow-list of routes, not of characters: the path must lead to a page of ours that takes this method."""
    parts = urlsplit(path) if path.startswith("/") and not path.startswith("//") else None
    if parts is None or parts.netloc or "\\" in path or not path.isprintable() or " " in path:
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(unquote(parts.path), method=method)
    except HTTPException:
        return None
    return str(endpoint)
