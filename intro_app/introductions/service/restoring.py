"""Brings introductions of a restored backup to where they were: ended, taken back, or connected.

Whatever ended one, it closes as silence would: the journal does not say why, and nobody has to know.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.introductions import queries
from intro_app.introductions.models import Consent, Introduction
from intro_app.introductions.service.closing import close, let_go
from intro_app.introductions.service.periodic import GUEST_KEPT_AFTER_FOLLOW_UP, tell_connected
from intro_app.introductions.states import OPEN, Answer, Reason, Role, State


class GivenConsent(NamedTuple):
    """A consent as the journal knows it: hashes, and no details."""

    role: Role
    text_hash: str
    seen_hash: str
    given_at: datetime
    how: str


class Released(NamedTuple):
    """What the journal knows of an introduction that was connected."""

    at: datetime
    agreed_at: datetime
    first_id: int | None
    second_id: int | None
    consents: tuple[GivenConsent, ...]


def end_again(introduction_id: int, at: datetime) -> bool:
    """Close one that had ended, as silence would have; return whether it was open."""
    with atomic():
        introduction = _open(introduction_id)
        if introduction is not None:
            close(introduction, Reason.EXPIRED, at=at)
    return introduction is not None


def end_everything_open(at: datetime) -> int:
    """Close all that was asking, because nobody knows what became of it; return how many."""
    asking = select(Introduction.id).where(Introduction.state.in_(OPEN)).order_by(Introduction.id)
    return sum(end_again(one, at) for one in db.session.scalars(asking).all())


def take_back_again(introduction_id: int, role: Role, at: datetime) -> bool:
    """Take a yes back that had been taken back; return whether it stood."""
    with atomic():
        introduction = _open(introduction_id)
        consent = introduction.consent_of(role) if introduction else None
        if consent is not None:
            consent.taken_back_at = at
    return consent is not None


def connect_again(introduction_id: int, released: Released) -> bool:
    """Connect one that had been connected; return whether it was not.

    Consents that were given after the backup come from the journal, without the details they were for. Those
    have left the site; only where every consent is in the backup is what was not sent yet sent.
    """
    with atomic():
        introduction = _open(introduction_id)
        if introduction is None:
            return False
        _seat(introduction, released)
        is_complete = _add_consents(introduction, released.consents)
        for ask in introduction.asks:
            ask.answer = ask.answer or Answer.YES
            ask.answered_at = ask.answered_at or released.agreed_at
        _agree(introduction, released.agreed_at)
        introduction.connect(released.at)
        db.session.flush()
        let_go(introduction)
        _keep_guests(introduction, released.at)
        if is_complete:
            tell_connected(introduction, released.at)
    return True


def _open(introduction_id: int) -> Introduction | None:
    """Lock and return it if it is there and open."""
    if db.session.get(Introduction, introduction_id) is None:
        return None
    introduction = queries.locked_whole(introduction_id)
    return introduction if introduction.is_open else None


def _seat(introduction: Introduction, released: Released) -> None:
    """Seat whom a connector chose since."""
    for role, member_id in ((Role.FIRST, released.first_id), (Role.SECOND, released.second_id)):
        if member_id is not None and introduction.person(role) is None:
            introduction.seat(role, db.session.get(Member, member_id))


def _add_consents(introduction: Introduction, given: Iterable[GivenConsent]) -> bool:
    """Add the consents that the backup does not have; return whether it had all."""
    missing = [one for one in given if introduction.consent_of(one.role) is None]
    for one in missing:
        introduction.consents.append(Consent(**one._asdict(), shares={}))
    db.session.flush()  # the triggers look for them when the state changes
    return not missing


def _agree(introduction: Introduction, at: datetime) -> None:
    if introduction.state is State.HELD:
        introduction.state = State.ASKING
    if introduction.state is State.ASKING:
        introduction.agree(at)


def _keep_guests(introduction: Introduction, at: datetime) -> None:
    for guest in introduction.guests:
        guest.erase_at = at + timedelta(days=settings().follow_up_over_day) + GUEST_KEPT_AFTER_FOLLOW_UP
