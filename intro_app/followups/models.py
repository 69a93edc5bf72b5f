"""Follow-ups of connected introductions: answers, thank-you notes, and requests to delete details.

    asked (day 14) -> concluded (both answers are in, or day 42)

An answer can be changed until the follow-up is concluded; then it counts.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedText
from intro_app.errors import StaleError
from intro_app.followups.answers import AsSaid, Said, Talked, Worth
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.links import GRACE
from intro_app.wording import N_


class FollowUp(Model, kw_only=True, repr=False):
    """The follow-up of one connected introduction.

    `useful_pair` holds the ids of the two members if it counted as useful; each pair counts once.
    """

    __tablename__ = "follow_up"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introduction.id"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[datetime] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column()
    concluded_at: Mapped[datetime | None] = mapped_column(default=None)
    useful_pair: Mapped[str | None] = mapped_column(unique=True, default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    introduction: Mapped[Introduction] = relationship(init=False)
    replies: Mapped[list["FollowUpReply"]] = relationship(default_factory=list, order_by="FollowUpReply.role")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (partial_index("ix_follow_up_to_conclude", "concluded_at IS NULL", "ends_at"),)

    def reply_of(self, role: Role) -> "FollowUpReply":
        """Return this party's reply."""
        return next(reply for reply in self.replies if reply.role is role)

    @property
    def said(self) -> Sequence[Said]:
        """Both parties' answers so far."""
        return [reply.said for reply in self.replies]

    def is_open(self, at: datetime) -> bool:
        """Return whether answers can still be given and changed."""
        return self.concluded_at is None and at <= self.ends_at + GRACE

    def ensure_open(self, at: datetime) -> None:
        """Raise StaleError when the follow-up is concluded or over."""
        if not self.is_open(at):
            raise StaleError(N_("Your answer already counts and can no longer be changed."))

    def conclude(self, at: datetime) -> None:
        """Make the answers count from now on, and drop pending reminders."""
        self.concluded_at = at
        for reply in self.replies:
            reply.remind_at = None


class FollowUpReply(Model, kw_only=True, repr=False):
    """One party's answers, which nobody else ever reads. `remind_at` is when to ask them again, or None."""

    __tablename__ = "follow_up_reply"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("follow_up.introduction_id"), init=False)
    role: Mapped[Role] = mapped_column()
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_once_more: Mapped[bool] = mapped_column(default=False)
    talked: Mapped[Talked | None] = mapped_column(default=None)
    worth: Mapped[Worth | None] = mapped_column(default=None)
    as_said: Mapped[AsSaid | None] = mapped_column(default=None)
    connector_may_know: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("introduction_id", "role"),
        partial_index("ix_follow_up_reply_to_remind", "remind_at IS NOT NULL", "remind_at"),
    )

    @property
    def said(self) -> Said:
        """The present answers."""
        return Said(
            talked=self.talked,
            worth=self.worth,
            as_said=self.as_said,
            connector_may_know=self.connector_may_know,
        )

    def say(self, said: Said, at: datetime, *, once_more_at: datetime | None) -> None:
        """Replace the answers. After one, the only reminder is `once_more_at`, for a "not yet"."""
        self.talked, self.worth, self.as_said = said.talked, said.worth, said.as_said
        self.connector_may_know = said.connector_may_know
        self.answered_at, self.remind_at = at, once_more_at


class Thanks(Model, kw_only=True, repr=False):
    """A thank-you note in its writer's own words; one in each direction, never changed.

    When a moderator takes it down (`taken_down_at`), moderation keeps its words.
    """

    __tablename__ = "thanks"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"))
    from_role: Mapped[Role] = mapped_column()
    to_role: Mapped[Role] = mapped_column()
    words: Mapped[str] = mapped_column(SealedText("thanks.words"))
    given_at: Mapped[datetime] = mapped_column()
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("introduction_id", "from_role", "to_role"),
        {"sqlite_autoincrement": True},  # cases name ids, so they are never reused
    )


class PleaseDelete(Model, kw_only=True, repr=False):
    """A party's request that the other deletes their details. `done_at` is when the other confirmed it."""

    __tablename__ = "please_delete"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"))
    from_role: Mapped[Role] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column()
    done_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("introduction_id", "from_role"),)


class SlotOffer(Model, kw_only=True, repr=False):
    """Up to three times at which one party offers to meet the other, and what the other answered.

    An introduction has one: whoever offers again replaces it, and `number` grows. `chosen_at` is the time
    that the other picked; None once they answered means that none fits.
    """

    __tablename__ = "slot_offer"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introduction.id"), primary_key=True, autoincrement=False
    )
    from_role: Mapped[Role] = mapped_column()
    first_at: Mapped[datetime] = mapped_column()
    second_at: Mapped[datetime | None] = mapped_column(default=None)
    third_at: Mapped[datetime | None] = mapped_column(default=None)
    minutes: Mapped[int] = mapped_column()
    time_zone: Mapped[str] = mapped_column()
    offered_at: Mapped[datetime] = mapped_column()
    erase_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    chosen_at: Mapped[datetime | None] = mapped_column(default=None)
    number: Mapped[int] = mapped_column(default=1)
    introduction: Mapped[Introduction] = relationship(init=False)

    @property
    def times(self) -> list[datetime]:
        """The times that are offered."""
        return [one for one in (self.first_at, self.second_at, self.third_at) if one is not None]

    def is_open(self, at: datetime) -> bool:
        """Return whether one of them can still be picked."""
        return self.answered_at is None and any(one > at for one in self.times)
