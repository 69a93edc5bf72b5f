"""How members stand to each other: who knows whom, and who wants nothing to do with whom."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class Acquaintance(Model):
    """Two members who know each other once both said so; the one with the smaller id is `a`.

    Others see it only when both ticked *show to others*. One that was declined stays, so that the one who
    asked sees no difference to one that waits. `ended_by_id`: over for the one who ended it; the other waits
    to hear of an introduction with them, and sees no difference until then.
    """

    __tablename__ = "acquaintance"
    __table_args__ = (
        UniqueConstraint("a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
        {"sqlite_autoincrement": True},  # a link must never open a later pair of the same id
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    a_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    b_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    proposed_at: Mapped[datetime] = mapped_column()
    by_address: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    shown_by_a: Mapped[bool] = mapped_column(default=False)
    shown_by_b: Mapped[bool] = mapped_column(default=False)
    ended_by_id: Mapped[int | None] = mapped_column(default=None)

    @property
    def asked_id(self) -> int:
        """Who is to confirm it: the one who did not propose it."""
        return self.b_id if self.proposed_by_id == self.a_id else self.a_id

    @property
    def shown(self) -> bool:
        """Whether others may see that the two know each other."""
        return self.confirmed_at is not None and self.shown_by_a and self.shown_by_b

    def other_than(self, member_id: int) -> int:
        """The other of the two."""
        return self.b_id if member_id == self.a_id else self.a_id

    def show(self, member_id: int, wished: bool) -> None:
        """Keep what one of the two wishes about showing it to others."""
        if member_id == self.a_id:
            self.shown_by_a = wished
        else:
            self.shown_by_b = wished


class AcquaintanceQuestion(Model):
    """When a pair was last asked whether they know each other, whoever said so: once in 90 days.

    It outlives the acquaintance, or saying and ending it would ask again. `refused_by`: who said no to it, or
    ended it, so that they are not asked on their page either. Forgotten after the 90 days.
    """

    __tablename__ = "acquaintance_question"
    __table_args__ = (CheckConstraint("a_id < b_id", name="order"),)

    a_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    refused_by: Mapped[int | None] = mapped_column(default=None)


class BlockKind(StrEnum):
    """What a member does not want: the person at all, or their introductions of others."""

    PERSON = "person"
    AS_CONNECTOR = "as_connector"


class Block(Model):
    """One member wants nothing to do with another, or nothing that comes through them."""

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("blocker_id", "blocked_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    blocker_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    blocked_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column()
    since: Mapped[datetime] = mapped_column()


class ProfileSnapshot(Model):
    """What a member goes on seeing of somebody they asked, as it was when they asked, until the day they hear.

    A page that changed or went before that day would tell them of a no. `about`: such as `introduction:9`. Of
    a member whom they do not know to be in it, `seen` holds the door alone, without `visible`.
    """

    __tablename__ = "glimpse"
    __table_args__ = (UniqueConstraint("reader_id", "member_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    about: Mapped[str] = mapped_column(index=True)
    seen: Mapped[dict[str, Any]] = mapped_column()
