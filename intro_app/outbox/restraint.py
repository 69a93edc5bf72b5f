"""Back off from domains that fail temporarily, and from mailboxes that refuse for good or accept nothing."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Delete, Select, Table, bindparam, case, delete, func, select, update

from intro_app.db import db, insert_once
from intro_app.outbox import policy
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.models import DomainPause, MailboxSilence, OutboxMessage, Suppression
from intro_app.outbox.policy import DropReason, SendOutcome
from intro_app.outbox.suppression import suppress


def resting_domains() -> Select[str]:
    """Select the domains paused at `:at`; ignore pauses beyond `:longest_pause`, by a clock running ahead."""
    until = DomainPause.until
    return select(DomainPause.domain).where(until > bindparam("at"), until <= bindparam("longest_pause"))


def learn(
    domain: str, mailbox_hash: str, outcome: SendOutcome, drop: DropReason | None, at: datetime
) -> None:
    """Count a failure on the recipient's side; `drop` says why the message was dropped, if it was."""
    if outcome is SendOutcome.PUT_OFF:
        _count_failure(domain, at)
    if drop is DropReason.REFUSED:
        _rest_if_refused_again(mailbox_hash, at)


def refuse_sent(key: str, mailbox_hash: str, at: datetime) -> None:
    """Count an e-mail that had been sent as refused, because a report says that its mailbox is gone."""
    message = update(OutboxMessage).where(OutboxMessage.key == key)
    db.session.execute(message.values(dropped_at=at, why=DropReason.REFUSED.value))
    _rest_if_refused_again(mailbox_hash, at)


def silent_since(
    mailbox_hash: str, stream: MailStream, outcome: SendOutcome, at: datetime
) -> datetime | None:
    """Count this failure, and return since when the mailbox has accepted nothing.

    Return None if the outcome is no such failure, or if this stream brought nobody mail since then: in that
    case the fault may be the mail server's and not the mailbox's.
    """
    if outcome not in {SendOutcome.PUT_OFF, SendOutcome.MAILBOX_BUSY}:
        return None
    since = _go_on_counting(mailbox_hash, at)
    others = select(OutboxMessage.key).where(OutboxMessage.sent_at > since, OutboxMessage.stream == stream)
    return since if db.session.scalar(others.limit(1)) else None


def _go_on_counting(mailbox_hash: str, at: datetime) -> datetime:
    begun = {"mailbox_hash": mailbox_hash, "since": at, "last_at": at}
    db.session.execute(insert_once(MailboxSilence, begun, MailboxSilence.mailbox_hash))
    row = update(MailboxSilence).where(MailboxSilence.mailbox_hash == mailbox_hash)
    unbroken = MailboxSilence.last_at > at - policy.GAP
    since = case((unbroken, MailboxSilence.since), else_=at)
    return db.session.scalar(row.values(since=since, last_at=at).returning(MailboxSilence.since)) or at


def forget_failures(accepted: Sequence[tuple[str, str]]) -> None:
    """Reset the failure counts of mailboxes that accepted a message, and of their domains.

    Each is a domain and a mailbox, as their keyed hashes.
    """
    of_domain, of_mailbox = _failures()
    db.session.execute(of_domain, [{"domain": domain} for domain, _mailbox in accepted])
    db.session.execute(of_mailbox, [{"mailbox": mailbox} for _domain, mailbox in accepted])


@cache
def _failures() -> tuple[Delete, Delete]:
    """Return the statements that delete the counts of a domain, and of a mailbox."""
    domains, mailboxes = cast("Table", DomainPause.__table__), cast("Table", MailboxSilence.__table__)
    return (
        delete(domains).where(domains.c.domain == bindparam("domain")),
        delete(mailboxes).where(mailboxes.c.mailbox_hash == bindparam("mailbox")),
    )


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
    """Return how often this mailbox was refused for good within a year, the present refusal included."""
    refused = select(func.count()).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.why == DropReason.REFUSED.value,
        OutboxMessage.dropped_at > at - policy.REFUSALS_COUNT_FOR,
    )
    return db.session.scalar(refused) or 0


def _rest_if_refused_again(mailbox_hash: str, at: datetime) -> None:
    if _refusals(mailbox_hash, at) < policy.REFUSALS:
        return
    suppress(mailbox_hash, policy.BOUNCED, at)
    theirs = Suppression.mailbox_hash == mailbox_hash, Suppression.scope == policy.BOUNCED
    db.session.execute(update(Suppression).where(*theirs).values(since=at))  # a second rest starts now
