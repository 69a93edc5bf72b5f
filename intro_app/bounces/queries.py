"""Queries on reports: which e-mail one is about, what came back lately, and what is old."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from intro_app.bounces.models import MailReport, ReportKind
from intro_app.bounces.policy import BUSY_SINCE, COUNTS_FOR, envelope_addresses
from intro_app.config import settings
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage


class SentMessage(NamedTuple):
    """The e-mail that a report is about."""

    key: str
    mailbox_hash: str


class Returned(NamedTuple):
    """How many e-mails came back, and the commonest code among those that were refused because of us."""

    sent: int
    gone: int
    busy: int
    ours: int
    complaints: int
    code_of_ours: str


def message_of(addresses: Sequence[str], at: datetime) -> SentMessage | None:
    """Return the e-mail whose keyed envelope address is among these, if it was sent lately."""
    if not (senders := envelope_addresses(addresses, settings().bounce_addresses)):
        return None
    theirs = select(OutboxMessage.key, OutboxMessage.mailbox_hash).where(OutboxMessage.sender.in_(senders))
    row = db.session.execute(theirs.where(OutboxMessage.sent_at > at - COUNTS_FOR).limit(1)).first()
    return SentMessage(*row) if row else None


def message_with_id(message_ids: Sequence[str], at: datetime) -> SentMessage | None:
    """Return the e-mail with one of these Message-IDs, if it was sent lately; brackets may be missing."""
    named = {f"<{one.strip().strip('<>')}>" for one in message_ids if one.strip()}
    if not named:
        return None
    theirs = select(OutboxMessage.key, OutboxMessage.mailbox_hash).where(OutboxMessage.message_id.in_(named))
    row = db.session.execute(theirs.where(OutboxMessage.sent_at > at - COUNTS_FOR).limit(1)).first()
    return SentMessage(*row) if row else None


def was_busy_before(mailbox_hash: str, at: datetime) -> bool:
    """Whether this mailbox could take nothing some days ago, either."""
    soonest, latest = BUSY_SINCE
    earlier = select(MailReport.id).where(
        MailReport.mailbox_hash == mailbox_hash,
        MailReport.kind == ReportKind.BUSY,
        MailReport.received_at.between(at - latest, at - soonest),
    )
    return db.session.scalar(earlier.limit(1)) is not None


def returned(at: datetime, span: timedelta = timedelta(days=7)) -> Returned:
    """Return what came back lately, for operators."""
    lately = MailReport.received_at > at - span
    rows = select(MailReport.kind, func.count()).where(lately).group_by(MailReport.kind)
    found = dict(db.session.execute(rows).all())
    ours = select(MailReport.code).where(lately, MailReport.kind == ReportKind.OURS)
    commonest = ours.group_by(MailReport.code).order_by(func.count().desc(), MailReport.code).limit(1)
    sent = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.sent_at > at - span)
    return Returned(
        sent=db.session.scalar(sent) or 0,
        gone=found.get(ReportKind.GONE, 0),
        busy=found.get(ReportKind.BUSY, 0),
        ours=found.get(ReportKind.OURS, 0),
        complaints=found.get(ReportKind.COMPLAINT, 0),
        code_of_ours=db.session.scalar(commonest) or "",
    )
