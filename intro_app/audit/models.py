"""The table of the audit log. Triggers refuse to change or delete its rows (see triggers.py)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class AuditEntry(Model):
    """One act. It names people by id, without foreign keys, because it outlives their accounts.

    `id` is the place in the chain, without gaps. `hash` covers the whole row, including `previous`, the hash
    of the row before.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column()
    actor_id: Mapped[int | None] = mapped_column()
    act: Mapped[str] = mapped_column()
    subject_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str] = mapped_column()
    why: Mapped[str] = mapped_column()
    previous: Mapped[str] = mapped_column()
    hash: Mapped[str] = mapped_column()
