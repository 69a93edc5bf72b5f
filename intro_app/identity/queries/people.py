"""Queries about members, sessions and sign-in requests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member, Session, SignIn
from intro_app.identity.models.signing_in import SessionTimes
from intro_app.outbox.suppression import rests_until, suppressed_scopes
from intro_app.text.mailboxes import fingerprint


class OpenSession(NamedTuple):
    """A signed-in browser as its owner sees it."""

    id_hash: str
    device: str
    started_at: datetime
    seen_on: date
    seen_at: datetime | None
    trusted: bool

    @property
    def times(self) -> SessionTimes:
        """What decides whether it has expired."""
        return SessionTimes(self.started_at, self.seen_on, self.seen_at, self.trusted)


_SESSION = (
    select(Session, Member)
    .join(Member, Member.id == Session.member_id)
    .where(Session.id_hash == bindparam("id_hash"), Member.left_at.is_(None), ~Member.removed)
)
_SHOWN = (
    Session.id_hash,
    Session.device,
    Session.started_at,
    Session.seen_on,
    Session.seen_at,
    Session.trusted,
)
_SESSIONS = (
    select(*_SHOWN)
    .where(Session.member_id == bindparam("member_id"))
    .order_by(Session.seen_on.desc(), Session.started_at.desc())
)
SESSIONS_LISTED = 50
_HERE = select(Member).where(Member.public_id == bindparam("public_id"), Member.left_at.is_(None))


def member_by_public_id(public_id: str) -> Member | None:
    """Return the member with this public id, or None when there is none or they left."""
    return db.session.scalar(_HERE, {"public_id": public_id})


def anyone_by_public_id(public_id: str) -> Member | None:
    """Return whoever has or had this public id, also if they left, or None."""
    return db.session.scalar(select(Member).where(Member.public_id == public_id))


def member_by_mailbox(mailbox: str) -> Member | None:
    """Return the member who reads this mailbox (in its canonical spelling), or None."""
    theirs = Member.mailbox_hash == fingerprint(mailbox, settings().lasting_key)
    return db.session.scalar(select(Member).where(theirs, Member.left_at.is_(None)))


def is_nobody_here(but: int = 0) -> bool:
    """Return whether the site has no member, or none but the one with this id."""
    others = select(Member.id).where(Member.left_at.is_(None), Member.id != but).limit(1)
    return db.session.scalar(others) is None


def session_and_member(id_hash: str) -> tuple[Session, Member] | None:
    """Return the session with this cookie hash and its member, read in one statement."""
    row = db.session.execute(_SESSION, {"id_hash": id_hash}).one_or_none()
    return (row[0], row[1]) if row else None


def sessions_of(member_id: int, at: datetime) -> list[OpenSession]:
    """Return the member's sessions that have not expired, most recently used first."""
    rows = db.session.execute(_SESSIONS, {"member_id": member_id})
    mine = (OpenSession(*row) for row in rows)
    return [one for one in mine if not one.times.are_over(at, only=settings().oidc_only)]


def sessions_page(member_id: int, at: datetime, start: int = 0) -> tuple[list[OpenSession], int | None]:
    """Return the same from `start` on, as many as stand on a page, and where the next one starts or None."""
    some = _SESSIONS.offset(bindparam("start")).limit(SESSIONS_LISTED + 1)
    rows = db.session.execute(some, {"member_id": member_id, "start": start}).all()
    mine = (OpenSession(*row) for row in rows[:SESSIONS_LISTED])
    is_open = [one for one in mine if not one.times.are_over(at, only=settings().oidc_only)]
    return is_open, start + SESSIONS_LISTED if len(rows) > SESSIONS_LISTED else None


def open_session(id_hash: str) -> OpenSession | None:
    """Return the session with this cookie hash, as its owner sees it."""
    row = db.session.execute(select(*_SHOWN).where(Session.id_hash == id_hash)).one_or_none()
    return OpenSession(*row) if row else None


def sign_ins_asked(mailbox: str, since: datetime, *, familiar: bool = False) -> Sequence[datetime]:
    """Return when sign-in e-mails to this mailbox were asked for, by familiar browsers or by all others."""
    theirs = SignIn.mailbox_hash == fingerprint(mailbox, settings().lasting_key)
    asked = select(SignIn.asked_at).where(theirs, SignIn.asked_at > since)
    return db.session.scalars(asked.where(SignIn.familiar.is_(familiar))).all()


def newest_sign_in(browser_hash: str, since: datetime) -> SignIn | None:
    """Return this browser's newest unused request, its row locked because tries at the code are counted."""
    of_browser = select(SignIn).where(SignIn.browser_hash == browser_hash, SignIn.asked_at >= since)
    newest = of_browser.where(SignIn.used_at.is_(None)).order_by(SignIn.id.desc()).limit(1)
    return db.session.scalar(newest.with_for_update())


def name_of(member_id: int) -> str:
    """Return the member's name, or "" when there is no such member or they left."""
    here = select(Member.name).where(Member.id == member_id, Member.left_at.is_(None))
    return db.session.scalar(here) or ""


def stopped_by(address: str) -> list[str]:
    """Return the scopes of e-mail that the reader of this address has stopped."""
    return suppressed_scopes(address)


def mail_rests_until(address: str, at: datetime) -> datetime | None:
    """Return until when we don’t write to this address, because e-mails came back; None if we do."""
    return rests_until(address, at)
