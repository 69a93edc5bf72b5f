"""Leaving alone who cannot take mail now: domains that put us off, mailboxes that refuse for good."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Select, Table, case, delete, func, select, update

from intro_app.db import db
from intro_app.outbox import policy
from intro_app.outbox.models import DomainPause, MailboxSilence, OutboxMessage, Suppression
from intro_app.outbox.policy import DropReason, SendOutcome
from intro_app.outbox.queries import insert_once
from intro_app.outbox.suppression import suppress


def resting_domains(at: datetime, longest: timedelta) -> Select[str]:
    """The domains that get nothing just now; a rest longer than any honest one does not count."""
    return select(DomainPause.domain).where(DomainPause.until > at, DomainPause.until <= at + longest)


def learn(
    domain: str, mailbox_hash: str, outcome: SendOutcome, drop: DropReason | None, at: datetime
) -> None:
    """Remember a failure that the other side is to blame for; `drop` is what became of the message."""
    if outcome is SendOutcome.PUT_OFF:
        _count_failure(domain, at)
    if drop is DropReason.REFUSED and _refusals(mailbox_hash, at) >= policy.REFUSALS:
        _rest_mailbox(mailbox_hash, at)


def silent_since(mailbox_hash: str, outcome: SendOutcome, at: datetime) -> datetime | None:
    """From when on this mailbox has taken nothing, day after day, this time included; None when that says nothing.

    It says nothing while nobody else gets mail either: then the mail server has trouble, and not the mailbox.
    """
    if outcome not in {SendOutcome.PUT_OFF, SendOutcome.MAILBOX_BUSY}:
        return None
    since = _go_on_counting(mailbox_hash, at)
    others = select(OutboxMessage.key).where(OutboxMessage.sent_at > since).limit(1)
    return since if db.session.scalar(others) else None


def _go_on_counting(mailbox_hash: str, at: datetime) -> datetime:
    begun = {"mailbox_hash": mailbox_hash, "since": at, "last_at": at}
    db.session.execute(insert_once(MailboxSilence, begun, MailboxSilence.mailbox_hash))
    row = update(MailboxSilence).where(MailboxSilence.mailbox_hash == mailbox_hash)
    unbroken = MailboxSilence.last_at > at - policy.GAP
    since = case((unbroken, MailboxSilence.since), else_=at)
    return db.session.scalar(row.values(since=since, last_at=at).returning(MailboxSilence.since)) or at


def forget_failures(domain: str, mailbox_hash: str) -> None:
    """The mailbox took a message: whatever was counted against it and its domain is over."""
    domains, mailboxes = cast("Table", DomainPause.__table__), cast("Table", MailboxSilence.__table__)
    db.session.execute(delete(domains).where(domains.c.domain == domain))
    db.session.execute(delete(mailboxes).where(mailboxes.c.mailbox_hash == mailbox_hash))


def _count_failure(domain: str, at: datetime) -> None:
    db.session.execute(
        insert_once(DomainPause, {"domain": domain, "failures": 0, "until": None}, DomainPause.domain)
    )
    row = update(DomainPause).where(DomainPause.domain == domain)
    failures = (
        db.session.scalar(row.values(failures=DomainPause.failures + 1).returning(DomainPause.failures)) or 0
    )
    db.session.execute(row.values(until=policy.rest_of_domain(failures, at)))


def _refusals(mailbox_hash: str, at: datetime) -> int:
    """How often its server has refused this mailbox within a year; the present time is counted already."""
    refused = select(func.count()).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.why == DropReason.REFUSED.value,
        OutboxMessage.dropped_at > at - policy.REFUSALS_COUNT_FOR,
    )
    return db.session.scalar(refused) or 0


def _rest_mailbox(mailbox_hash: str, at: datetime) -> None:
    suppress(mailbox_hash, policy.BOUNCED, at)
    theirs = Suppression.mailbox_hash == mailbox_hash, Suppression.scope == policy.BOUNCED
    db.session.execute(update(Suppression).where(*theirs).values(since=at))  # a second rest begins anew
