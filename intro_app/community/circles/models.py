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


class CircleMail(StrEnum):
    """When somebody gets e-mail about what concerns them in a circle; who has not chosen gets none."""

    EACH = "each"
    DAILY = "daily"
    DIGEST = "digest"
    NONE = "none"


class Circle(Model, kw_only=True, repr=False):
    """A small group with one host. Anybody can read a public one; of the others only the name is shown.

    `taken_down_at` is when a moderator took name and description down, until the host writes anew. What is in
    the archive (`archived_at`) can be read, and nobody writes there.
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
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    host: Mapped[Member] = relationship(init=False, foreign_keys=[host_id])

    __mapper_args__ = {"version_id_col": version}


class CircleMember(Model, kw_only=True, repr=False):
    """One person's relation to one circle; `words` is what they wrote when they asked to join.

    `mail` is which e-mail they chose, or None. Whoever leaves and comes back chooses anew.
    """

    __tablename__ = "circle_member"
    __table_args__ = (UniqueConstraint("circle_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    joining: Mapped[Joining] = mapped_column()
    since: Mapped[datetime] = mapped_column()
    words: Mapped[str] = mapped_column(SealedText("circle_member.words"), default="")
    mail: Mapped[CircleMail | None] = mapped_column(default=None)
    is_co_host: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(init=False, default=0)

    __mapper_args__ = {"version_id_col": version}

    def move(self, joining: Joining, at: datetime) -> None:
        """Change to this state, and erase the request's words unless the person is asking."""
        self.joining, self.since = joining, at
        if joining is not Joining.ASKED:
            self.words = ""
        if joining is not Joining.IN:
            self.mail, self.is_co_host = None, False
