"""Gatherings, and the replies to their invitations.

invited -> going | waiting | not_going, and back; waiting -> going (automatically, when a seat is free)
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intro_app.community.circles.models import Circle
from intro_app.db import Model
from intro_app.db.sealing import SealedText
from intro_app.identity.models import Member
from intro_app.outbox import Addressee


class GatheringReply(StrEnum):
    """The reply to an invitation."""

    INVITED = "invited"
    GOING = "going"
    WAITING = "waiting"
    NOT_GOING = "not_going"


class GatheringSeries(Model, kw_only=True, repr=False):
    """A gathering that repeats: the rule of its dates (RFC 5545), and the id of its calendar entry.

    Each date is a Gathering of its own, with its own seats, made when the series is announced (ADR 36).
    """

    __tablename__ = "gathering_series"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    rule: Mapped[str] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()


class Gathering(Model, kw_only=True, repr=False):
    """A meeting of a circle. `edition` increases with each change to announce: new, moved, cancelled.

    A date of a series keeps in `planned_for` when it was first to begin: calendars recognise it by that. The
    dates share a picture, until the host gives one of them another.
    """

    __tablename__ = "gathering"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        Index("ix_gathering_circle_id_starts_at", "circle_id", "starts_at"),
        Index("ix_gathering_remind_at", "remind_at"),
        Index("ix_gathering_series_id", "series_id"),
        Index("ix_gathering_picture_id", "picture_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"))
    title: Mapped[str] = mapped_column(SealedText("gathering.title"))
    about: Mapped[str] = mapped_column(SealedText("gathering.about"), default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column()
    time_zone: Mapped[str] = mapped_column()
    place: Mapped[str] = mapped_column(SealedText("gathering.place"), default="")
    link: Mapped[str] = mapped_column(SealedText("gathering.link"), default="")
    capacity: Mapped[int | None] = mapped_column(default=None)
    remind_at: Mapped[datetime] = mapped_column()
    made_at: Mapped[datetime] = mapped_column()
    changed_at: Mapped[datetime] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_down_at: Mapped[datetime | None] = mapped_column(default=None)
    edition: Mapped[int] = mapped_column(default=1)
    takes_visitors: Mapped[bool] = mapped_column(default=False)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("gathering_series.id"), default=None)
    planned_for: Mapped[datetime | None] = mapped_column(default=None)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("post_picture.id"), default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    circle: Mapped[Circle] = relationship(init=False)
    series: Mapped[GatheringSeries | None] = relationship(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def ends_at(self) -> datetime:
        """When the gathering ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def rule(self) -> str:
        """How it repeats, as RFC 5545 writes it, or ""."""
        return self.series.rule if self.series else ""

    @property
    def local_start(self) -> datetime:
        """The start in the gathering's own time zone."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    def is_open(self, at: datetime) -> bool:
        """Return whether people can still reply."""
        return self.cancelled_at is None and at < self.ends_at


class GatheringVisitor(Model, kw_only=True, repr=False):
    """Somebody without an account who signs up for one gathering, confirmed once they followed a mailed link.

    Erased 30 days after the gathering, at once when they withdraw, after two days if they never confirm.
    """

    __tablename__ = "gathering_visitor"
    __table_args__ = (UniqueConstraint("gathering_id", "mailbox_hash"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))
    name: Mapped[str] = mapped_column(SealedText("gathering_visitor.name"))
    address: Mapped[str] = mapped_column(SealedText("gathering_visitor.address"))
    mailbox_hash: Mapped[str] = mapped_column()
    locale: Mapped[str] = mapped_column(default="")
    agrees: Mapped[bool] = mapped_column(default=False)
    erase_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    gathering: Mapped[Gathering] = relationship(init=False)

    @property
    def addressee(self) -> Addressee:
        """Where to write to them, in the time zone of the gathering."""
        return Addressee(
            address=self.address, locale=self.locale, time_zone=self.gathering.time_zone, name=self.name
        )


class Attendance(Model, kw_only=True, repr=False):
    """One person's invitation to a gathering and their reply; the person is a member or a visitor.

    `told` is the last edition that they were e-mailed about, `turn` their place on the waiting list.
    `agreed_at` is when they agreed that the host has their name and address, `listed_at` when the host last
    took the list.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("gathering_id", "member_id"),
        UniqueConstraint("visitor_id"),
        CheckConstraint("(member_id IS NULL) <> (visitor_id IS NULL)", name="person"),
        Index("ix_attendance_gathering_id_reply_turn", "gathering_id", "reply", "turn"),
        Index("ix_attendance_member_id_reply", "member_id", "reply"),
        {"sqlite_autoincrement": True},  # a link must never answer for a later invitation of the same id
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("gathering_visitor.id"), default=None)
    reply: Mapped[GatheringReply] = mapped_column(default=GatheringReply.INVITED)
    since: Mapped[datetime] = mapped_column()
    turn: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    listed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=0)
    gathering: Mapped[Gathering] = relationship(init=False)
    member: Mapped[Member | None] = relationship(init=False)
    visitor: Mapped[GatheringVisitor | None] = relationship(init=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def person(self) -> Member | GatheringVisitor:
        """Who it is."""
        found = self.member or self.visitor
        assert found is not None, "the database has a check for it"
        return found

    @property
    def address(self) -> str:
        """The e-mail address of who it is, for the host's list alone; `reach` says where to write."""
        return self.member.email if self.member else self.visitor.address if self.visitor else ""
