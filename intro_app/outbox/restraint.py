"""Leaving alone who cannot take mail now: domains that put us off, mailboxes that refuse for good."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Select, Table, delete, func, select, update

from intro_app.db import db
from intro_app.outbox import policy
from intro_app.outbox.models import DomainPause, OutboxMessage, Suppression
from intro_app.outbox.policy import Outcome, Why
from intro_app.outbox.queries import insert_once
from intro_app.outbox.suppression import suppress


def resting_domains(at: datetime, longest: timedelta) -> Select[str]:
    """The domains that get nothing just now; a rest longer than any honest one does not count."""
    return select(DomainPause.domain).where(DomainPause.until > at, DomainPause.until <= at + longest)


def learn(domain: str, mailbox_hash: str, outcome: Outcome, at: datetime) -> None:
    """Remember a failure that the other side is to blame for."""
    if outcome is Outcome.PUT_OFF:
        _count_failure(domain, at)
    if outcome is Outcome.NO_MAILBOX and _refusals(mailbox_hash, at) >= policy.REFUSALS:
        _rest_mailbox(mailbox_hash, at)


def forget_failures(domain: str) -> None:
    """The domain took a message: whatever was counted against it is over."""
    rows = cast("Table", DomainPause.__table__)
    db.session.execute(delete(rows).where(rows.c.domain == domain))


def _count_failure(domain: str, at: datetime) -> None:
    db.session.execute(insert_once(DomainPause, {"domain": domain, "failures": 0, "until": None}, DomainPause.domain))
    row = update(DomainPause).where(DomainPause.domain == domain)
    failures = db.session.scalar(row.values(failures=DomainPause.failures + 1).returning(DomainPause.failures)) or 0
    db.session.execute(row.values(until=policy.rest_of_domain(failures, at)))


def _refusals(mailbox_hash: str, at: datetime) -> int:
    """How often its server has refused this mailbox of late; the present time is counted already."""
    refused = select(func.count()).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.why == Why.REFUSED.value,
        OutboxMessage.dropped_at > at - policy.REST_OF_MAILBOX,
    )
    return db.session.scalar(refused) or 0


def _rest_mailbox(mailbox_hash: str, at: datetime) -> None:
    suppress(mailbox_hash, policy.BOUNCED, at)
    theirs = Suppression.mailbox_hash == mailbox_hash, Suppression.scope == policy.BOUNCED
    db.session.execute(update(Suppression).where(*theirs).values(since=at))  # a second rest begins anew
