"""Queries for the ids of what is due, the first to be done first."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from intro_app.db import db
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import Role, State


def due_for_release(at: datetime, window: timedelta) -> Select[int]:
    """Select agreed introductions whose time to undo is over."""
    agreed = select(Introduction.id).where(
        Introduction.state == State.AGREED, Introduction.agreed_at <= at - window
    )
    return agreed.order_by(Introduction.agreed_at)


def due_to_wind_up(at: datetime) -> Select[int]:
    """Select introductions whose closing date has come and that did not come about."""
    due = select(Introduction.id).where(
        Introduction.wound_up_at.is_(None),
        Introduction.closes_at <= at,
        Introduction.state.in_([State.HELD, State.ASKING, State.CLOSED]),
    )
    return due.order_by(Introduction.closes_at)


def lapsed(at: datetime) -> Select[int]:
    """Select introductions in which someone was asked and let the time pass."""
    return (
        select(Ask.introduction_id)
        .join(Introduction)
        .where(
            Introduction.state == State.ASKING,
            Ask.answer.is_(None),
            Ask.decide_by <= at,
            Ask.decide_by < Introduction.closes_at,  # otherwise the closing batch does both in one
        )
    )


def due_for_reminder(role_days: dict[bool, int], at: datetime) -> Select[int]:
    """Select asks put to members so many days ago, unanswered and not reminded.

    `role_days` has the days for a connector under True, and for a party under False.
    """
    waiting = (
        select(Ask.id)
        .join(Introduction)
        .where(
            Introduction.state == State.ASKING,
            Ask.member_id.is_not(None),
            Ask.answer.is_(None),
            Ask.withheld.is_(False),
            Ask.reminded_at.is_(None),
            Ask.decide_by > at,
            or_(*(_old_enough(connector, days, at) for connector, days in role_days.items() if days)),
        )
    )
    return waiting if any(role_days.values()) else waiting.where(false())


def waiting_before_doors(at: datetime) -> Select[int]:
    """Select asks before a shut door that is to be tried again, those that wait longest first."""
    return select(Ask.id).where(Ask.waits_until <= at).order_by(Ask.waits_until, Ask.id)


def guests_to_forget(at: datetime) -> Select[int]:
    """Select guests whose name and address have been kept long enough."""
    return select(Guest.id).where(Guest.erase_at <= at)


def overdue(at: datetime, window: timedelta) -> tuple[int, int]:
    """Return how many introductions should have been connected by `at`, and how many closed.

    `window` is the time to undo.
    """
    due = due_for_release(at, window), due_to_wind_up(at)
    releases, closings = (
        db.session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0 for ids in due
    )
    return releases, closings


def _old_enough(connector: bool, days: int, at: datetime) -> ColumnElement[bool]:
    role = Ask.role == Role.CONNECTOR if connector else Ask.role != Role.CONNECTOR
    return and_(role, Ask.put_at <= at - timedelta(days=days))
