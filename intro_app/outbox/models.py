"""The tables of the outbox: messages, attempts to send them, suppressions, paused domains, silent mailboxes.

    waiting ──claimed──► with a worker ──► sent
       ▲                      │    └─────► dropped (see DropReason)
       └──── due_at later ────┘

No column holds the state; the dates do. A message is waiting while it has neither `sent_at` nor `dropped_at`,
and a worker's claim is a lease that expires if the worker dies. A parked message keeps its text for a while,
because an operator may still send it (`dead_letters.py`).
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedBytes, SealedText
from intro_app.outbox.mail_kinds import MailKind, MailStream

_WAITING = "sent_at IS NULL AND dropped_at IS NULL"


class OutboxMessage(Model):
    """One e-mail to one mailbox: final bytes, when it is due, and what became of it.

    The address and the bytes are erased once it is sent or dropped (parked: 30 days later). The keyed hash of
    the mailbox and the scopes stay, because the stop link in the mail needs them. `domain` is a keyed hash,
    too: a domain of one's own names its owner.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        partial_index("ix_outbox_message_waiting", _WAITING, "stream", "due_at", "key"),
        partial_index("ix_outbox_message_tried_at", f"tried_at IS NOT NULL AND {_WAITING}", "tried_at"),
        partial_index("ix_outbox_message_untried", f"tried_at IS NULL AND {_WAITING}", "posted_at"),
        partial_index("ix_outbox_message_sent_at", "sent_at IS NOT NULL", "sent_at"),
        partial_index("ix_outbox_message_dropped_at", "content IS NOT NULL", "dropped_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    scopes: Mapped[list[str]]
    mailbox_hash: Mapped[str] = mapped_column(index=True)
    security: Mapped[bool]
    mail_kind: Mapped[MailKind] = mapped_column(server_default=MailKind.EXPECTED)
    stream: Mapped[MailStream] = mapped_column(server_default=MailStream.MAIN)
    dedupe: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(index=True)  # a provider's event names it
    sender: Mapped[str] = mapped_column(index=True)  # a report that comes back is sent to it
    address: Mapped[str | None] = mapped_column(SealedText("outbox_message.address"))
    domain: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(SealedBytes("outbox_message.content"))
    posted_at: Mapped[datetime]
    not_before: Mapped[datetime]
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None] = mapped_column(default=None)  # when the last attempt ended
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    lease_token: Mapped[str | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    unsure: Mapped[int] = mapped_column(default=0)  # attempts without an answer after the final dot
    stumbles: Mapped[int] = mapped_column(default=0)  # attempts that failed with an exception of ours
    lost: Mapped[int] = mapped_column(default=0)  # leases that expired without a result
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(default=None)


class OutboxAttempt(Model):
    """One attempt to send one message; without `finished_at`, the worker died or is still sending."""

    __tablename__ = "outbox_attempt"

    token: Mapped[str] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    host: Mapped[str | None] = mapped_column(default=None)  # one of a few large providers, or `other`


class Suppression(Model):
    """A mailbox, known only by a keyed hash, that gets no mail of one scope, or of any."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("mailbox_hash", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mailbox_hash: Mapped[str]
    scope: Mapped[str]
    since: Mapped[datetime]


class DomainPause(Model):
    """How many temporary failures in a row a mail domain gave, and until when nothing is sent to it.

    The domain is known by a keyed hash only.
    """

    __tablename__ = "domain_pause"

    domain: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime | None] = mapped_column(default=None)


class MailboxSilence(Model):
    """A mailbox that accepts nothing at present: since when, and the last attempt.

    Deleted once the mailbox accepts a message.
    """

    __tablename__ = "mailbox_silence"

    mailbox_hash: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
