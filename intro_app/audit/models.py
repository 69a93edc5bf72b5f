"""The table of audited acts; nothing in it is ever changed or deleted (see triggers.py)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class AuditEntry(Model):
    """One act. It names people by id only, without foreign keys: it outlives whoever it is about.

    `id` is the place in the chain, without gaps; `hash` covers the whole row and `previous`.
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
