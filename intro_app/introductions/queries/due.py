"""Queries for the ids of what is due, the first to be done first."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from intro_app.db import db
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import State


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
    """Select introductions in which the time to answer has run out, whether or not somebody answered."""
    return select(Ask.introduction_id).where(Ask.lapses_at <= at).order_by(Ask.lapses_at)


def due_for_reminder(at: datetime) -> Select[int]:
    """Select asks whose day for the reminder has come, whether or not somebody answered."""
    return select(Ask.id).where(Ask.remind_at <= at).order_by(Ask.remind_at)


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
