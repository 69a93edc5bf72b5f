"""Queries about suspensions for staff."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity import queries as accounts
from intro_app.identity.models import Member, Staff, StaffRole, Suspension
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Way
from intro_app.joining.invitations.models import came_by_each_other
from intro_app.organising.suspensions.policy import SECOND_LOOK_AFTER


def judges_of(member_id: int, *, but: int) -> set[int]:
    """Return those who could judge this member's appeals at once, apart from one."""
    able = Member.id.in_(accounts.who_can(StaffRole.HOST) - {member_id, but})
    return set(db.session.scalars(select(Member.id).where(able, ~came_by_each_other(Member.id, member_id))))


def invited_each_other(one: int, other: int) -> bool:
    """Return whether one of the two came by the other's own invitation."""
    return bool(db.session.scalar(select(came_by_each_other(one, other))))


def counted_appeals(staff_id: int, at: datetime) -> ScalarSelect[int]:
    """Return a subquery that counts the appeals they could judge now."""
    waiting = select(func.count()).select_from(Suspension)
    return waiting.where(*_to_judge(staff_id, at)).scalar_subquery()


def open_appeals(staff_id: int, at: datetime) -> Sequence[Member]:
    """Return the members whose appeals this person could judge, the longest waiting first, at most fifty."""
    found = select(Member).join(Suspension, Suspension.member_id == Member.id)
    found = found.where(*_to_judge(staff_id, at))
    return db.session.scalars(found.order_by(Suspension.appealed_at).limit(50)).all()


class AppealsWaiting(NamedTuple):
    """What waits for one who judges: how many appeals, since when, and whether one is against a removal."""

    appeals: int
    oldest: datetime | None
    removes: bool


def is_appeal_waiting(since_before: datetime) -> bool:
    """Return whether any appeal has waited since before that moment, whoever may judge it."""
    return db.session.scalar(_any_waiting(), {"at": since_before}) is not None


@cache
def _any_waiting() -> Select[int]:
    undecided = Suspension.ended_at.is_(None), Suspension.judged_at.is_(None)
    return select(Suspension.id).where(*undecided, Suspension.appealed_at <= bindparam("at")).limit(1)


def appeals_for(staff_id: int, at: datetime, *, since_before: datetime) -> AppealsWaiting:
    """Return what has waited since before that moment for this person, as far as they may judge it now."""
    mine = *_to_judge(staff_id, at), Suspension.appealed_at <= since_before
    rows = db.session.execute(select(Suspension.appealed_at, Suspension.until).where(*mine)).all()
    return AppealsWaiting(
        appeals=len(rows),
        oldest=min((row.appealed_at for row in rows), default=None),
        removes=any(row.until is None for row in rows),
    )


def _to_judge(staff_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an appeal that they could judge (`policy.against_judging`), as SQL."""
    is_fair = and_(Suspension.by_id != staff_id, ~came_by_each_other(staff_id, Suspension.member_id))
    is_last = and_(~_other_judge(staff_id), Suspension.appealed_at <= at - SECOND_LOOK_AFTER)
    return (
        Suspension.ended_at.is_(None),
        Suspension.appealed_at.is_not(None),
        Suspension.judged_at.is_(None),
        or_(is_fair, is_last),
        Suspension.member_id != staff_id,
    )


def _other_judge(staff_id: int) -> ColumnElement[bool]:
    """Return the condition that somebody apart from this person could judge the appeal at once."""
    staff, person = aliased(Staff), aliased(Member)
    fair = exists().where(
        staff.member_id == person.id,
        staff.role.in_(accounts.roles_with(StaffRole.HOST)),
        person.left_at.is_(None),
        person.id.not_in((staff_id, Suspension.by_id, Suspension.member_id)),
        ~came_by_each_other(person.id, Suspension.member_id),
    )
    return fair.correlate(Suspension)


def suspensions_of(member_id: int) -> Sequence[Suspension]:
    """Return the suspensions and removals of a member, newest first."""
    mine = select(Suspension).where(Suspension.member_id == member_id)
    return db.session.scalars(mine.order_by(Suspension.id.desc())).all()


def asks_of(member_id: int) -> Sequence[Introduction]:
    """Return the introductions that this member asked for or offered, and that have not been wound up."""
    authored = or_(
        and_(Introduction.way == Way.OFFERED, Introduction.connector_id == member_id),
        and_(Introduction.way != Way.OFFERED, Introduction.first_id == member_id),
    )
    open_ones = select(Introduction).where(authored, Introduction.wound_up_at.is_(None))
    return db.session.scalars(open_ones.order_by(Introduction.id)).all()
