"""Maintenance of the outbox once a minute: erase old texts and correct dates from a clock that ran ahead."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.outbox.models import MailboxSilence, OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import GAP, PARKED_FOR
from intro_app.outbox.queries import is_parked, is_waiting
from intro_app.outbox.streams import join_streams

KEEP_ATTEMPTS = timedelta(days=90)
_TOLERANCE = timedelta(minutes=1)


def keep_up(at: datetime) -> None:
    """Run both maintenance tasks."""
    forget_texts(at)
    fix_clock_skew(at)


def forget_texts(at: datetime) -> None:
    """Erase what is past its retention: text and address of sent mail and dead letters, and old records."""
    site = settings()
    old = (
        OutboxMessage.sent_at <= at - timedelta(days=site.keep_sent_days),
        OutboxMessage.content.is_not(None),
    )
    with atomic():
        if site.smtp_url:
            db.session.execute(
                update(OutboxMessage).where(*old).values(content=None, address=None, domain=None)
            )
        left = update(OutboxMessage).where(is_parked(), OutboxMessage.dropped_at <= at - PARKED_FOR)
        db.session.execute(left.values(content=None, address=None, domain=None))
        db.session.execute(delete(MailboxSilence).where(MailboxSilence.last_at <= at - GAP))
        join_streams()
        db.session.execute(delete(OutboxAttempt).where(OutboxAttempt.started_at <= at - KEEP_ATTEMPTS))


def fix_clock_skew(at: datetime) -> None:
    """Move messages posted in the future, by a clock that ran ahead, to now; keep their delay."""
    ahead = select(OutboxMessage).where(
        is_waiting(), OutboxMessage.tried_at.is_(None), OutboxMessage.posted_at > at + _TOLERANCE
    )
    with atomic():
        for message in db.session.scalars(ahead.with_for_update(skip_locked=True)):
            wait = message.not_before - message.posted_at
            message.posted_at, message.not_before, message.due_at = at, at + wait, at + wait
