"""What is in the outbox: for the worker, for moderators, and for the page that shows kept e-mails."""

from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from intro_app.db import Model, db
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import DropReason, SendOutcome


class KeptMessage(NamedTuple):
    """One line of the list of e-mails whose text is still here."""

    key: str
    to: str | None
    kind: str
    posted_at: datetime
    sent_at: datetime | None


class Stoppable(NamedTuple):
    """What the stop link of an e-mail is about; its link's subject is `mail:<key>`."""

    mailbox_hash: str
    scopes: list[str]
    kind: str
    about: str


class Condition(NamedTuple):
    """How the outbox is doing, in counts."""

    waiting: int
    oldest_due_at: datetime | None
    unsure: int
    parked: int


class RefusedMail(NamedTuple):
    """E-mails that wait because the mail server gave us this answer: how many, and since when."""

    answer: str
    number: int
    since: datetime


def kept(*, limit: int = 200) -> list[KeptMessage]:
    """The latest e-mails whose text is kept, newest first."""
    rows = select(
        OutboxMessage.key,
        OutboxMessage.address,
        OutboxMessage.kind,
        OutboxMessage.posted_at,
        OutboxMessage.sent_at,
    ).where(OutboxMessage.content.is_not(None))
    latest = rows.order_by(OutboxMessage.posted_at.desc(), OutboxMessage.key).limit(limit)
    return [KeptMessage(*row) for row in db.session.execute(latest)]


def message(key: str) -> EmailMessage | None:
    """A kept e-mail, parsed; None when there is none or its text has been erased."""
    content = db.session.scalar(select(OutboxMessage.content).where(OutboxMessage.key == key))
    return None if content is None else message_from_bytes(content, policy=default)


def stoppable(key: str) -> Stoppable | None:
    """What somebody may stop who holds this e-mail's stop link."""
    columns = OutboxMessage.mailbox_hash, OutboxMessage.scopes, OutboxMessage.kind, OutboxMessage.about
    row = db.session.execute(select(*columns).where(OutboxMessage.key == key)).first()
    return Stoppable(*row) if row else None


def mailboxes_written_to(about: str, kind: str, since: datetime) -> set[str]:
    """The hashes of the mailboxes to which this kind of e-mail about something was posted after a moment."""
    posted = select(OutboxMessage.mailbox_hash).where(
        OutboxMessage.about == about, OutboxMessage.kind == kind
    )
    return set(db.session.scalars(posted.where(OutboxMessage.posted_at > since)))


def condition() -> Condition:
    """Counts for those who run the site: what waits, since when, what a person should look at."""
    waiting, oldest, unsure = db.session.execute(
        select(
            func.count(),
            func.min(OutboxMessage.due_at),
            func.count().filter(OutboxMessage.unsure > 0),
        ).where(is_waiting())
    ).one()
    parked = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(is_parked()))
    return Condition(waiting, oldest, unsure, parked or 0)


def is_waiting() -> ColumnElement[bool]:
    """Neither sent nor dropped: the condition of the index that the worker reads."""
    row = OutboxMessage.__table__.c
    return and_(row.sent_at.is_(None), row.dropped_at.is_(None))


def is_parked() -> ColumnElement[bool]:
    """Given up by the worker, its text still here: a person may send it after all."""
    row = OutboxMessage.__table__.c
    return and_(row.why == DropReason.PARKED.value, row.content.is_not(None))


def is_unsent() -> ColumnElement[bool]:
    """What may still be sent, by a worker or after a person looked: all that can be called back or stopped."""
    return or_(is_waiting(), is_parked())


def refused_us() -> list[RefusedMail]:
    """What waits because the mail server refuses us, by its answer."""
    refused = select(OutboxAttempt.message_key).where(OutboxAttempt.outcome == SendOutcome.REFUSED_US.value)
    rows = (
        select(OutboxMessage.last_error, func.count(), func.min(OutboxMessage.posted_at))
        .where(is_waiting(), OutboxMessage.last_error.is_not(None), OutboxMessage.key.in_(refused))
        .group_by(OutboxMessage.last_error)
        .order_by(func.count().desc())
    )
    return [RefusedMail(answer or "", number, since) for answer, number, since in db.session.execute(rows)]


def take_turn(key: str) -> None:
    """Make others who decide about the same thing wait for this transaction; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def insert_once(table: type[Model], row: Mapping[str, Any], *unique: Any) -> Insert:
    """An INSERT that does nothing when a row with the same unique columns is there already."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table).values(dict(row)).on_conflict_do_nothing(index_elements=unique)
    return sqlite.insert(table).values(dict(row)).on_conflict_do_nothing(index_elements=unique)
