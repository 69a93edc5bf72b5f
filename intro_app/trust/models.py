"""The tables of the trust ledger, and of what is computed from it.

`trust_event` is the source of truth: it is only appended to (see triggers.py). `trust_line` and `standing`
are computed from it by score.py and stored, so that one event costs the same whatever came before it. Members
are named by id without a foreign key: the ledger outlives an account, and the id identifies nobody once the
account is gone.
"""

from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, Index, Row, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    LedgerEntry,
    Reversed,
    SecondAgreed,
    Severity,
    Upheld,
    Useful,
)
from intro_app.trust.rules import TrustLevel
from intro_app.trust.state import PointsBalance


class EventKind(StrEnum):
    """The kinds of event in the ledger."""

    JOINED = "joined"
    FOUNDER = "founder"
    USEFUL = "useful"
    UPHELD = "upheld"
    BAD_FAITH = "bad_faith"
    REVERSED = "reversed"
    SECOND_AGREED = "second_agreed"


_EVENTS: dict[EventKind, type[Event]] = {
    EventKind.JOINED: Joined,
    EventKind.FOUNDER: Founder,
    EventKind.USEFUL: Useful,
    EventKind.UPHELD: Upheld,
    EventKind.BAD_FAITH: BadFaith,
    EventKind.REVERSED: Reversed,
    EventKind.SECOND_AGREED: SecondAgreed,
}
_KINDS = {event: kind for kind, event in _EVENTS.items()}


class TrustEvent(Model, kw_only=True, repr=False):
    """One event as it was appended; `about` names the thing that can have only one event of each kind."""

    __tablename__ = "trust_event"
    __table_args__ = (UniqueConstraint("about", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[EventKind] = mapped_column()
    about: Mapped[str] = mapped_column()
    at: Mapped[datetime] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column()

    @classmethod
    def of(cls, event: Event) -> "TrustEvent":
        """Return the row for an event."""
        facts = {field.name: getattr(event, field.name) for field in fields(event) if field.name != "at"}
        return cls(kind=kind_of(event), about=about(event), at=event.at, facts=facts)


class TrustLine(Model, kw_only=True, repr=False):
    """The effect of one event on one member: a line of their page. Rewritten when the past changes."""

    __tablename__ = "trust_line"
    __table_args__ = (Index("ix_trust_line_member_id_event_id", "member_id", "event_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("trust_event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column()
    good: Mapped[float] = mapped_column(Double)
    harm: Mapped[float] = mapped_column(Double)
    other_id: Mapped[int | None] = mapped_column(BigInteger)
    voice: Mapped[float] = mapped_column(Double)
    earlier: Mapped[float] = mapped_column(Double)

    @classmethod
    def of(cls, event_id: int, position: int, entry: LedgerEntry) -> "TrustLine":
        """Return the row for an entry of this event, which has this position among the event's entries."""
        return cls(
            event_id=event_id,
            position=position,
            member_id=entry.member,
            why=str(entry.why),
            good=entry.good,
            harm=entry.harm,
            other_id=entry.other,
            voice=entry.voice,
            earlier=entry.earlier,
        )


class KeptStanding(Model, kw_only=True, repr=False):
    """A member's balance after their last event; `moved_at` is the time of the last event that names them.

    Points are in the weight of `rules.EPOCH`. `fell_from` is the level that others read before a
    change of the formula, for a member who has not been told yet that it fell.
    """

    __tablename__ = "standing"
    __table_args__ = (partial_index("ix_standing_fell_from", "fell_from IS NOT NULL", "member_id"),)

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    good: Mapped[float] = mapped_column(Double, default=0.0)
    harm: Mapped[float] = mapped_column(Double, default=0.0)
    shared: Mapped[float] = mapped_column(Double, default=0.0)
    touched_at: Mapped[datetime | None] = mapped_column(default=None)
    moved_at: Mapped[datetime | None] = mapped_column(default=None)
    level: Mapped[int] = mapped_column(default=0)
    reported_at: Mapped[datetime | None] = mapped_column(default=None)
    joined_at: Mapped[datetime | None] = mapped_column(default=None)
    inviter_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    offenders_invited: Mapped[int] = mapped_column(default=0)
    held_against_inviter: Mapped[bool] = mapped_column(default=False)
    trusted_by: Mapped[list[int]] = mapped_column("confirmers", JSON, default_factory=list)
    received: Mapped[list[tuple[int, float]]] = mapped_column(JSON, default_factory=list)
    fell_from: Mapped[int | None] = mapped_column(default=None)

    @property
    def standing(self) -> PointsBalance:
        """The row as a PointsBalance."""
        return balance_of(self)

    def keep(self, standing: PointsBalance, at: datetime) -> None:
        """Store the balance after an event at this time.

        `moved_at` never goes back: an event that came late may affect an inviter by way of a later event, the
        report on the person they invited.
        """
        self.good, self.harm, self.shared = standing.good, standing.harm, standing.shared
        self.touched_at, self.reported_at = standing.touched, standing.reported
        self.moved_at = max(at, self.moved_at or at, standing.touched or at)
        self.level, self.joined_at, self.inviter_id = standing.level, standing.joined, standing.inviter
        self.offenders_invited = standing.offenders_invited
        self.held_against_inviter = standing.held_against_inviter
        self.trusted_by = list(standing.trusted_by)
        self.received = list(standing.received.items())


# The columns that `balance_of` takes, by the names of the class.
BALANCE = (
    KeptStanding.good,
    KeptStanding.harm,
    KeptStanding.shared,
    KeptStanding.touched_at,
    KeptStanding.level,
    KeptStanding.reported_at,
    KeptStanding.joined_at,
    KeptStanding.inviter_id,
    KeptStanding.offenders_invited,
    KeptStanding.held_against_inviter,
    KeptStanding.trusted_by.label("trusted_by"),
    KeptStanding.received,
)


def balance_of(kept: KeptStanding | Row[Any]) -> PointsBalance:
    """Return what is kept of a member, or these columns of it, as a PointsBalance."""
    return PointsBalance(
        good=kept.good,
        harm=kept.harm,
        shared=kept.shared,
        touched=kept.touched_at,
        level=TrustLevel(kept.level),
        reported=kept.reported_at,
        joined=kept.joined_at,
        inviter=kept.inviter_id,
        offenders_invited=kept.offenders_invited,
        held_against_inviter=kept.held_against_inviter,
        trusted_by=tuple(kept.trusted_by),
        received=dict(kept.received),
    )


class Freeze(Model, kw_only=True, repr=False):
    """A suspension of a member's new asks while a severe report is read; it implies no verdict."""

    __tablename__ = "ask_freeze"

    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    since: Mapped[datetime] = mapped_column()
    until: Mapped[datetime] = mapped_column()


def kind_of(event: Event) -> EventKind:
    """Return the kind of an event."""
    return _KINDS[type(event)]


def about(event: Event) -> str:
    """Return the thing that can have only one event of this kind: an introduction, a report or a member."""
    match event:
        case Useful():
            return f"introduction:{event.introduction}"
        case Upheld() | BadFaith() | Reversed() | SecondAgreed():
            return f"report:{event.report}"
        case _:
            return f"member:{event.member}"


def event_of(kind: EventKind, at: datetime, facts: dict[str, Any]) -> Event:
    """Return the event from a row's columns."""
    given = facts | ({"severity": Severity(facts["severity"])} if "severity" in facts else {})
    return _EVENTS[kind](at=at, **given)
