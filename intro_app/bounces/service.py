"""Takes in reports: a mailbox that is gone rests, and whoever complained gets no more e-mail."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete

from intro_app.bounces import queries
from intro_app.bounces.models import MailReport, ReportKind
from intro_app.bounces.parsing import Reading, read_report
from intro_app.bounces.policy import KEEP_REPORTS
from intro_app.bounces.provider_events import ForgedEvent, MailEvent, ProvenEvents
from intro_app.db import atomic, db, insert_once
from intro_app.identity.service.stopping import EVERYTHING, stop
from intro_app.outbox.queries import stoppable
from intro_app.outbox.restraint import refuse_sent

log = logging.getLogger(__name__)


def take_in(addresses: Sequence[str], content: bytes, at: datetime) -> ReportKind | None:
    """Take in what was sent to these addresses; return what it says, or None if it changes nothing.

    Nobody is answered. A report counts once, and only on an e-mail that was sent within thirty days. For
    whoever asked, all is as before: what they asked goes on waiting until its closing date.
    """
    message = queries.message_of(addresses, at)
    if message is None:
        log.info("a report on no e-mail of ours, ignored")
        return None
    reading = read_report(content)
    if reading is None:
        log.info("something came back for message %s that is no report, ignored", message.key)
        return None
    with atomic():
        return reading.kind if _record(message, reading, at) else None


def take_in_events(proven: ProvenEvents, spend: Callable[[str], bool], at: datetime) -> int:
    """Take in what a provider told; return how many events changed something. Raises ForgedEvent.

    What may come only once is spent in the same transaction, so that a provider whose request failed here may
    try again.
    """
    if not proven.once:
        return sum(_take_in_event(event, at) for event in proven.events)
    with atomic():
        if not spend(proven.once):
            raise ForgedEvent
        return sum(_take_in_event(event, at) for event in proven.events)


def _take_in_event(event: MailEvent, at: datetime) -> bool:
    message = queries.message_of(event.addresses, at) or queries.message_with_id(event.message_ids, at)
    if message is None:
        log.info("an event about no e-mail of ours, ignored")
        return False
    with atomic():
        return _record(message, event.reading, at)


def _record(message: queries.SentMessage, reading: Reading, at: datetime) -> bool:
    row = {**message._asdict(), "kind": reading.kind, "code": reading.code, "received_at": at}
    row["message_key"] = row.pop("key")
    once = insert_once(MailReport, row, MailReport.message_key, MailReport.kind).returning(MailReport.id)
    if db.session.scalar(once) is None:
        return False
    level = logging.WARNING if reading.kind is ReportKind.OURS else logging.INFO
    log.log(level, "message %s came back: %s %s", message.key, reading.kind, reading.code)
    _act(message, reading.kind, at)
    return True


def _act(message: queries.SentMessage, kind: ReportKind, at: datetime) -> None:
    if kind is ReportKind.GONE or (
        kind is ReportKind.BUSY and queries.was_busy_before(message.mailbox_hash, at)
    ):
        refuse_sent(message.key, message.mailbox_hash, at)
    if kind is ReportKind.COMPLAINT and (mail := stoppable(message.key)) is not None:
        stop(mail, EVERYTHING, at)


def forget_reports(at: datetime) -> None:
    """Delete reports that are older than they are needed."""
    with atomic():
        db.session.execute(delete(MailReport).where(MailReport.received_at <= at - KEEP_REPORTS))
