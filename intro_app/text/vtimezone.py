"""Writes VTIMEZONE components that hold every change of a zone's clocks in a span of time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# No zone changes its clocks twice within this time. The shortest known span is Morocco's, about a month.
_STEP = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class Change(NamedTuple):
    """A change of a zone's clocks: the moment in UTC, and the UTC offset before it."""

    at: datetime
    offset_before: timedelta


def timezone_component(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Return the VTIMEZONE of a zone (RFC 5545 3.6.5) from `first` to `last`, one observance for each change.

    icalendar's own search misses changes that last less than two months, such as Morocco's during Ramadan.
    """
    component = Timezone()
    component.add("TZID", zone.key)
    begins = first.astimezone(UTC).replace(microsecond=0)
    component.add_component(_observance(zone, Change(begins, _offset(zone, begins))))
    for change in changes(zone, begins, last):
        component.add_component(_observance(zone, change))
    return component


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Change]:
    """Yield every change of the clocks after `first` and until `last`, earliest first."""
    before = first.astimezone(UTC)
    while before < last:
        after = before + _STEP
        if _offset(zone, before) != _offset(zone, after):
            yield Change(_moment_of_change(zone, before, after), _offset(zone, before))
        before = after


def _moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second of the new offset, found by bisection between the two moments."""
    offset_before = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == offset_before else (before, middle)
    return after


def _observance(zone: ZoneInfo, change: Change) -> TimezoneStandard | TimezoneDaylight:
    local = change.at.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.DTSTART = (change.at + change.offset_before).replace(tzinfo=None)
    part.TZOFFSETFROM, part.TZOFFSETTO = change.offset_before, _offset(zone, change.at)
    part.add("TZNAME", local.tzname() or zone.key)
    return part


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
