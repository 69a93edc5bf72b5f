"""The tables of privacy: codes for leaving, people who left, and archives to take along."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedBytes

CODE_LIVES = timedelta(minutes=10)
TRIES = 5
ARCHIVE_LIVES = timedelta(hours=24)


class LeaveCode(Model, kw_only=True, repr=False):
    """The newest code mailed to a member who wants to leave; it is good for ten minutes and five tries."""

    __tablename__ = "leave_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)

    def is_open(self, at: datetime) -> bool:
        """Return whether the code can still be used."""
        return self.tries < TRIES and self.asked_at <= at <= self.asked_at + CODE_LIVES


class FormerMember(Model, kw_only=True, repr=False):
    """Somebody who left, known by a keyed hash of their mailbox.

    It connects a new account of the same person with what others decided about the old one: blocks, stops,
    harm that has not faded. Deleted once none of that is left. `rest_at` is when the worker goes on erasing
    what others were still waiting for; None when all is erased.
    """

    __tablename__ = "former_member"
    __table_args__ = (
        partial_index("ix_former_member_rest", "rest_at IS NOT NULL", "rest_at"),
        partial_index("ix_former_member_left_at", "rest_at IS NULL", "left_at"),
    )

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mailbox_hash: Mapped[str] = mapped_column(index=True)
    left_at: Mapped[datetime] = mapped_column()
    rest_at: Mapped[datetime | None] = mapped_column(default=None)


class Archive(Model, kw_only=True, repr=False):
    """Everything about one member to take along: asked for, made by the worker, deleted after 24 hours."""

    __tablename__ = "archive"
    __table_args__ = (partial_index("ix_archive_to_make", "made_at IS NULL", "asked_at"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime] = mapped_column()
    made_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    content: Mapped[bytes | None] = mapped_column(SealedBytes("archive.content"), default=None)

    @property
    def ends_at(self) -> datetime | None:
        """When it is deleted; None while it is being made."""
        return self.made_at + ARCHIVE_LIVES if self.made_at else None
