"""What the outbox remembers: messages, attempts to send them, who wants none, and domains that are resting.

    waiting ──claimed──► with a worker ──► sent
       ▲                      │    └─────► dropped: suppressed, called_back, refused, unreached, parked
       └──── due_at later ────┘

No column holds the state; the dates do. A message is waiting while it has neither `sent_at` nor `dropped_at`,
and a worker's claim is a lease that simply runs out when the worker dies. What is parked keeps its text for a
while: a person may send it after all (`parked.py`).
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.outbox.mail_kinds import MailKind

_WAITING = text("sent_at IS NULL AND dropped_at IS NULL")


class OutboxMessage(Model):
    """One e-mail to one mailbox: final bytes, when it is due, and what became of it.

    The address and the bytes are erased once it is sent or dropped (parked: some weeks later); the keyed
    hash of the mailbox and the scopes stay, for they are what a stop link in the mail is about.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_waiting", "due_at", "key", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    scopes: Mapped[list[str]]
    mailbox_hash: Mapped[str] = mapped_column(index=True)
    security: Mapped[bool]
    mail_kind: Mapped[MailKind] = mapped_column(server_default=MailKind.EXPECTED)
    dedupe: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str]
    sender: Mapped[str]
    address: Mapped[str | None]
    domain: Mapped[str | None]
    content: Mapped[bytes | None]
    posted_at: Mapped[datetime]
    not_before: Mapped[datetime]
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None] = mapped_column(default=None)  # from when due_at is counted
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    lease_token: Mapped[str | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)  # times the server took it and did not confirm
    stumbles: Mapped[int] = mapped_column(default=0)  # times we failed on it ourselves
    lost: Mapped[int] = mapped_column(default=0)  # times a worker vanished with it
    sent_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(default=None)


class OutboxAttempt(Model):
    """One try to send one message; without an end, the worker died or is still at it."""

    __tablename__ = "outbox_attempt"

    token: Mapped[str] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)


class Suppression(Model):
    """Somebody wants no mail of one scope, or of none at all; known by a keyed hash and nothing else."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("mailbox_hash", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mailbox_hash: Mapped[str]
    scope: Mapped[str]
    since: Mapped[datetime]


class DomainPause(Model):
    """How often in a row a mail domain put us off, and until when we leave it alone."""

    __tablename__ = "domain_pause"

    domain: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime | None] = mapped_column(default=None)


class MailboxSilence(Model):
    """A mailbox that takes nothing just now: since when, and when it was last tried. Ends when it takes a message."""

    __tablename__ = "mailbox_silence"

    mailbox_hash: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    last_at: Mapped[datetime]
