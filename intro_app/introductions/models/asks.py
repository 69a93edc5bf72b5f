"""The questions of an introduction, put one after another, and the consents that answer them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.accounts.models import Member
from intro_app.db import Model
from intro_app.errors import StaleError
from intro_app.introductions.guests import Guest
from intro_app.introductions.models.indexes import index_where
from intro_app.introductions.models.introduction import Introduction
from intro_app.introductions.states import Answer, Role, State
from intro_app.links import GRACE
from intro_app.wording import msg


class Ask(Model, kw_only=True, repr=False):
    """One question put to one person: "will you?", with its answer.

    `withheld`: a block stands between the two, so the question is never put, and nobody can tell.
    """

    __tablename__ = "ask"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False)
    position: Mapped[int] = mapped_column()
    role: Mapped[Role] = mapped_column()
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    withheld: Mapped[bool] = mapped_column(default=False)
    generation: Mapped[int] = mapped_column(default=1)
    put_at: Mapped[datetime | None] = mapped_column(default=None)
    decide_by: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[Answer | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    words: Mapped[str | None] = mapped_column(default=None)
    ask_after: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)

    introduction: Mapped[Introduction] = relationship(init=False, back_populates="asks")
    member: Mapped[Member | None] = relationship(init=False)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("introduction_id", "position"),
        index_where("ix_ask_waiting", "answer IS NULL", "member_id"),
        Index("ix_ask_member_id_put_at", "member_id", "put_at"),
    )  # fmt: skip

    @property
    def person(self) -> Member | Guest | None:
        """Who is asked."""
        return self.introduction.person(self.role)

    @property
    def is_put(self) -> bool:
        """Whether the person asked has been told of it and can answer."""
        return self.put_at is not None and not self.withheld

    def put(self, at: datetime, within: timedelta) -> None:
        """Put the question now, to be decided within this time."""
        self.put_at, self.decide_by = at, min(at + within, self.introduction.closes_at)

    def ensure_answerable(self, at: datetime) -> None:
        """Raise StaleError when there is an answer already, or the question is gone."""
        in_time = self.decide_by is not None and at <= self.decide_by + GRACE
        if self.answer or not self.is_put or not in_time or self.introduction.state is not State.ASKING:
            raise StaleError(msg("This introduction is closed."))

    def settle(self, answer: Answer, at: datetime) -> None:
        """Record the answer; raises StaleError when it is too late for one."""
        self.ensure_answerable(at)
        self.answer, self.answered_at = answer, at


class Consent(Model, kw_only=True, repr=False):
    """A yes, with the exact text agreed to and what is to be shared; taken back, never changed.

    `shares` keeps a keyed fingerprint for each contact field ticked: only a detail that is still
    what it was when its owner agreed is ever passed on.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False, index=True)
    role: Mapped[Role] = mapped_column()
    text_hash: Mapped[str] = mapped_column()
    seen_hash: Mapped[str] = mapped_column()
    shares: Mapped[dict[str, Any]] = mapped_column()
    given_at: Mapped[datetime] = mapped_column()
    how: Mapped[str] = mapped_column()
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
