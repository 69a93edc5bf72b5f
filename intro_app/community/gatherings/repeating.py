"""Pure rules of gatherings that repeat: their rule in the words of RFC 5545, and the days it gives."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr

from intro_app.errors import DomainError
from intro_app.wording import N_, Labelled

MOST_DATES = 52
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# No month has a fifth one of every weekday: whoever plans on the fifth means the last.
_LAST_FROM = 5


class Rhythm(Labelled):
    """How often a gathering repeats."""

    ONCE = "once", N_("It takes place once")
    WEEKLY = "weekly", N_("Every week")
    FORTNIGHTLY = "fortnightly", N_("Every two weeks")
    MONTHLY = "monthly", N_("Every month, on the same weekday")


class Reach(Labelled):
    """Which dates of a series a change or a cancellation is about."""

    ONE = "one", N_("Only this date")
    FOLLOWING = "following", N_("This date and all after it")


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """How a gathering repeats, and how often or until which day; one of the two is given."""

    rhythm: Rhythm
    times: int | None = None
    until: date | None = None

    def rule(self, first: date) -> str:
        """Return the rule for dates that begin on this day."""
        end = f"UNTIL={self.until:%Y%m%d}" if self.until else f"COUNT={self.times or 1}"
        return f"{_rhythm(self.rhythm, first)};{end}"


def days_of(rule: str, first: date) -> list[date]:
    """Return the days of a rule that begins with `first`. Raises DomainError unless 2 to MOST_DATES."""
    days = rrulestr(rule, dtstart=datetime.combine(first, time()))
    found = [day.date() for day in islice(days, MOST_DATES + 1)]
    if len(found) < 2:
        raise DomainError(N_("That makes only one date. Choose a later end, or let it take place once."))
    if len(found) > MOST_DATES:
        raise DomainError(N_("That makes more than %(most)s dates. Choose an earlier end."), most=MOST_DATES)
    return found


def rhythm_of(rule: str) -> Rhythm:
    """Return how often a rule repeats."""
    if "FREQ=MONTHLY" in rule:
        return Rhythm.MONTHLY
    return Rhythm.FORTNIGHTLY if "INTERVAL=2" in rule else Rhythm.WEEKLY


def place_in_month(day: date) -> int:
    """Return which of its weekday a day is in its month: 1 to 4, or -1 for the last."""
    place = (day.day - 1) // 7 + 1
    return -1 if place >= _LAST_FROM else place


def _rhythm(rhythm: Rhythm, first: date) -> str:
    if rhythm is Rhythm.MONTHLY:
        return f"FREQ=MONTHLY;BYDAY={place_in_month(first)}{_WEEKDAYS[first.weekday()]}"
    return "FREQ=WEEKLY;INTERVAL=2" if rhythm is Rhythm.FORTNIGHTLY else "FREQ=WEEKLY"
