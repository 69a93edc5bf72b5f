"""The queue of messages: workers claim them with a lease that expires, and record how each attempt ended."""

import random
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from intro_app.config import settings
from intro_app.db import db
from intro_app.outbox import policy
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import DropReason, Pauses, Record, SendOutcome
from intro_app.outbox.queries import is_waiting
from intro_app.outbox.restraint import forget_failures, learn, resting_domains, silent_since
from intro_app.outbox.smtp import AttemptResult
from intro_app.outbox.suppression import is_suppressed
from intro_app.text.mail_hosts import mail_host

# A message whose lease expired more often than this becomes a dead letter.
MOST_LOST = 20

# The e-mails that leave while the site is held after a restore: codes, without which nobody gets in, or away.
# Their readers have just asked for them, so they repeat nothing.
SENT_WHILE_HELD = ("sign_in", "leave_code")

# The clocks of two hosts may differ by this much.
_SKEW = timedelta(seconds=30)


class LeasedMessage(NamedTuple):
    """A claimed message, with what the worker needs to send it and to record the result."""

    key: str
    lease_token: str
    kind: str
    scopes: list[str]
    mailbox_hash: str
    security: bool
    sender: str
    address: str
    domain: str
    stream: MailStream
    content: bytes
    not_before: datetime
    attempts: int
    unsure: int
    stumbles: int
    lost: int


# Statements use the bare table: the mapped class would take half of a worker's time.
_messages = cast("Table", OutboxMessage.__table__)
_attempts = cast("Table", OutboxAttempt.__table__)
_row = _messages.c
_LEASED_COLUMNS = [_row[name] for name in LeasedMessage._fields]

# Made once, since a worker asks these for every message.
_HELD = and_(_row.key == bindparam("held_key"), _row.lease_token == bindparam("held_token"), is_waiting())
_OURS = select(_row.key).where(_HELD)
_BEGIN_ATTEMPT = insert(_attempts).values(
    token=bindparam("token"), message_key=bindparam("message_key"), started_at=bindparam("started_at")
)
_END_ATTEMPT = (
    update(_attempts)
    .where(_attempts.c.token == bindparam("of_token"))
    .values(finished_at=bindparam("finished_at"), outcome=bindparam("outcome"), host=bindparam("host"))
)


def pauses() -> Pauses:
    """Return the pauses between attempts, from the settings."""
    site = settings()
    return Pauses(retry=timedelta(seconds=site.retry_seconds), unsure=timedelta(seconds=site.unsure_seconds))


def anything_due(
    at: datetime, stream: MailStream = MailStream.MAIN, held_since: datetime | None = None
) -> bool:
    """Whether a claim would find a message; takes no lock."""
    given = _moments(at, stream, held_since)
    return any(db.session.scalar(one, given) for one in _due_ones(held=held_since is not None))


@cache
def _due_ones(*, held: bool) -> tuple[Select[str], ...]:
    return tuple(select(_row.key).where(due).limit(1) for due in _ways_to_be_due(held=held))


@cache
def _leases(*, held: bool) -> tuple[ReturningUpdate[Any], ...]:
    """Return the statements that lease the first message that is due in each way."""
    lease = {
        "lease_until": bindparam("leased_until"),
        "lease_token": bindparam("token"),
        "attempts": _row.attempts + 1,
        "lost": _row.lost + case((_row.lease_token.is_(None), 0), else_=1),
    }
    firsts = [
        select(_row.key).where(due).order_by(_row.due_at, _row.key).limit(1).with_for_update(skip_locked=True)
        for due in _ways_to_be_due(held=held)
    ]
    return tuple(
        update(_messages).where(_row.key == first.scalar_subquery()).values(lease).returning(*_LEASED_COLUMNS)
        for first in firsts
    )


def _ways_to_be_due(*, held: bool) -> tuple[ColumnElement[bool], ...]:
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


def _moments(at: datetime, stream: MailStream, held_since: datetime | None) -> dict[str, Any]:
    return {
        "of_stream": stream,
        "at": at,
        "ahead": at + _SKEW,
        "leased_too_far": at + timedelta(seconds=settings().lease_seconds + 1),
        "longest_pause": at + pauses().longest,
    } | ({"held_since": held_since} if held_since else {})


def claim(
    at: datetime, stream: MailStream = MailStream.MAIN, held_since: datetime | None = None
) -> LeasedMessage | None:
    """Lease the next due message of a stream in the caller's transaction; return None if there is none.

    `held_since` is when the site was restored, if it is held.

    Suppressions are checked here, under the lock: whoever stopped e-mails before this commits gets none.
    """
    while message := _lease_next(at, stream, held_since):
        if is_suppressed(message.mailbox_hash, message.scopes, at=at, security=message.security):
            _drop(message, DropReason.SUPPRESSED, "", at)
        elif message.lost > MOST_LOST:
            _drop(message, DropReason.PARKED, "too many workers died over it", at)
        else:
            attempt = {"token": message.lease_token, "message_key": message.key, "started_at": at}
            db.session.execute(_BEGIN_ATTEMPT, attempt)
            return message
    return None


def _lease_next(at: datetime, stream: MailStream, held_since: datetime | None) -> LeasedMessage | None:
    leased_until = at + timedelta(seconds=settings().lease_seconds)
    given = _moments(at, stream, held_since)
    given |= {"leased_until": leased_until, "token": secrets.token_urlsafe(16)}
    for taken in _leases(held=held_since is not None):
        if row := db.session.execute(taken, given).first():
            return LeasedMessage(*row)
    return None


def is_ours(message: LeasedMessage) -> bool:
    """Whether we still hold the lease: no other worker took the message over and nobody cancelled it."""
    given = {"held_key": message.key, "held_token": message.lease_token}
    return db.session.scalar(_OURS, given) is not None


def finish(message: LeasedMessage, report: AttemptResult, at: datetime) -> None:
    """Record how an attempt ended and what follows, in the caller's transaction."""
    _write_attempt(message, report.outcome, at)
    if report.outcome is SendOutcome.SENT:
        _mark_sent(message, at)
        forget_failures(message.domain, message.mailbox_hash)
        return
    silent = silent_since(message.mailbox_hash, message.stream, report.outcome, at)
    record = Record(message.not_before, message.attempts, message.unsure, message.stumbles, silent)
    chance = random.random()  # noqa: S311 - spreads retries
    following = policy.after(report.outcome, record, pauses(), at=at, chance=chance)
    if following.drop:
        _drop(message, following.drop, report.note, at)
    else:
        assert following.due_at is not None
        _put_back(message, report, at, following.due_at)
    learn(message.domain, message.mailbox_hash, report.outcome, following.drop, at)


def _write_attempt(message: LeasedMessage, outcome: SendOutcome, at: datetime) -> None:
    given = {"of_token": message.lease_token, "finished_at": at, "outcome": outcome.value}
    db.session.execute(_END_ATTEMPT, given | {"host": mail_host(message.address)})


def _mark_sent(message: LeasedMessage, at: datetime) -> None:
    """Mark it sent, even if meanwhile another worker has taken over or it was cancelled: it did go out."""
    site = settings()
    forgets = bool(site.smtp_url and not site.keep_sent_days)
    db.session.execute(_sent(forgets=forgets), {"sent_key": message.key, "at": at})


@cache
def _sent(*, forgets: bool) -> Update:
    values = {"dropped_at": None, "why": None, "lease_token": None, "lease_until": None}
    if forgets:
        values |= {"content": None, "address": None, "domain": None}
    unsent = _row.key == bindparam("sent_key"), _row.sent_at.is_(None)
    return update(_messages).where(*unsent).values(sent_at=bindparam("at"), **values)


def _put_back(message: LeasedMessage, report: AttemptResult, at: datetime, due_at: datetime) -> None:
    unsure, stumbled = report.outcome is SendOutcome.UNSURE, report.outcome is SendOutcome.STUMBLED
    db.session.execute(
        _if_still_leased(message).values(
            tried_at=at,
            due_at=due_at,
            lease_token=None,
            lease_until=None,
            unsure=_row.unsure + int(unsure),
            stumbles=_row.stumbles + int(stumbled),
            last_error=report.note,
        )
    )


def _drop(message: LeasedMessage, why: DropReason, note: str, at: datetime) -> None:
    values = policy.dropped(why, at) | {"lease_token": None, "lease_until": None, "last_error": note or None}
    db.session.execute(_if_still_leased(message).values(values))


def _if_still_leased(message: LeasedMessage) -> Update:
    held = _row.key == message.key, _row.lease_token == message.lease_token
    return update(_messages).where(*held, is_waiting())
