"""Calculates closing dates, which are fixed at sending so that nobody can read an answer from the time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from intro_app.config import Settings
from intro_app.introductions.states import Way

# What organisers can change on a page, so that each introduction keeps the values of its own sending.
KEPT = ("connector_days", "party_days", "connector_reminder_day", "party_reminder_day", "closing_hour")


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The site's time limits: days to decide, and the daily hour at which people are told of closings."""

    connector_days: int
    party_days: int
    connector_reminder_day: int
    party_reminder_day: int
    closing_hour: int
    zone: ZoneInfo

    @classmethod
    def of(cls, settings: Settings) -> "Clocks":
        """Return the clocks that the operator has configured."""
        return cls(
            connector_days=settings.connector_days,
            party_days=settings.party_days,
            connector_reminder_day=settings.connector_reminder_day,
            party_reminder_day=settings.party_reminder_day,
            closing_hour=settings.closing_hour,
            zone=settings.time_zone,
        )

    @classmethod
    def kept(cls, settings: Settings, sent_under: Mapping[str, int | None]) -> "Clocks":
        """Return the clocks under which an introduction was sent; they do not change on the way.

        `sent_under` has a value for each of KEPT, None where it was sent before that was stored.
        """
        kept: dict[str, Any] = {name: one for name, one in sent_under.items() if one is not None}
        return replace(cls.of(settings), **kept)

    def closing(
        self, way: Way, sent_at: datetime, spread_seconds: int, *, connector_agreed: bool = False
    ) -> datetime:
        """Return when the author reads that it did not come about, unless it did.

        A named ask closes on the connector's day if the connector never says yes, so that nobody can tell a
        pass from silence. A blind or offered ask always takes the longest time, so that nobody can tell
        whether anyone was asked.
        """
        return self._batch(sent_at, self._days(way, connector_agreed), spread_seconds)

    def next_batch(self, at: datetime, spread_seconds: int) -> datetime:
        """Return the first daily batch after this moment, for what ended after its own closing date."""
        today = self._batch(at, 0, spread_seconds)
        return today if today > at else self._batch(at, 1, spread_seconds)

    def latest_batch(self, at: datetime) -> datetime:
        """Return when the last daily batch began, which may be this very moment."""
        today = self._batch(at, 0, 0)
        return today if today <= at else self._batch(at, -1, 0)

    def times_for(self, *, connector: bool) -> tuple[timedelta, timedelta | None]:
        """Return how long this person may take to decide, and after what time they are reminded, if ever."""
        days = self.connector_days if connector else self.party_days
        reminder = self.connector_reminder_day if connector else self.party_reminder_day
        return timedelta(days=days), timedelta(days=reminder) if reminder else None

    def _days(self, way: Way, connector_agreed: bool) -> int:
        if way is Way.DIRECT:
            return self.party_days
        if way is Way.OFFERED:
            return 2 * self.party_days
        if way is Way.NAMED and not connector_agreed:
            return self.connector_days
        return self.connector_days + self.party_days

    def _batch(self, start: datetime, days: int, spread_seconds: int) -> datetime:
        day = start.astimezone(self.zone).date() + timedelta(days=days)
        opens = datetime.combine(day, time(self.closing_hour), tzinfo=self.zone)
        return opens.astimezone(start.tzinfo) + timedelta(seconds=spread_seconds)
