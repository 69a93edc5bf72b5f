"""Circles and their members.

asked -> in (the host accepts) · invited -> in (they accept) · any -> left (they leave, or the host removes
them)
"""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.identity.models import Member


class Joining(StrEnum):
    """Where a person stands between asking to join a circle and leaving it."""

    ASKED = "asked"
    INVITED = "invited"
    IN = "in"
    LEFT = "left"


class Circle(Model, kw_only=True, repr=False):
    """A small group with one host. Anybody can read a public one; of the others only the name is shown.

    `taken_down_at` is when a moderator took name and description down, until the host writes anew.
    """

    __tablename__ = "circle"
    __table_args__ = {"sqlite_autoincrement": True}  # suppressions name ids, so they are never reused

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    name: Mapped[str] = mapped_column()
    about: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    host_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    made_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    host: Mapped[Member] = relationship(init=False, foreign_keys=[host_id])

    __mapper_args__ = {"version_id_col": version}


class CircleMember(Model, kw_only=True, repr=False):
    """One person's relation to one circle; `words` is what they wrote when they asked to join."""

    __tablename__ = "circle_member"
    __table_args__ = (UniqueConstraint("circle_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    joining: Mapped[Joining] = mapped_column()
    since: Mapped[datetime] = mapped_column()
    words: Mapped[str] = mapped_column(SealedText("circle_member.words"), default="")
    version: Mapped[int] = mapped_column(init=False, default=0)

    __mapper_args__ = {"version_id_col": version}

    def move(self, joining: Joining, at: datetime) -> None:
        """Change to this state, and erase the request's words unless the person is asking."""
        self.joining, self.since = joining, at
        if joining is not Joining.ASKED:
            self.words = ""
