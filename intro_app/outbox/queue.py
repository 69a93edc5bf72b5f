"""Which worker sends which message: claims that run out by themselves, and what is written down afterwards."""

import random
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Table, Update, and_, case, insert, or_, select, update

from intro_app.config import settings
from intro_app.db import db
from intro_app.outbox import policy
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import DropReason, Pauses, Record, SendOutcome
from intro_app.outbox.queries import is_waiting
from intro_app.outbox.restraint import forget_failures, learn, resting_domains, silent_since
from intro_app.outbox.smtp import AttemptResult
from intro_app.outbox.suppression import is_suppressed

# A message that so many workers died over is looked at by a person.
MOST_LOST = 20

# So much may the clocks of two hosts differ.
_SKEW = timedelta(seconds=30)


class LeasedMessage(NamedTuple):
    """A claimed message: what the worker needs to send it, and to say afterwards what happened."""

    key: str
    lease_token: str
    kind: str
    scopes: list[str]
    mailbox_hash: str
    security: bool
    sender: str
    address: str
    domain: str
    content: bytes
    not_before: datetime
    attempts: int
    unsure: int
    stumbles: int
    lost: int


# Statements on the bare table: the mapped class would cost a worker half its time and give it nothing.
_messages = cast("Table", OutboxMessage.__table__)
_attempts = cast("Table", OutboxAttempt.__table__)
_row = _messages.c
_PARCEL = [_row[name] for name in LeasedMessage._fields]


def pauses() -> Pauses:
    """The settings that space attempts out."""
    site = settings()
    return Pauses(retry=timedelta(seconds=site.retry_seconds), unsure=timedelta(seconds=site.unsure_seconds))


def is_due(at: datetime) -> ColumnElement[bool]:
    """Waiting, its date has come, nobody holds it, and its domain is not resting.

    Dates counted from a moment that has not come yet were written by a clock that ran ahead: they do not
    count.
    """
    longest, lease = pauses().longest, timedelta(seconds=settings().lease_seconds + 1)
    come = or_(
        _row.due_at <= at,
        _row.tried_at > at + _SKEW,
        and_(_row.tried_at.is_(None), _row.posted_at > at, _row.not_before <= _row.posted_at),
    )
    free = or_(_row.lease_until.is_(None), _row.lease_until <= at, _row.lease_until > at + lease)
    return and_(is_waiting(), come, free, _row.domain.not_in(resting_domains(at, longest)))


def anything_due(at: datetime) -> bool:
    """Whether a claim would find something; asked without any lock."""
    return db.session.scalar(select(_row.key).where(is_due(at)).limit(1)) is not None


def claim(at: datetime) -> LeasedMessage | None:
    """Take the next due message for ourselves, in the caller's transaction; None when there is none.

    Suppressions are looked at here, under the lock: who has stopped e-mails before this commits gets none.
    """
    while parcel := _leased(at):
        if is_suppressed(parcel.mailbox_hash, parcel.scopes, at=at, security=parcel.security):
            _drop(parcel, DropReason.SUPPRESSED, "", at)
        elif parcel.lost > MOST_LOST:
            _drop(parcel, DropReason.PARKED, "too many workers died over it", at)
        else:
            attempt = {"token": parcel.lease_token, "message_key": parcel.key, "started_at": at}
            db.session.execute(insert(_attempts).values(attempt))
            return parcel
    return None


def _leased(at: datetime) -> LeasedMessage | None:
    first = select(_row.key).where(is_due(at)).order_by(_row.due_at, _row.key).limit(1)
    lease = {
        "lease_until": at + timedelta(seconds=settings().lease_seconds),
        "lease_token": secrets.token_urlsafe(16),
        "attempts": _row.attempts + 1,
        "lost": _row.lost + case((_row.lease_token.is_(None), 0), else_=1),
    }
    taken = update(_messages).where(_row.key == first.with_for_update(skip_locked=True).scalar_subquery())
    row = db.session.execute(taken.values(lease).returning(*_PARCEL)).first()
    return LeasedMessage(*row) if row else None


def is_ours(parcel: LeasedMessage) -> bool:
    """Whether no other worker took the message over and nobody called it back."""
    ours = select(_row.key).where(
        _row.key == parcel.key, _row.lease_token == parcel.lease_token, is_waiting()
    )
    return db.session.scalar(ours) is not None


def finish(parcel: LeasedMessage, report: AttemptResult, at: datetime) -> None:
    """Write down how an attempt ended and what follows, in the caller's transaction."""
    _write_attempt(parcel, report.outcome, at)
    if report.outcome is SendOutcome.SENT:
        _mark_sent(parcel, at)
        forget_failures(parcel.domain, parcel.mailbox_hash)
        return
    silent = silent_since(parcel.mailbox_hash, report.outcome, at)
    record = Record(parcel.not_before, parcel.attempts, parcel.unsure, parcel.stumbles, silent)
    following = policy.after(report.outcome, record, pauses(), at=at, chance=random.random())  # noqa: S311 - spreads retries
    if following.drop:
        _drop(parcel, following.drop, report.note, at)
    else:
        assert following.due_at is not None
        _put_back(parcel, report, at, following.due_at)
    learn(parcel.domain, parcel.mailbox_hash, report.outcome, following.drop, at)


def _write_attempt(parcel: LeasedMessage, outcome: SendOutcome, at: datetime) -> None:
    attempt = update(_attempts).where(_attempts.c.token == parcel.lease_token)
    db.session.execute(attempt.values(finished_at=at, outcome=outcome.value))


def _mark_sent(parcel: LeasedMessage, at: datetime) -> None:
    """Sent is sent, also when another worker has taken over or it was called back meanwhile."""
    site = settings()
    values = {"sent_at": at, "dropped_at": None, "why": None, "lease_token": None, "lease_until": None}
    if site.smtp_url and not site.keep_sent_days:
        values |= {"content": None, "address": None, "domain": None}
    unsent = _row.key == parcel.key, _row.sent_at.is_(None)
    db.session.execute(update(_messages).where(*unsent).values(values))


def _put_back(parcel: LeasedMessage, report: AttemptResult, at: datetime, due_at: datetime) -> None:
    unsure, stumbled = report.outcome is SendOutcome.UNSURE, report.outcome is SendOutcome.STUMBLED
    db.session.execute(
        _held(parcel).values(
            tried_at=at,
            due_at=due_at,
            lease_token=None,
            lease_until=None,
            unsure=_row.unsure + int(unsure),
            stumbles=_row.stumbles + int(stumbled),
            last_error=report.note,
        )
    )


def _drop(parcel: LeasedMessage, why: DropReason, note: str, at: datetime) -> None:
    values = policy.dropped(why, at) | {"lease_token": None, "lease_until": None, "last_error": note or None}
    db.session.execute(_held(parcel).values(values))


def _held(parcel: LeasedMessage) -> Update:
    held = _row.key == parcel.key, _row.lease_token == parcel.lease_token
    return update(_messages).where(*held, is_waiting())
