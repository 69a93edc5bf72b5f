"""Queries on the outbox: for the worker, for moderators, and for the page that shows kept e-mails."""

from collections.abc import Collection, Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import DropReason, SendOutcome
from intro_app.text.mailboxes import fingerprint


class KeptMessage(NamedTuple):
    """One line of the list of e-mails whose text is still kept."""

    key: str
    to: str | None
    subject: str
    posted_at: datetime
    sent_at: datetime | None


class Stoppable(NamedTuple):
    """What the stop link of an e-mail can stop, and when; the subject of that link is `mail:<key>`."""

    mailbox_hash: str
    scopes: list[str]
    kind: str
    about: str
    posted_at: datetime


class Condition(NamedTuple):
    """The health of the outbox in figures."""

    waiting: int
    oldest_due_at: datetime | None
    unsure: int
    parked: int


class Fate(NamedTuple):
    """What became of an e-mail: it still waits, or its mailbox does not exist."""

    waits: bool
    failed: bool


class RefusedMail(NamedTuple):
    """How many e-mails wait, and since when, because the mail server gave this answer."""

    answer: str
    number: int
    since: datetime


def kept(to: str = "", *, limit: int = 200) -> list[KeptMessage]:
    """Return the latest e-mails whose text is kept, newest first; with `to`, only those to this mailbox."""
    rows = select(
        OutboxMessage.key,
        OutboxMessage.address,
        OutboxMessage.content,
        OutboxMessage.posted_at,
        OutboxMessage.sent_at,
    ).where(OutboxMessage.content.is_not(None))
    if to:
        rows = rows.where(OutboxMessage.mailbox_hash == fingerprint(to, settings().lasting_key))
    latest = rows.order_by(OutboxMessage.posted_at.desc(), OutboxMessage.key).limit(limit)
    return [
        KeptMessage(row.key, row.address, _subject(row.content or b""), row.posted_at, row.sent_at)
        for row in db.session.execute(latest)
    ]


def _subject(content: bytes) -> str:
    return str(BytesHeaderParser(policy=default).parsebytes(content)["Subject"])


def message(key: str) -> EmailMessage | None:
    """Return a kept e-mail, parsed; None if there is none or its text has been erased."""
    content = db.session.scalar(select(OutboxMessage.content).where(OutboxMessage.key == key))
    return None if content is None else message_from_bytes(content, policy=default)


def stoppable(key: str) -> Stoppable | None:
    """Return what the stop link of this e-mail can stop, or None if there is no such e-mail."""
    columns = [getattr(OutboxMessage, name) for name in Stoppable._fields]
    row = db.session.execute(select(*columns).where(OutboxMessage.key == key)).first()
    return Stoppable(*row) if row else None


def mailboxes_written_to(about: str, kind: str, since: datetime) -> set[str]:
    """Return the hashes of the mailboxes to which this kind of e-mail on `about` was posted after `since`."""
    posted = select(OutboxMessage.mailbox_hash).where(
        OutboxMessage.about == about, OutboxMessage.kind == kind
    )
    return set(db.session.scalars(posted.where(OutboxMessage.posted_at > since)))


def fates(about: Collection[str]) -> dict[str, Fate]:
    """Return what became of the e-mails about each of these things, such as `invitation:17`.

    Failed is what a mail server refused for good. Reports of bounces that are read later count here, too,
    once they mark the message as refused.
    """
    found = select(OutboxMessage.about, is_waiting(), OutboxMessage.why).where(OutboxMessage.about.in_(about))
    return {
        thing: Fate(bool(waits), why == DropReason.REFUSED.value)
        for thing, waits, why in db.session.execute(found)
    }


def waits_for_sending(mailbox_hash: str, until: datetime) -> bool:
    """Whether anything that was posted to this mailbox until a moment may still be sent."""
    posted = OutboxMessage.mailbox_hash == mailbox_hash, OutboxMessage.posted_at <= until
    return db.session.scalar(select(OutboxMessage.key).where(*posted, is_unsent()).limit(1)) is not None


def condition() -> Condition:
    """Return figures for operators: what waits, since when, and how many dead letters there are."""
    waiting, oldest, unsure = db.session.execute(
        select(
            func.count(),
            func.min(OutboxMessage.due_at),
            func.count().filter(OutboxMessage.unsure > 0),
        ).where(is_waiting())
    ).one()
    parked = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(is_parked()))
    return Condition(waiting, oldest, unsure, parked or 0)


def failing_kinds() -> Sequence[str]:
    """Return which kinds of e-mails wait because sending them failed; never whose they are, or how many."""
    failed = select(OutboxMessage.kind).where(is_waiting(), OutboxMessage.last_error.is_not(None))
    return db.session.scalars(failed.distinct().order_by(OutboxMessage.kind)).all()


def is_waiting() -> ColumnElement[bool]:
    """Return the condition "neither sent nor dropped", which is that of the index the worker reads."""
    row = OutboxMessage.__table__.c
    return and_(row.sent_at.is_(None), row.dropped_at.is_(None))


def is_parked() -> ColumnElement[bool]:
    """Return the condition "dead letter": given up by the worker, with its text still kept."""
    row = OutboxMessage.__table__.c
    return and_(row.why == DropReason.PARKED.value, row.content.is_not(None))


def is_unsent() -> ColumnElement[bool]:
    """Return the condition "may still be sent, dead letters included": what can be cancelled or stopped."""
    return or_(is_waiting(), is_parked())


def refused_us() -> list[RefusedMail]:
    """Return what waits because the mail server refuses us, grouped by its answer."""
    refused = select(OutboxAttempt.message_key).where(OutboxAttempt.outcome == SendOutcome.REFUSED_US.value)
    rows = (
        select(OutboxMessage.last_error, func.count(), func.min(OutboxMessage.posted_at))
        .where(is_waiting(), OutboxMessage.last_error.is_not(None), OutboxMessage.key.in_(refused))
        .group_by(OutboxMessage.last_error)
        .order_by(func.count().desc())
    )
    return [RefusedMail(answer or "", number, since) for answer, number, since in db.session.execute(rows)]


def was_any_sent() -> bool:
    """Return whether the mail server has taken any e-mail that is still known."""
    sent = select(OutboxMessage.key).where(OutboxMessage.sent_at.is_not(None)).limit(1)
    return db.session.scalar(sent) is not None
