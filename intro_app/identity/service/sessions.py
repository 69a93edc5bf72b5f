"""Opening and ending sessions. Every kind of sign-in opens its session here."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, update

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import policy, queries
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member, PasskeyChallenge, Session, SignIn
from intro_app.identity.models.signing_in import AT_MOST, TRUSTED_AT_MOST
from intro_app.wording import N_


@dataclass(frozen=True)
class Browser:
    """The browser that sent a request: its secret, its family and system in words, its present session token.

    `marks` stand for the mailboxes that it has signed in with before (identity/familiar.py), `trusted` for
    the person's word that they trust this device.
    """

    secret: str
    device: str = ""
    session: str = ""
    marks: tuple[str, ...] = ()
    trusted: bool = False


class OtherWayIn(DomainError):
    """People sign in here with a provider, and this was another way."""

    def __init__(self) -> None:
        names = ", ".join(one.name for one in settings().oidc_providers)
        super().__init__(N_("People sign in here with: %(names)s. You can’t sign in this way."), names=names)


def open_session(
    member: Member,
    browser: Browser,
    at: datetime,
    *,
    passkey_id: int | None = None,
    opened_by: str = "",
    proved_at: datetime | None = None,
) -> str:
    """Open a session, end the one this browser had, and return the token for the cookie.

    `opened_by` says what opened it other than mail or a passkey, `proved_at` when the person proved who they
    are, if that was not just now. A session opened by a passkey carries the member's staff roles, if any, and
    then expires sooner. Raises DomainError when the account is closed, OtherWayIn where only providers let
    people in.
    """
    token = secrets.token_urlsafe(32)
    with atomic():
        has_powers = _admit(member, opened_by, passkey_id, at)
        sign_out(browser.session)
        db.session.add(
            Session(
                id_hash=hashed(token),
                member_id=member.id,
                started_at=at,
                seen_on=at.date(),
                device=browser.device,
                passkey_id=passkey_id,
                seen_at=at if has_powers else None,
                opened_by=opened_by,
                proved_at=proved_at,
                trusted=browser.trusted,
            )
        )
    return token


def trust_device(id_hash: str, *, trusted: bool) -> None:
    """Let this session last as long as on a device that its owner trusts, or no longer."""
    with atomic():
        db.session.execute(update(Session).where(Session.id_hash == id_hash).values(trusted=trusted))


def _admit(member: Member, opened_by: str, passkey_id: int | None, at: datetime) -> bool:
    """Note the visit; return whether the session carries staff roles. Raises DomainError, OtherWayIn."""
    has_powers = passkey_id is not None and bool(queries.staff_roles(member.id))
    if member.left_at is not None or member.removed:
        raise DomainError(N_("This account has been closed."))
    if not policy.may_open(only=settings().oidc_only, opened_by=opened_by, has_powers=has_powers):
        raise OtherWayIn
    _note_visit(member, at)
    return has_powers


def _note_visit(member: Member, at: datetime) -> None:
    """Store the month of this visit, and whether the member has come back, in the caller's transaction."""
    note_month(member.id, at)
    if at - member.joined_at >= policy.FIRST_VISIT:
        member.came_back = True


def note_month(member_id: int, at: datetime) -> None:
    """Store the month in which this member was last seen, in the caller's transaction."""
    month = policy.month_of(at.date())
    is_earlier = or_(Member.seen_month.is_(None), Member.seen_month < month)
    seen = update(Member).where(Member.id == member_id, is_earlier).values(seen_month=month)
    db.session.execute(seen.execution_options(synchronize_session=False))


def sign_out(token: str) -> None:
    """End the session with this token."""
    with atomic():
        db.session.execute(delete(Session).where(Session.id_hash == hashed(token)))


def end_session(member_id: int, id_hash: str) -> None:
    """End one session of this member, on any device."""
    with atomic():
        db.session.execute(delete(Session).where(Session.member_id == member_id, Session.id_hash == id_hash))


def end_sessions_opened_by(member_id: int, opened_by: str, *, keeping: str = "") -> int:
    """End the sessions of this member that this opened; return how many.

    The one with the hash `keeping` goes on, and does not say any more what opened it.
    """
    opened = Session.member_id == member_id, Session.opened_by == opened_by
    others = delete(Session).where(*opened, Session.id_hash != keeping).returning(Session.id_hash)
    with atomic():
        ended = db.session.scalars(others).all()
        db.session.execute(update(Session).where(*opened).values(opened_by=""))
    return len(ended)


def end_other_sessions(member_id: int, keeping: str) -> None:
    """End all sessions of this member except the one with this hash."""
    others = delete(Session).where(Session.member_id == member_id, Session.id_hash != keeping)
    with atomic():
        db.session.execute(others)


def forget_ended(at: datetime) -> None:
    """Delete challenges, sign-in requests and sessions that expired long ago; the worker calls this."""
    with atomic():
        db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.made_at < at - timedelta(days=1)))
        db.session.execute(delete(SignIn).where(SignIn.asked_at < at - timedelta(days=2)))
        db.session.execute(delete(Session).where(_ended_by(at)))


def _ended_by(at: datetime) -> ColumnElement[bool]:
    """Return the condition on sessions whose whole time is over, and a day more."""
    day = timedelta(days=1)
    by_age = Session.started_at < at - AT_MOST - day, Session.started_at < at - TRUSTED_AT_MOST - day
    return or_(by_age[1], and_(by_age[0], ~Session.trusted))
