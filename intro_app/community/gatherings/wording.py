"""How often a gathering repeats, in the words of whoever reads them."""

from dataclasses import dataclass
from datetime import date

from flask_babel import format_date

from intro_app.community.gatherings import queries
from intro_app.community.gatherings.models import Gathering
from intro_app.community.gatherings.repeating import Rhythm, days_of, place_in_month, rhythm_of
from intro_app.i18n import gettext as _


@dataclass(frozen=True)
class Repeats:
    """The rule of a series and its first day; as text it is in the language that holds at that moment."""

    rule: str
    first: date

    @property
    def number(self) -> int:
        """How many dates there are."""
        return len(days_of(self.rule, self.first))

    def __str__(self) -> str:
        weekday = format_date(self.first, "EEEE")
        rhythm = rhythm_of(self.rule)
        if rhythm is Rhythm.WEEKLY:
            return _("Every %(weekday)s", weekday=weekday)
        if rhythm is Rhythm.FORTNIGHTLY:
            return _("Every two weeks on %(weekday)s", weekday=weekday)
        return self._in_month(weekday)

    def _in_month(self, weekday: str) -> str:
        sentences = {
            1: _("On the first %(weekday)s of each month", weekday=weekday),
            2: _("On the second %(weekday)s of each month", weekday=weekday),
            3: _("On the third %(weekday)s of each month", weekday=weekday),
            4: _("On the fourth %(weekday)s of each month", weekday=weekday),
        }
        last = _("On the last %(weekday)s of each month", weekday=weekday)
        return sentences.get(place_in_month(self.first), last)


def repeats(gathering: Gathering) -> Repeats | None:
    """Return how a gathering repeats; None if it doesn't, or not regularly any more."""
    if gathering.series is None:
        return None
    first = queries.first_day_as_planned(gathering.series.id)
    return Repeats(gathering.series.rule, first) if first else None
