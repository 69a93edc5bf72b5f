"""Queries for the ids of what is due at `:at`, the first to be done first. Each is made once."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from intro_app.db import db
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.states import State


@cache
def due_for_release() -> Select[int]:
    """Select introductions agreed before `:agreed_before`, whose time to undo is over."""
    agreed = select(Introduction.id).where(
        Introduction.state == State.AGREED, Introduction.agreed_at <= bindparam("agreed_before")
    )
    return agreed.order_by(Introduction.agreed_at)


@cache
def due_to_wind_up() -> Select[int]:
    """Select introductions whose closing date has come and that did not come about."""
    due = select(Introduction.id).where(
        Introduction.wound_up_at.is_(None),
        Introduction.closes_at <= bindparam("at"),
        Introduction.state.in_([State.HELD, State.ASKING, State.CLOSED]),
    )
    return due.order_by(Introduction.closes_at)


@cache
def lapsed() -> Select[int]:
    """Select introductions in which the time to answer has run out, whether or not somebody answered."""
    return select(Ask.introduction_id).where(Ask.lapses_at <= bindparam("at")).order_by(Ask.lapses_at)


@cache
def due_for_reminder() -> Select[int]:
    """Select asks whose day for the reminder has come, whether or not somebody answered."""
    return select(Ask.id).where(Ask.remind_at <= bindparam("at")).order_by(Ask.remind_at)


@cache
def waiting_before_doors() -> Select[int]:
    """Select asks before a shut door that is to be tried again, those that wait longest first."""
    return select(Ask.id).where(Ask.waits_until <= bindparam("at")).order_by(Ask.waits_until, Ask.id)


@cache
def guests_to_forget() -> Select[int]:
    """Select guests whose name and address have been kept long enough."""
    return select(Guest.id).where(Guest.erase_at <= bindparam("at"))


def overdue(at: datetime, window: timedelta) -> tuple[int, int]:
    """Return how many introductions should have been connected by `at`, and how many closed.

    `window` is the time to undo.
    """
    given = {"at": at, "agreed_before": at - window}
    releases, closings = (
        db.session.scalar(select(func.count()).select_from(ids.order_by(None).subquery()), given) or 0
        for ids in (due_for_release(), due_to_wind_up())
    )
    return releases, closings
