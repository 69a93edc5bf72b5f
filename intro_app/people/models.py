"""The tables of relations between members: acquaintances, blocks, profile snapshots; and what is stopped."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedJSON
from intro_app.wording import N_, Labelled


class Acquaintance(Model):
    """Two members who know each other, once both have said so; the one with the smaller id is `a`.

    Others see it only if both ticked *show to others*. A declined one stays, so that to the proposer it looks
    like one still waiting. `ended_by_id` is who ended it: it is over for them, but the other still waits to
    hear of an introduction with them, and sees no difference until then.
    """

    __tablename__ = "acquaintance"
    __table_args__ = (
        UniqueConstraint("a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
        *(
            partial_index(f"ix_acquaintance_{place}_{state}", condition, f"{place}_id", "id")
            for state, condition in (("known", "confirmed_at IS NOT NULL"), ("asked", "confirmed_at IS NULL"))
            for place in ("a", "b")
        ),
        partial_index("ix_acquaintance_proposed", "confirmed_at IS NULL", "proposed_by_id", "id"),
        {"sqlite_autoincrement": True},  # ids are never reused, so that a link cannot open a later pair
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
        """The id of the one who is asked to confirm, which is the one who did not propose it."""
        return self.b_id if self.proposed_by_id == self.a_id else self.a_id

    @property
    def shown(self) -> bool:
        """Whether others may see that the two know each other."""
        return self.confirmed_at is not None and self.shown_by_a and self.shown_by_b

    def other_than(self, member_id: int) -> int:
        """Return the id of the other member."""
        return self.b_id if member_id == self.a_id else self.a_id

    def show(self, member_id: int, wished: bool) -> None:
        """Store whether this member wishes to show it to others."""
        if member_id == self.a_id:
            self.shown_by_a = wished
        else:
            self.shown_by_b = wished


class AcquaintanceQuestion(Model):
    """When a pair was last asked whether they know each other: at most once in 90 days, whoever proposes.

    It outlives the acquaintance; otherwise proposing and ending it repeatedly would ask repeatedly.
    `refused_by` is who said no or ended it, so that they are not asked on their page either. Deleted after 90
    days.
    """

    __tablename__ = "acquaintance_question"
    __table_args__ = (CheckConstraint("a_id < b_id", name="order"),)

    a_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    refused_by: Mapped[int | None] = mapped_column(default=None)


class BlockKind(StrEnum):
    """What a block covers: the person, or only introductions made by them as a connector."""

    PERSON = "person"
    AS_CONNECTOR = "as_connector"


class Block(Model):
    """A block of one member by another."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id", "kind"),
        Index("ix_block_newest", "blocker_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    blocker_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    blocked_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column()
    since: Mapped[datetime] = mapped_column()


# Where a snapshot has the answers in the community's fields that all members could read, to be searched.
OWN_WORDS = "own_words"
# Where it has the pages that were verified as theirs, each with its day.
LINKS = "links"
# The fields that a snapshot stores as text, with the functions that read them back.
_TIMES = {
    "paused_until": date.fromisoformat,
    "asks_full_until": datetime.fromisoformat,
    "connects_full_until": datetime.fromisoformat,
}


class ProfileSnapshot(Model):
    """A member's profile and door as the reader saw them when asking, shown until they hear the result.

    A page that changed or disappeared before that day would reveal a no. `about` is such as `introduction:9`.
    For a member whom the reader does not know to be part of it, `seen` has only the door, without `visible`.
    `own_fields` are what the reader could read in the community's fields, some of it for few eyes; None in
    snapshots from before there were any.
    """

    __tablename__ = "glimpse"
    __table_args__ = (UniqueConstraint("reader_id", "member_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reader_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    about: Mapped[str] = mapped_column(index=True)
    seen: Mapped[dict[str, Any]] = mapped_column()
    own_fields: Mapped[list[list[str]] | None] = mapped_column(SealedJSON("glimpse.own_fields"), default=None)

    @staticmethod
    def packed(seen: dict[str, Any]) -> dict[str, Any]:
        """Return what a reader sees in the form of a snapshot, with times as text."""
        return seen | {name: seen[name] and seen[name].isoformat() for name in _TIMES}

    @staticmethod
    def unpacked(kept: dict[str, Any]) -> dict[str, Any]:
        """Return a snapshot with its times parsed; empty if the reader does not know of the member.

        One from before there were suggestions says that the member is in none.
        """
        if "visible" not in kept:
            return {}
        times = {name: kept[name] and read(kept[name]) for name, read in _TIMES.items() if name in kept}
        return {"suggested": False} | kept | times


class StoppableAct(Labelled):
    """What a moderator may stop a member from doing for some days; the label completes "Stopped:"."""

    WRITING = "writing", N_("Writing in circles")
    HOSTING = "hosting", N_("Hosting circles and gatherings")
    PINNING = "pinning", N_("Putting notes on the board")
    INVITING = "inviting", N_("Inviting people")
    GUEST_MAIL = "guest_mail", N_("Having the site write to guests")
    FOUND = "found", N_("Being found in lists, searches and suggestions")


class ActStop(Model, kw_only=True, repr=False):
    """That a member may not do something for some days; `decision_id` is moderation's reason for it."""

    __tablename__ = "act_stop"
    __table_args__ = (UniqueConstraint("decision_id", "act"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    act: Mapped[StoppableAct] = mapped_column()
    decision_id: Mapped[int] = mapped_column()
    since: Mapped[datetime] = mapped_column()
    until: Mapped[datetime] = mapped_column()
