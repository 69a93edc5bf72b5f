"""In which order people are found, and what their doors say: facts in, a decision out.

The order is a wheel. Everyone has one place on it, drawn at random when they join. Every day the walk begins
at another member, each as likely as any other, and passes everyone once; all readers of a day begin at the
same. Standing, popularity, title, age of the account and money are no facts here.
"""

import hmac
import re
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, Self

# Places on the wheel go from 0 to one below this.
ROUND = 2**62
# How often a day draws somebody to begin with. Many drawn are hidden; a site where one in ten is visible
# finds nobody on one day in a thousand, and then begins at a place without a person.
DRAWS = 64

_CURSOR = re.compile(r"(\d{1,19})-(\d{1,19})", re.ASCII)
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_\-]{22}")


class Says(StrEnum):
    """What the sign on a door says to whoever would ask directly."""

    CLOSED = "closed"
    PAUSED = "paused"
    FULL = "full"
    OPEN = "open"
    THROUGH = "through"


class Sign(Protocol):
    """The sign of the day, as one reader sees it."""

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


def said_by(sign: Sign, today: date, at: datetime) -> Says:
    """What a sign says, alike in the list of people and on the profile."""
    if sign.no_mail or not sign.takes_asks:
        return Says.CLOSED
    if sign.paused_until and sign.paused_until > today:
        return Says.PAUSED
    if sign.asks_full_until and sign.asks_full_until > at:
        return Says.FULL
    return Says.OPEN if sign.takes_direct_asks else Says.THROUGH


class Cursor(NamedTuple):
    """Where a walk round the wheel began, and the last place that it has passed."""

    start: int
    passed: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A cursor as a page wrote it into its link; None for anything else."""
        found = _CURSOR.fullmatch(text)
        if found is None or max(places := (int(found[1]), int(found[2]))) >= ROUND:
            return None
        return cls(*places)

    def written(self) -> str:
        """The cursor for a link to the next page."""
        return f"{self.start}-{self.passed}"

    def still_to_see(self) -> tuple[int, int]:
        """Behind which places the walk goes on: before the wheel's end, and from its beginning up to the start."""
        return (self.passed, -1) if self.passed >= self.start else (ROUND, self.passed)


def is_public_id(text: str) -> bool:
    """Whether a text could be the id of a page; what could not be one is not looked up."""
    return _PUBLIC_ID.fullmatch(text) is not None


def draws(day: date, key: str) -> list[int]:
    """The day's drawings, each an even number of chances for everyone; nobody without the key knows tomorrow's."""
    return [_draw(f"wheel/{day.isoformat()}/{turn}", key) for turn in range(DRAWS)]


def _draw(occasion: str, key: str) -> int:
    return int.from_bytes(hmac.digest(key.encode(), occasion.encode(), "sha256")[:8]) % ROUND
