"""Pure rules for the order of the directory, and for what the signs on doors say.

The order is a wheel. Every member has a position on it, drawn at random when they join. Every day the list
starts at another member, chosen with equal probability, and goes round once; all readers of a day start at
the same. Standing, popularity, title, age of the account and money have no influence.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol, Self, TypeVar

from intro_app.text.searching import Sought, is_found

# Positions on the wheel go from 0 to ROUND - 1.
ROUND = 2**62
# How many members are drawn to find one that is visible. On a site where one in ten is visible this fails on
# one day in a thousand; then the list starts at a position without a member.
DRAWS = 64

_CURSOR = re.compile(r"(\d{1,19})-(\d{1,19})", re.ASCII)
_FOUND_CURSOR = re.compile(r"(\d{1,7})\.(\d{1,6})\.(\d{1,19})", re.ASCII)
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_\-]{22}")


class Says(StrEnum):
    """What the sign on a door says to somebody who would ask directly."""

    CLOSED = "closed"
    PAUSED = "paused"
    FULL = "full"
    OPEN = "open"
    THROUGH = "through"


class Sign(Protocol):
    """The day's sign on a door, as one reader sees it."""

    @property
    def takes_direct_asks(self) -> bool: ...
    @property
    def takes_asks(self) -> bool: ...
    @property
    def no_mail(self) -> bool: ...
    @property
    def paused_until(self) -> date | None: ...
    @property
    def asks_full_until(self) -> datetime | None: ...


class FirstSteps(NamedTuple):
    """What a new member has done of the three things that make the site useful to them."""

    offers_help: bool
    door_chosen: bool
    named_somebody: bool
    is_known: bool

    @property
    def done(self) -> int:
        """How many of the three steps are done; naming somebody is enough, since their answer is theirs."""
        return self.offers_help + self.door_chosen + self.named_somebody


FIRST_STEPS = 3
# From how many people on a list can be searched by name.
MANY = 11


class Search(NamedTuple):
    """What was typed to search a list, and how many it found; `found` is None if nothing was typed.

    With `is_more`, there are more than that.
    """

    typed: str
    found: int | None
    is_more: bool = False


class Named(Protocol):
    """A row of a list of people."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def narrowed(rows: Sequence[Row], typed: str) -> tuple[Sequence[Row], Search | None]:
    """Return the people to list and the search as it stands; None if there are too few people for one.

    A slip of the finger is forgiven if nobody is found without; if nobody is found at all, everybody is
    listed.
    """
    if len(rows) < MANY:
        return rows, None
    exact = [row for row in rows if is_found(row.name, typed)]
    found = exact or [row for row in rows if is_found(row.name, typed, similar=True)]
    return found or rows, Search(typed, len(found) if typed else None)


def said_by(sign: Sign, today: date, at: datetime) -> Says:
    """Return what a sign says, in the list of people as on the profile."""
    if sign.no_mail or not sign.takes_asks:
        return Says.CLOSED
    if sign.paused_until and sign.paused_until > today:
        return Says.PAUSED
    if sign.asks_full_until and sign.asks_full_until > at:
        return Says.FULL
    return Says.OPEN if sign.takes_direct_asks else Says.THROUGH


class Cursor(NamedTuple):
    """The position where a walk round the wheel started, and the last one it has passed."""

    start: int
    passed: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Parse a cursor from a link; return None for anything malformed."""
        found = _CURSOR.fullmatch(text)
        if found is None or max(places := (int(found[1]), int(found[2]))) >= ROUND:
            return None
        return cls(*places)

    def written(self) -> str:
        """Return the cursor as text for a link to the next page."""
        return f"{self.start}-{self.passed}"

    def still_to_see(self) -> tuple[int, int]:
        """Return after which position to continue: up to the wheel's end, and from 0 up to `start`."""
        return (self.passed, -1) if self.passed >= self.start else (ROUND, self.passed)


def is_public_id(text: str) -> bool:
    """Whether a text has the form of a public id; anything else is not looked up."""
    return _PUBLIC_ID.fullmatch(text) is not None


def draws(day: date, key: str) -> list[int]:
    """Return the day's random draws, below ROUND, which nobody can predict without the key."""
    return [_draw(f"wheel/{day.isoformat()}/{turn}", key) for turn in range(DRAWS)]


def _draw(occasion: str, key: str) -> int:
    return int.from_bytes(hmac.digest(key.encode(), occasion.encode(), "sha256")[:8]) % ROUND


@dataclass(frozen=True, kw_only=True)
class WantedPeople:
    """Whom somebody looks for in the list of people: by words, and by what must hold besides.

    `group` is the public id of a group whose people are wanted, `purpose` one that they do not refuse,
    `choice` a field of the community by its id, and what they chose there.
    """

    words: Sought
    place: Sought
    languages: Sought
    group: str = ""
    purpose: str = ""
    takes_requests: bool = False
    choice: tuple[int, str] | None = None


class FoundCursor(NamedTuple):
    """Where a page of people found by words ended: how well the last one matched, and their turn that day."""

    day: int
    score: int
    turn: int

    @classmethod
    def read(cls, text: str, today: date) -> Self | None:
        """Parse a cursor from a link; None if it is malformed or neither of today nor yesterday."""
        found = _FOUND_CURSOR.fullmatch(text)
        if found is None or int(found[1]) not in {today.toordinal(), today.toordinal() - 1}:
            return None
        return cls(int(found[1]), int(found[2]), int(found[3]))

    def written(self) -> str:
        """Return the cursor as text for a link to the next page."""
        return f"{self.day}.{self.score}.{self.turn}"


def turn(day: int, wheel: int, key: str) -> int:
    """Return when somebody with this place on the wheel has their turn among equally good matches of a day.

    `day` is a day's ordinal. The turn is the same for all readers, and every day another one. A search
    asks this for hundreds, so only the day is drawn; shifts and odd factors then scatter the places
    (splitmix64), and no two places have the same turn.
    """
    place = wheel ^ _draw_of_turns(day, key)
    place = (place ^ place >> 30) * 0xBF58476D1CE4E5B9 % ROUND
    place = (place ^ place >> 27) * 0x94D049BB133111EB % ROUND
    return place ^ place >> 31


@lru_cache(maxsize=16)
def _draw_of_turns(day: int, key: str) -> int:
    return _draw(f"turn/{day}", key)
