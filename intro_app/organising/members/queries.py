"""Queries of the staff pages about members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select, true, tuple_

from intro_app.audit.queries import was_done_since
from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member, Staff, StaffRole
from intro_app.joining.invitations.models import Invitation, InvitationUse
from intro_app.months import begin_of, shifted
from intro_app.organising.members.models import StaffNote
from intro_app.organising.members.policy import LOOK_LASTS, MemberOrder, MemberState
from intro_app.search.among import named
from intro_app.text.mailboxes import canonical, fingerprint

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """What staff look for: a part of a name or a whole address, a state, a role, a month of joining."""

    typed: str = ""
    state: MemberState | None = None
    role: StaffRole | None = None
    joined: date | None = None
    order: MemberOrder = MemberOrder.NEWEST


_IS = {
    MemberState.ACTIVE: and_(~Member.suspended, Member.seen_month.is_not(None)),
    MemberState.SUSPENDED: and_(Member.suspended, ~Member.removed),
    MemberState.REMOVED: Member.removed.is_(true()),
    MemberState.NEVER: and_(~Member.suspended, Member.seen_month.is_(None)),
}


class MemberRow(NamedTuple):
    """A member in the list of staff: nothing of their profile, and when they were seen by month only."""

    id: int
    public_id: str
    name: str
    joined_at: datetime
    seen_month: date | None
    state: MemberState
    roles: Sequence[StaffRole]


class Inviter(NamedTuple):
    """Who invited a member."""

    name: str
    public_id: str


class NoteRow(NamedTuple):
    """A note about a member, and who wrote it."""

    words: str
    by: str
    written_at: datetime


def members_page(wanted: MemberFilter, after: str = "") -> tuple[list[MemberRow], str]:
    """Return a page of members, and the public id after which the next page begins (empty if none does)."""
    keys, is_falling = _keys(wanted.order)
    found = select(Member.id, Member.public_id, Member.name, Member.joined_at, Member.seen_month)
    found = found.add_columns(Member.suspended, Member.removed)
    found = found.where(Member.left_at.is_(None), *_conditions(wanted))
    last = db.session.execute(select(*keys).where(Member.public_id == after)).one_or_none() if after else None
    if last:
        here, there = tuple_(*keys), tuple_(*last)
        found = found.where(here < there if is_falling else here > there)
    rows = db.session.execute(
        found.order_by(*(key.desc() if is_falling else key for key in keys)).limit(PAGE + 1)
    ).all()
    roles = _roles_of([row.id for row in rows])
    shown = [
        MemberRow(
            *row[:5],
            _state(row.seen_month, suspended=row.suspended, removed=row.removed),
            roles.get(row.id, ()),
        )
        for row in rows[:PAGE]
    ]
    return shown, shown[-1].public_id if len(rows) > PAGE else ""


def inviter_of(member_id: int) -> Inviter | None:
    """Return who invited this member and is still here, or None."""
    found = (
        select(Member.name, Member.public_id)
        .join(Invitation, Invitation.inviter_id == Member.id)
        .join(InvitationUse, InvitationUse.invitation_id == Invitation.id)
        .where(InvitationUse.member_id == member_id, Member.left_at.is_(None))
    )
    row = db.session.execute(found.limit(1)).one_or_none()
    return Inviter(*row) if row else None


def notes_of(member_id: int) -> list[NoteRow]:
    """Return the notes about a member, newest first."""
    found = (
        select(StaffNote.words, Member.name, StaffNote.written_at)
        .join(Member, Member.id == StaffNote.by_id)
        .where(StaffNote.member_id == member_id)
    )
    return [NoteRow(*row) for row in db.session.execute(found.order_by(StaffNote.id.desc()))]


def is_looking(staff_id: int, member_id: int, at: datetime) -> bool:
    """Return whether this person of staff has given a reason to look at this account a short while ago."""
    return was_done_since(at - LOOK_LASTS, staff_id, "looked_at_account", member_id)


def _keys(order: MemberOrder) -> tuple[list[ColumnElement[Any]], bool]:
    """Return what the list is ordered by, the last of which is unique, and whether it falls."""
    if order is MemberOrder.NAME:
        return [func.lower(Member.name), Member.id.expression], False
    if order is MemberOrder.SEEN:
        return [func.coalesce(Member.seen_month, date.min), Member.id.expression], True
    return [Member.id.expression], order is MemberOrder.NEWEST


def _conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if "@" in wanted.typed:
        conditions.append(Member.mailbox_hash == fingerprint(canonical(wanted.typed), settings().lasting_key))
    elif wanted.typed:
        conditions.append(Member.id.in_(named(wanted.typed)))
    if wanted.state:
        conditions.append(_IS[wanted.state])
    if wanted.role:
        conditions.append(exists().where(Staff.member_id == Member.id, Staff.role == wanted.role))
    if wanted.joined:
        begins, ends = _month(wanted.joined)
        conditions += [Member.joined_at >= begins, Member.joined_at < ends]
    return conditions


def _month(day: date) -> tuple[datetime, datetime]:
    """Return when a month begins and ends, in the site's time zone."""
    zone = settings().time_zone
    return begin_of(day.replace(day=1), zone), begin_of(shifted(day, 1), zone)


def _state(seen_month: date | None, *, suspended: bool, removed: bool) -> MemberState:
    if removed:
        return MemberState.REMOVED
    if suspended:
        return MemberState.SUSPENDED
    return MemberState.ACTIVE if seen_month else MemberState.NEVER


def _roles_of(member_ids: Sequence[int]) -> dict[int, list[StaffRole]]:
    held: dict[int, list[StaffRole]] = {}
    found = select(Staff.member_id, Staff.role).where(Staff.member_id.in_(member_ids)).order_by(Staff.role)
    for member_id, role in db.session.execute(found):
        held.setdefault(member_id, []).append(role)
    return held
