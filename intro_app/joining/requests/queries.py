"""Queries on requests to join."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, func, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.queries import who_can
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import RequestState, StaffAnswer
from intro_app.text.mailboxes import fingerprint

PAGE = 50


class EarlierAnswer(NamedTuple):
    """An earlier answer to the same mailbox, so that a second reader sees what the first decided."""

    verdict: StaffAnswer | None
    decided_at: datetime | None
    reader: str
    note: str


def newest_of(address: str) -> JoinRequest | None:
    """Return the newest request from this mailbox, however it stands."""
    theirs = select(JoinRequest).where(JoinRequest.mailbox_hash == _hash(address))
    return db.session.scalars(theirs.order_by(JoinRequest.id.desc()).limit(1)).first()


def is_let_in(address: str, at: datetime) -> bool:
    """Return whether staff have let this mailbox in and it has not come yet."""
    found = newest_of(address)
    return found is not None and found.state(at) is RequestState.LET_IN


def locked(request_id: int) -> JoinRequest | None:
    """Return a request, its row locked until the transaction ends."""
    return db.session.get(JoinRequest, request_id, with_for_update=True, populate_existing=True)


@cache
def unread() -> Select[int]:
    """Select the requests of before `:asked_before` without an answer, whose applicants were told nothing."""
    late = JoinRequest.asked_at <= bindparam("asked_before")
    untold = JoinRequest.verdict.is_(None), JoinRequest.unread_told_at.is_(None)
    return select(JoinRequest.id).where(late, *untold).order_by(JoinRequest.asked_at, JoinRequest.id)


def waiting() -> Sequence[JoinRequest]:
    """Return the oldest requests that nobody has answered, at most PAGE."""
    open_ones = select(JoinRequest).where(JoinRequest.verdict.is_(None), JoinRequest.name != "")
    return db.session.scalars(open_ones.order_by(JoinRequest.id).limit(PAGE)).all()


def number_waiting() -> int:
    """Return how many requests nobody has answered."""
    return db.session.scalar(select(counted_waiting())) or 0


def counted_waiting() -> ScalarSelect[int]:
    """Return a subquery that counts the requests nobody has answered."""
    open_ones = select(func.count()).select_from(JoinRequest)
    return open_ones.where(JoinRequest.verdict.is_(None), JoinRequest.name != "").scalar_subquery()


def number_late(at: datetime) -> int:
    """Return how many requests have waited for longer than their applicants were told."""
    late = select(func.count()).select_from(JoinRequest)
    return db.session.scalar(late.where(JoinRequest.verdict.is_(None), JoinRequest.answer_by < at)) or 0


def number_asked(since: datetime, until: datetime) -> int:
    """Return how many requests came between two moments."""
    came = select(func.count()).select_from(JoinRequest)
    return db.session.scalar(came.where(JoinRequest.asked_at >= since, JoinRequest.asked_at < until)) or 0


def earlier_answers(request: JoinRequest) -> list[EarlierAnswer]:
    """Return what was answered to this mailbox before."""
    found = (
        select(JoinRequest.verdict, JoinRequest.decided_at, Member.name, JoinRequest.note)
        .outerjoin(Member, Member.id == JoinRequest.decided_by_id)
        .where(
            JoinRequest.mailbox_hash == request.mailbox_hash,
            JoinRequest.id < request.id,
            JoinRequest.verdict.is_not(None),
        )
        .order_by(JoinRequest.id.desc())
    )
    return [EarlierAnswer(*row) for row in db.session.execute(found)]


def admins() -> Sequence[Member]:
    """Return those who read requests."""
    found = select(Member).where(Member.id.in_(who_can(StaffRole.HOST)))
    return db.session.scalars(found.order_by(Member.id)).all()


def _hash(address: str) -> str:
    return fingerprint(address, settings().lasting_key)
