"""Read the ledger: recorded events, and each member's lines."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select

from intro_app.db import db
from intro_app.trust.events import Event, LedgerEntry
from intro_app.trust.models import EventKind, TrustEvent, TrustLine, event_of

# How many rows of a long ledger are fetched at once.
BATCH = 10_000

EVENT = (TrustEvent.id, TrustEvent.kind, TrustEvent.at, TrustEvent.facts)
TOLD = (
    TrustLine.member_id,
    TrustLine.why,
    TrustLine.good,
    TrustLine.harm,
    TrustLine.other_id,
    TrustLine.voice,
    TrustLine.earlier,
)
_LINES = select(*TOLD).where(TrustLine.event_id == bindparam("event")).order_by(TrustLine.position)
_CHAPTERS = (
    select(*EVENT, *TOLD)
    .join(TrustLine, TrustLine.event_id == TrustEvent.id)
    .where(TrustLine.member_id == bindparam("member"))
    .order_by(TrustEvent.id, TrustLine.position)
)
_ABOUT = select(*EVENT).where(TrustEvent.about == bindparam("about")).order_by(TrustEvent.id)


class Recorded(NamedTuple):
    """An event with its id in the ledger."""

    id: int
    event: Event


class OwnChapter(NamedTuple):
    """The id of an event, and the lines that one member has from it."""

    id: int
    lines: list[LedgerEntry]


def recorded_about(about: str) -> dict[EventKind, Recorded]:
    """Return the events about an introduction, a report or a member, by kind."""
    rows = db.session.execute(_ABOUT, {"about": about})
    return {row.kind: Recorded(row.id, event_of(row.kind, row.at, row.facts)) for row in rows}


def lines_from(event_id: int) -> list[LedgerEntry]:
    """Return everybody's lines from one event."""
    return [LedgerEntry(*row) for row in db.session.execute(_LINES, {"event": event_id})]


def chapters_of(member_id: int) -> dict[Event, OwnChapter]:
    """Return all events from which a member has lines, with these lines."""
    chapters: dict[Event, OwnChapter] = {}
    for row in db.session.execute(_CHAPTERS, {"member": member_id}):
        event = event_of(row.kind, row.at, row.facts)
        chapters.setdefault(event, OwnChapter(row.id, [])).lines.append(_told(row))
    return chapters


def whole_ledger() -> Iterator[Recorded]:
    """Return every event, in the order in which they were appended."""
    rows = db.session.execute(select(*EVENT).order_by(TrustEvent.id), execution_options={"yield_per": BATCH})
    return (Recorded(row.id, event_of(row.kind, row.at, row.facts)) for row in rows)


def in_time(until: datetime) -> Iterator[Event]:
    """Yield every event up to a moment by its time; those of the same instant in any order."""
    found = select(*EVENT).where(TrustEvent.at <= until).order_by(TrustEvent.at)
    rows = db.session.execute(found, execution_options={"yield_per": BATCH})
    return (event_of(row.kind, row.at, row.facts) for row in rows)


def reversed_reports(until: datetime) -> set[int]:
    """Return the numbers of all reports reversed up to a moment."""
    reversals = select(*EVENT).where(TrustEvent.kind == EventKind.REVERSED, TrustEvent.at <= until)
    return {row.facts["report"] for row in db.session.execute(reversals)}


def _told(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(*row[len(EVENT) :])
