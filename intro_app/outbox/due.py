"""Which messages are due to be sent now, as conditions on their rows."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import Pauses
from intro_app.outbox.queries import is_waiting
from intro_app.outbox.restraint import resting_domains

# The e-mails that leave while the site is held after a restore: codes, without which nobody gets in, or away.
# Their readers have just asked for them, so they repeat nothing.
SENT_WHILE_HELD = ("sign_in", "leave_code")

# The clocks of two hosts may differ by this much.
_SKEW = timedelta(seconds=30)


_row = cast("Table", OutboxMessage.__table__).c


def pauses() -> Pauses:
    """Return the pauses between attempts, from the settings."""
    site = settings()
    return Pauses(retry=timedelta(seconds=site.retry_seconds), unsure=timedelta(seconds=site.unsure_seconds))


def anything_due(
    at: datetime, stream: MailStream = MailStream.MAIN, held_since: datetime | None = None
) -> bool:
    """Whether a claim would find a message; takes no lock."""
    given = moments(at, stream, held_since)
    return any(db.session.scalar(one, given) for one in _due_ones(held=held_since is not None))


@cache
def _due_ones(*, held: bool) -> tuple[Select[str], ...]:
    return tuple(select(_row.key).where(due).limit(1) for due in ways_to_be_due(held=held))


def ways_to_be_due(*, held: bool) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a message is due; each reads an index of its own.

    While the site is held after a restore, only codes that somebody has asked for since are.

    Either its date has come, or its date was computed from a moment that is still in the future: a clock that
    ran ahead wrote it, and it is ignored. All mean: waiting, not leased, and its domain is not paused.
    """
    at: BindParameter[datetime] = bindparam("at")
    too_far: BindParameter[datetime] = bindparam("leased_too_far")
    free = or_(_row.lease_until.is_(None), _row.lease_until <= at, _row.lease_until > too_far)
    ours = _row.stream == bindparam("of_stream")
    ready = and_(is_waiting(), ours, free, _row.domain.not_in(resting_domains()))
    if held:
        ready = and_(ready, _row.kind.in_(SENT_WHILE_HELD), _row.posted_at >= bindparam("held_since"))
    untried = and_(_row.tried_at.is_(None), _row.posted_at > at, _row.not_before <= _row.posted_at)
    tried = and_(_row.tried_at.is_not(None), _row.tried_at > bindparam("ahead"))
    return tuple(and_(ready, come) for come in (_row.due_at <= at, tried, untried))


def moments(at: datetime, stream: MailStream, held_since: datetime | None) -> dict[str, Any]:
    """Return what the conditions of `ways_to_be_due` compare with."""
    return {
        "of_stream": stream,
        "at": at,
        "ahead": at + _SKEW,
        "leased_too_far": at + timedelta(seconds=settings().lease_seconds + 1),
        "longest_pause": at + pauses().longest,
    } | ({"held_since": held_since} if held_since else {})
