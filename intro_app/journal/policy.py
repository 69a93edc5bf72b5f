"""Pure rules of the journal: what a line is, how long lines are kept, and whether none is missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

# A backup that is older cannot be restored with everything that happened since.
KEPT_FOR = timedelta(days=400)

# Every line is filled up to a multiple of so many bytes, so that its length does not tell what it says.
STEP = 512


class JournalKind(StrEnum):
    """What a line is about; triggers write these words, so they must not change."""

    STOP = "stop"  # e-mail that somebody does not want
    BLOCK = "block"
    LEFT = "left"  # a member
    ENDED = "ended"  # an introduction that did not happen
    RELEASED = "released"  # one that did
    TAKEN_BACK = "taken_back"  # a yes
    POST = "post"  # one that was deleted
    SENT = "sent"  # an e-mail
    LINK = "link"  # to an ask
    GONE = "gone"  # a row that somebody deleted
    INVITATION = "invitation"  # one that was withdrawn, or refused
    REQUEST = "request"  # to join: answered, or taken back
    GROUP = "group"  # somebody who is no longer in one
    SUSPENSION = "suspension"
    FREEZE = "freeze"  # of somebody's new asks
    DECISION = "decision"  # of moderators, that took something down or stopped somebody


class Place(NamedTuple):
    """A line of a journal; where lines were lost, a journal of another name follows."""

    journal: str
    line: int


class Line(NamedTuple):
    """What one line says: the state that something had at `at`."""

    place: Place
    at: datetime
    kind: str
    key: str
    facts: Mapping[str, Any]


def moment_of(text: str | None) -> datetime | None:
    """Return the moment that a fact of a line names, or none."""
    return datetime.fromisoformat(text) if text else None


def filled(text: str) -> str:
    """Return the JSON text with spaces after it, up to the next step."""
    length = len(text.encode())
    return text + " " * (-length % STEP)


def is_old(day: date, today: date) -> bool:
    """Whether the lines of this day have been kept long enough."""
    return day + KEPT_FOR < today


def following(lines: Iterable[Line], place: Place) -> Sequence[Line] | None:
    """Return the lines after this place; None if the place itself or any line after it is missing."""
    found: list[Line] | None = None
    last = place.line
    for line in lines:
        if found is None:
            found = [] if line.place == place else None
        elif line.place.journal != place.journal or line.place.line > last + 1:
            return None
        elif line.place.line > last:
            found.append(line)
            last += 1
    return found


def continued(last: Place | None, mark: Place) -> Place | None:
    """Return the place after which to go on; None if lines were lost, so that another journal has to begin.

    `mark` is the place up to which everything was written for certain; a line more is no harm.
    """
    if last is None or (mark.journal and (last.journal != mark.journal or last.line < mark.line)):
        return None
    return last


def latest(lines: Iterable[Line]) -> list[Line]:
    """Return the last line about each thing, in order: every line says how it is, not what was done."""
    by_thing: dict[tuple[str, str], Line] = {}
    for line in lines:
        by_thing.pop((line.kind, line.key), None)
        by_thing[line.kind, line.key] = line
    return list(by_thing.values())
