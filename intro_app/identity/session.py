"""Finds the signed-in member of a request, with one cookie and one statement per request."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, Request, g, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import update
from werkzeug.wrappers import Response

from intro_app import clock
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import BusyError
from intro_app.identity import policy
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member, Session, StaffRole
from intro_app.identity.queries import good_passkeys, role_uses, session_and_member, staff_roles
from intro_app.identity.service import Browser, note_month, note_roles_used
from intro_app.web import cookies
from intro_app.web.access import ask_again_who_reads
from intro_app.web.paths import redirect_to
from intro_app.web.sessions import new_visitor_id

# The field of the box at sign-in, whichever form it is in.
TRUST_DEVICE = "trust_device"


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The signed-in member and their session."""

    member: Member
    session_hash: str
    since: datetime
    by_passkey: bool
    powers: frozenset[str]  # the roles that this session may use; web/access.py checks them
    by_provider: bool = False
    # The roles that this session may use, with when each was used last.
    uses: Mapping[StaffRole, datetime | None] = field(default_factory=dict)

    @property
    def is_suspended(self) -> bool:
        """Whether staff suspended the member; the gate then lets them do only what is marked so."""
        return self.member.suspended

    @property
    def public_id(self) -> str:
        """The member's id on pages."""
        return self.member.public_id

    @property
    def name(self) -> str:
        """The member's name, to greet them by."""
        return self.member.name

    @property
    def roles(self) -> frozenset[str]:
        """The rights that the member holds, whether or not this session may use them; asks the database."""
        held = () if self.is_suspended else staff_roles(self.member.id)
        return frozenset[str](policy.powers_of(held))

    @property
    def locale(self) -> str:
        """The language the member reads."""
        return self.member.locale

    @property
    def time_zone(self) -> str:
        """The member's time zone; empty means the site's own."""
        return self.member.time_zone


@dataclass(frozen=True)
class MadeUp(SignedIn):
    """A made-up newcomer, as whom staff see a page; the forms on it stay bound to the reader."""

    reader_id: str = field(kw_only=True)

    @property
    def public_id(self) -> str:
        """The id of the reader."""
        return self.reader_id


def init_app(app: Flask) -> None:
    """Set up Flask-Login with our loader, without its cookies, context processor and session protection."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(_load)


def current_member() -> Member:
    """Return the member who sent this request; for pages that require signing in."""
    return _signed_in().member


@contextmanager
def seen_as(newcomer: Member, at: datetime) -> Iterator[None]:
    """Let the reader see what comes as this made-up member, who has no rights, sees it."""
    reader_id = _signed_in().public_id
    g.seen_as = MadeUp(newcomer, "", since=at, by_passkey=False, powers=frozenset[str](), reader_id=reader_id)
    _forget_reader()
    try:
        yield
    finally:
        del g.seen_as
        _forget_reader()


def _forget_reader() -> None:
    """Let Flask-Login ask again who the reader is; it remembers that for a request."""
    g.pop("_login_user", None)
    ask_again_who_reads()


def is_in_session() -> bool:
    """Return whether this browser is signed in; for the token pages where that matters."""
    return bool(current_user.is_authenticated)


def note_staff_page(right: str, at: datetime) -> None:
    """Store that the reader used the roles by which they open a page of this right; skips a busy database."""
    signed_in = _signed_in()
    if used := policy.roles_used(signed_in.uses, right, at):
        with suppress(BusyError):
            note_roles_used(signed_in.member.id, used, at)


def current_session_hash() -> str:
    """Return the stored hash of this browser's session token."""
    return _signed_in().session_hash


def is_fresh(at: datetime) -> bool:
    """Return whether the member signed in at most ten minutes ago; check it before sensitive changes."""
    return policy.is_fresh(_signed_in().since, at)


def is_by_passkey() -> bool:
    """Return whether a passkey opened this session."""
    return _signed_in().by_passkey


def is_by_provider() -> bool:
    """Return whether a provider opened this session, who may go on knowing the person in this browser."""
    return _signed_in().by_provider


def may_change_ways_in(at: datetime) -> bool:
    """Return whether this session may change how the account is opened; else lead to signing in again."""
    member = current_member()
    return policy.may_change_ways_in(
        fresh=is_fresh(at),
        by_passkey=is_by_passkey(),
        on_staff=bool(staff_roles(member.id)),
        passkeys=good_passkeys(member.id),
    )


def id_by_passkey() -> int | None:
    """Return the id of the member whose passkey opened this browser's session, if one did; on any page."""
    return current_member().id if is_in_session() and is_by_passkey() else None


def to_sign_in_again(onward: str) -> Response:
    """Redirect to signing in again and then to the path `onward`; the response when is_fresh() is False."""
    return redirect_to("identity.sign_in_again", next=onward)


def browser() -> Browser:
    """Return the browser that sent this request."""
    session = cookies.session_id(request) or ""
    return Browser(
        secret=session or cookies.pre_id(request) or new_visitor_id() or "",
        device=device_words(request.user_agent.string),
        session=session,
        marks=tuple(cookies.familiar_marks(request)),
        trusted=request.form.get(TRUST_DEVICE) == "yes",
    )


def device_words(agent: str) -> str:
    """Return a browser's family and system, such as `Firefox, Linux`; nothing more detailed is stored."""
    browsers = {
        "Firefox/": "Firefox",
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Chrome/": "Chrome",
        "Safari/": "Safari",
    }
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS X": "Mac",
        "Linux": "Linux",
    }
    family = next((name for mark, name in browsers.items() if mark in agent), "")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return ", ".join(filter(None, (family, system)))


def _signed_in() -> SignedIn:
    found: SignedIn = current_user._get_current_object()
    return found


def _load(request: Request) -> SignedIn | None:
    if "seen_as" in g:
        made_up: SignedIn = g.seen_as
        return made_up
    token = cookies.session_id(request)
    found = session_and_member(hashed(token)) if token else None
    if found is None or found[0].is_over(at := clock.now(), only=settings().oidc_only):
        return None
    session, member = found
    has_powers = session.has_powers and not member.suspended
    uses = role_uses(member.id) if has_powers else {}
    since = session.proved_at or session.started_at
    signed_in = SignedIn(
        member,
        session.id_hash,
        since,
        session.passkey_id is not None,
        frozenset[str](policy.powers_of(uses)),
        by_provider=policy.is_of_provider(session.opened_by),
        uses=uses,
    )
    if not session.was_noted(at):
        _note_seen(session, at)
    return signed_in


def _note_seen(session: Session, at: datetime) -> None:
    """Store the last use. It does not revive a session that ended meanwhile, and skips a busy database."""
    this = update(Session).where(Session.id_hash == session.id_hash)
    is_first_this_month = policy.month_of(session.seen_on) != policy.month_of(at.date())
    seen = {"seen_on": at.date()} | ({"seen_at": at} if session.has_powers else {})
    try:
        with atomic():
            if is_first_this_month:
                note_month(session.member_id, at)
            db.session.execute(this.values(seen))
    except BusyError:
        return
