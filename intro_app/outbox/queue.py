"""The queue of messages: workers claim them with a lease that expires, and record how each attempt ended."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from intro_app.config import settings
from intro_app.db import db, read
from intro_app.outbox import policy
from intro_app.outbox.due import moments, pauses, ways_to_be_due
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import DropReason, Record, SendOutcome
from intro_app.outbox.queries import is_waiting
from intro_app.outbox.restraint import forget_failures, learn, silent_since
from intro_app.outbox.smtp import AttemptResult
from intro_app.outbox.suppression import Stop, is_stopped, stops_of
from intro_app.text.mail_hosts import mail_host

# A message whose lease expired more often than this becomes a dead letter.
MOST_LOST = 20


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
    due_at: datetime
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
_GIVE_BACK = (
    update(_messages).where(_HELD).values(lease_token=None, lease_until=None, attempts=_row.attempts - 1)
)
_FORGET_ATTEMPT = delete(_attempts).where(_attempts.c.token == bindparam("of_token"))


@cache
def _leases(*, held: bool) -> tuple[ReturningUpdate[Any], ...]:
    """Return the statements that lease the first messages that are due in each way, `most` of them."""
    lease = {
        "lease_until": bindparam("leased_until"),
        "lease_token": bindparam("token") + _row.key,
        "attempts": _row.attempts + 1,
        "lost": _row.lost + case((_row.lease_token.is_(None), 0), else_=1),
    }
    firsts = [
        select(_row.key)
        .where(due)
        .order_by(_row.due_at, _row.key)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("firsts")
        for due in ways_to_be_due(held=held)
    ]
    return tuple(
        update(_messages).where(_row.key.in_(select(first.c.key))).values(lease).returning(*_LEASED_COLUMNS)
        for first in firsts
    )


def claim(
    at: datetime, stream: MailStream = MailStream.MAIN, held_since: datetime | None = None
) -> LeasedMessage | None:
    """Lease the next due message as `claim_several` does; return None if there is none."""
    return next(iter(claim_several(1, at, stream, held_since)), None)


def claim_several(
    most: int, at: datetime, stream: MailStream = MailStream.MAIN, held_since: datetime | None = None
) -> list[LeasedMessage]:
    """Lease the next due messages of a stream in the caller's transaction, `most` of them and maybe fewer.

    `held_since` is when the site was restored, if it is held. A message over which a worker died is leased
    alone: if it was the cause, it takes no others with it.

    Suppressions are checked here, under the lock: whoever stopped e-mails before this commits gets none.
    """
    while leased := _lease_next(most, at, stream, held_since):
        together = policy.sent_together([message.lost for message in leased])
        give_back(leased[together:], begun=False)
        group = leased[:together]
        stops = stops_of(message.mailbox_hash for message in group)
        if ready := [message for message in group if _may_go(message, stops[message.mailbox_hash], at)]:
            attempts = [{"token": one.lease_token, "message_key": one.key, "started_at": at} for one in ready]
            db.session.execute(_BEGIN_ATTEMPT, attempts)
            return ready
    return []


def _may_go(message: LeasedMessage, stops: Sequence[Stop], at: datetime) -> bool:
    """Whether a leased message may be sent; it is dropped if not."""
    if is_stopped(stops, message.scopes, at=at, security=message.security):
        _drop(message, DropReason.SUPPRESSED, "", at)
    elif message.lost > MOST_LOST:
        _drop(message, DropReason.PARKED, "too many workers died over it", at)
    else:
        return True
    return False


def _lease_next(
    most: int, at: datetime, stream: MailStream, held_since: datetime | None
) -> list[LeasedMessage]:
    leased_until = at + timedelta(seconds=settings().lease_seconds)
    given = moments(at, stream, held_since)
    given |= {"leased_until": leased_until, "token": f"{secrets.token_urlsafe(16)}.", "most": most}
    for taken in _leases(held=held_since is not None):
        if rows := db.session.execute(taken, given).all():
            return sorted((LeasedMessage(*row) for row in rows), key=attrgetter("due_at", "key"))
    return []


def give_back(messages: Sequence[LeasedMessage], *, begun: bool = True) -> None:
    """End the lease of messages that nobody began to send, as if there had been none.

    `begun` says whether the claim has written their attempts.
    """
    if messages:
        held = [{"held_key": one.key, "held_token": one.lease_token} for one in messages]
        db.session.execute(_GIVE_BACK, held)
    if messages and begun:
        db.session.execute(_FORGET_ATTEMPT, [{"of_token": one.lease_token} for one in messages])


def is_ours(message: LeasedMessage) -> bool:
    """Whether we still hold the lease: no other worker took the message over and nobody cancelled it."""
    given = {"held_key": message.key, "held_token": message.lease_token}
    return read(_OURS, given).first() is not None


def finish(message: LeasedMessage, report: AttemptResult, at: datetime) -> None:
    """Record how an attempt ended and what follows, in the caller's transaction."""
    if report.outcome is SendOutcome.SENT:
        finish_sent([message], at)
        return
    _end_attempts([message], report.outcome, at)
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


def finish_sent(messages: Sequence[LeasedMessage], at: datetime) -> None:
    """Mark messages sent, even if another worker has taken one over or it was cancelled: it did go out."""
    if not messages:
        return
    _end_attempts(messages, SendOutcome.SENT, at)
    site = settings()
    forgets = bool(site.smtp_url and not site.keep_sent_days)
    db.session.execute(_sent(forgets=forgets), [{"sent_key": one.key, "at": at} for one in messages])
    forget_failures([(one.domain, one.mailbox_hash) for one in messages])


def _end_attempts(messages: Sequence[LeasedMessage], outcome: SendOutcome, at: datetime) -> None:
    ended = {"finished_at": at, "outcome": outcome.value}
    hosts = [(one.lease_token, mail_host(one.address)) for one in messages]
    db.session.execute(_END_ATTEMPT, [ended | {"of_token": token, "host": host} for token, host in hosts])


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
