"""The tables of the audit log: its chain, which triggers keep as it is, and beside it what can be erased."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.sealing import SealedText


class AuditEntry(Model):
    """One act. It names people by id, without foreign keys, because it outlives their accounts.

    `id` is the place in the chain, without gaps. `hash` covers the whole row, including `previous`, the hash
    of the row before. `reason_hash` is that of the encrypted reason in AuditReason, "" where none was given.
    `former_hash` is the hash that a row had before reasons were encrypted, "" for later rows.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column()
    actor_id: Mapped[int | None] = mapped_column()
    act: Mapped[str] = mapped_column()
    subject_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str] = mapped_column()
    reason_hash: Mapped[str] = mapped_column()
    former_hash: Mapped[str] = mapped_column()
    previous: Mapped[str] = mapped_column()
    hash: Mapped[str] = mapped_column()


class AuditReason(Model):
    """Why somebody did it, encrypted with the key of the person whom it is about (0 if it is nobody)."""

    __tablename__ = "audit_reason"

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject_id: Mapped[int] = mapped_column(index=True)
    words: Mapped[str] = mapped_column()


class AuditKey(Model):
    """The key of all reasons about one person; whoever deletes it makes them unreadable for good."""

    __tablename__ = "audit_key"

    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(SealedText("audit_key.key"))
