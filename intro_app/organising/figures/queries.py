"""Queries on figures: which groups are to be counted, their counts, and what is shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select

from intro_app.db import db
from intro_app.groups.models import GroupMembership, MemberGroup
from intro_app.groups.queries import open_groups
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State, Way
from intro_app.organising.figures.models import GroupFigure
from intro_app.organising.figures.policy import MONTHS
from intro_app.small_counts import Cell, round_down


class GroupMonth(NamedTuple):
    """The figures of a group in one month, as they are shown."""

    month: date
    asked: Cell
    connected: Cell
    closed: Cell


class GroupFigures(NamedTuple):
    """The last months of a group, the newest first; none while it was too small."""

    name: str
    months: Sequence[GroupMonth]


def groups_to_count(month: date) -> Select[int]:
    """Return a query for the groups of which this month has not been counted."""
    uncounted = MemberGroup.counted_month < month, MemberGroup.closed_at.is_(None)
    return select(MemberGroup.id).where(*uncounted).order_by(MemberGroup.counted_month, MemberGroup.id)


def people_in(group_id: int) -> Select[int]:
    """Return a query for the people who are in a group now."""
    inside = GroupMembership.since.is_not(None), GroupMembership.ended_at.is_(None)
    return select(GroupMembership.member_id).where(GroupMembership.group_id == group_id, *inside).distinct()


def size_of(group_id: int) -> int:
    """Return how many people are in a group now."""
    return db.session.scalar(select(func.count()).select_from(people_in(group_id).subquery())) or 0


def counted(group_id: int, begins: datetime, ends: datetime) -> tuple[int, int, int]:
    """Return how many introductions of a group's people were asked for, connected, and closed in a span.

    Closed counts by the day on which its author was told. A no and silence are the same in it.
    """
    asked, connected, closed = (
        _number(group_id, when >= begins, when < ends, *more)
        for when, *more in (
            (Introduction.sent_at,),
            (Introduction.ended_at, Introduction.state == State.CONNECTED),
            (Introduction.author_told_at, Introduction.state == State.CLOSED),
        )
    )
    return asked, connected, closed


def _number(group_id: int, *conditions: ColumnElement[bool]) -> int:
    author = case((Introduction.way == Way.OFFERED, Introduction.connector_id), else_=Introduction.first_id)
    theirs = (
        select(func.count()).select_from(Introduction).where(author.in_(people_in(group_id)), *conditions)
    )
    return db.session.scalar(theirs) or 0


def figures_of_groups() -> list[GroupFigures]:
    """Return all open groups with what was counted of their last months."""
    groups = open_groups()
    rows = select(GroupFigure).where(GroupFigure.group_id.in_([group.id for group in groups]))
    found = db.session.scalars(rows.order_by(GroupFigure.month.desc())).all()
    return [
        GroupFigures(group.name, [_shown(one) for one in found if one.group_id == group.id][:MONTHS])
        for group in groups
    ]


def _shown(figure: GroupFigure) -> GroupMonth:
    cells = (round_down(number) for number in (figure.asked, figure.connected, figure.closed))
    return GroupMonth(figure.month, *cells)
