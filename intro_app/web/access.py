"""Access rules: pages are for members unless marked `@public`, `@token_page`, `@webhook` or `@staff`.

`@preserves_input` changes nothing about access: it marks pages where people write, so that the gate returns
a form it cannot accept instead of discarding it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar, overload
from urllib.parse import unquote, urlsplit

from flask import current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Rule

from intro_app.web.addresses import plain_path

View = TypeVar("View", bound=Callable[..., Any])

# What a staff page asks for that is open with any right.
ANY_RIGHT = "any"

SIGN_IN = "identity.sign_in"
PASSKEYS = "identity.passkeys"
SUSPENDED = "organising.my_suspension"
START = "introductions.introductions"


@dataclass(frozen=True)
class FileLimit:
    """The field of a file, the largest form with it, in bytes, and the sentence that refuses a larger one."""

    field: str
    largest: int
    refusal: str


@dataclass(frozen=True)
class AccessRule:
    """What a request needs to reach one view."""

    members: bool = True
    token: bool = False
    csrf: bool = True
    cross_site: bool = False
    staff: str = ""
    preserves_input: bool = False
    shown_by: str = ""
    drafts: bool = False
    file: FileLimit | None = None
    while_suspended: bool = False


_MEMBERS_ONLY = AccessRule()


def public(view: View) -> View:
    """Open the view to everybody."""
    return _mark(view, AccessRule(members=False))


def webhook(view: View) -> View:
    """Open the view to other programs, without cookie or form secret; the view must check their signature."""
    return _mark(view, AccessRule(members=False, csrf=False, cross_site=True))


@overload
def token_page(view: View) -> View: ...
@overload
def token_page(*, csrf: bool = False, cross_site: bool = False) -> Callable[[View], View]: ...
def token_page(
    view: View | None = None, *, csrf: bool = False, cross_site: bool = False
) -> View | Callable[[View], View]:
    """Open the view to whoever has a signed link; the link replaces the form secret, so no cookie is needed.

    `csrf=True` requires the form secret as well: for signing in, where an attacker could send a link of their
    own. `cross_site=True` accepts a POST from any site, for the one-click stop of mail providers.
    """
    access = AccessRule(members=False, token=True, csrf=csrf, cross_site=cross_site)

    def mark(marked: View) -> View:
        return _mark(marked, access)

    return mark(view) if view else mark


def staff(role: str) -> Callable[[View], View]:
    """Open the view to staff of this role who signed in with a passkey; everybody else gets a 404.

    With ANY_RIGHT it is open to all staff. Whoever has the role but came in without a passkey is led to the
    page on how to get one (gate.py).
    """

    def mark(view: View) -> View:
        return _mark(view, AccessRule(staff=role))

    return mark


def while_suspended(view: View) -> View:
    """Let members do this while their account is suspended: answer, leave, appeal, protect themselves.

    Everything else that members send is refused then. Place it above the other access decorators.
    """
    access = view.__dict__.get("access", _MEMBERS_ONLY)
    return _mark(view, replace(access, while_suspended=True))


@overload
def preserves_input(view: View) -> View: ...
@overload
def preserves_input(*, shown_by: str = "", drafts: bool = False) -> Callable[[View], View]: ...
def preserves_input(
    view: View | None = None, *, shown_by: str = "", drafts: bool = False
) -> View | Callable[[View], View]:
    """Return a form posted after its session ended to its writer, instead of losing it (`form_recovery.py`).

    `shown_by` is the endpoint that shows the form, if that is not the GET of the same address.
    `drafts=True` says that the step `keep` only saves a draft. Place it above the other access decorators.
    """

    def mark(marked: View) -> View:
        access = marked.__dict__.get("access", _MEMBERS_ONLY)
        return _mark(marked, replace(access, preserves_input=True, shown_by=shown_by, drafts=drafts))

    return mark(view) if view else mark


def takes_file(field: str, *, largest: int, refusal: str) -> Callable[[View], View]:
    """Let the form of this view bring files in one field, in all of at most `largest` bytes.

    Files in any other field are dropped, and so are those of all other forms.

    `refusal` is an untranslated sentence that says what to do with a larger one. Place it above the other
    access decorators.
    """

    def mark(marked: View) -> View:
        access = marked.__dict__.get("access", _MEMBERS_ONLY)
        return _mark(marked, replace(access, file=FileLimit(field, largest, refusal)))

    return mark


def rule_that_shows(access: AccessRule) -> tuple[Rule, dict[str, Any]]:
    """Return the routing rule of the page that shows this view's form, and the rule's arguments."""
    if access.shown_by:
        return next(current_app.url_map.iter_rules(access.shown_by)), request.view_args or {}
    rule, places = current_app.url_map.bind("").match(request.path, method="GET", return_rule=True)
    return rule, dict(places)


def requested_access() -> AccessRule | None:
    """Return the access rule of the requested page; None if there is no such page for this reader."""
    if not request.endpoint or request.routing_exception or g.get("hidden"):
        return None
    return _access_of(request.endpoint)


def is_on_staff(role: str) -> bool:
    """Whether the sender of this request has the role, in a session opened with a passkey."""
    return is_signed_in() and _is_among(role, getattr(current_user, "powers", ()))


def hides_page() -> bool:
    """Whether the path, with any method, is a staff page that this reader may not see. Sets `g.hidden`."""
    access = _access_behind()
    g.hidden = bool(access and access.staff) and not is_on_staff(access.staff if access else "")
    ask_again_who_reads()
    return bool(g.hidden)


def lacks_only_passkey() -> bool:
    """Whether the reader holds the role of this staff page, and only has to sign in with a passkey."""
    access = _access_of(request.endpoint or "")
    return bool(access.staff) and _is_among(access.staff, getattr(current_user, "roles", ()))


def rights_of_reader() -> frozenset[str]:
    """Return the rights that this session may use; none on pages where no session is read."""
    return frozenset(getattr(current_user, "powers", ())) if is_signed_in() else frozenset()


def _is_among(role: str, held: Collection[str]) -> bool:
    return bool(held) if role == ANY_RIGHT else role in held


def is_signed_in() -> bool:
    """Whether a member sent this request; False on token pages and 5xx pages, where no session is read."""
    known: bool | None = g.get("has_reader")
    if known is None:
        known = g.has_reader = _reads_session() and bool(current_user.is_authenticated)
    return known


def ask_again_who_reads() -> None:
    """Let `is_signed_in` find out anew; it remembers what it found for the request."""
    g.pop("has_reader", None)


def _reads_session() -> bool:
    access = requested_access()
    return not (access and access.token) and not g.get("in_trouble") and hasattr(current_app, "login_manager")


def is_suspended() -> bool:
    """Whether the member who sent this request is suspended."""
    return is_signed_in() and bool(getattr(current_user, "is_suspended", False))


def id_of_reader() -> str:
    """Return the public id of the member who sent this request, or an empty string."""
    return str(getattr(current_user, "public_id", "")) if is_signed_in() else ""


def next_url() -> str:
    """Return where to go after signing in: the page in `next` if it is one of this site, else START."""
    wanted = request.values.get("next", "")
    return wanted if _is_page_of_ours(wanted) else plain_path(START)


def is_written_on(path: str) -> bool:
    """Whether this path belongs to a view marked `preserves_input`."""
    endpoint = _endpoint_at(path, "POST")
    return endpoint is not None and _access_of(endpoint).preserves_input


def _mark(view: View, access: AccessRule) -> View:
    view.__dict__["access"] = access
    return view


def _access_behind() -> AccessRule | None:
    """Return the access rule at this path even if the method is wrong: a 405 would reveal a staff page."""
    problem = request.routing_exception
    if isinstance(problem, MethodNotAllowed) and problem.valid_methods:
        endpoint, _ = current_app.url_map.bind("").match(
            request.path, method=next(iter(problem.valid_methods))
        )
        return _access_of(endpoint)
    return requested_access()


def _access_of(endpoint: str) -> AccessRule:
    found = getattr(current_app.view_functions.get(endpoint), "access", _MEMBERS_ONLY)
    return found if isinstance(found, AccessRule) else _MEMBERS_ONLY


def _is_page_of_ours(path: str) -> bool:
    endpoint = _endpoint_at(path, "GET")
    return endpoint not in {None, SIGN_IN} and not _access_of(str(endpoint)).token


def _endpoint_at(path: str, method: str) -> str | None:
    """Return the endpoint that takes this method at this path, or None if it is not a path of this site."""
    parts = urlsplit(path) if path.startswith("/") and not path.startswith("//") else None
    if parts is None or parts.netloc or "\\" in path or not path.isprintable() or " " in path:
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(unquote(parts.path), method=method)
    except HTTPException:
        return None
    return str(endpoint)
