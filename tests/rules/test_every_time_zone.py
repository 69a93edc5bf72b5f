"""The clocks of every zone, for the next ten years, as a program has them that trusts the file alone."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from intro_app.text.vtimezone import changes, timezone_component

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
PARTS = 8


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_zone_is_true_for_ten_years(part: int) -> None:
    wrong = [name for name in ZONES[part::PARTS] if any(_faults(ZoneInfo(name)))]
    assert not wrong
    assert len(ZONES) > 400


def _faults(zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments at which a reader of the file has another hour than the clocks of the zone."""
    file = Calendar()
    file.add_component(timezone_component(zone, FROM, UNTIL))
    theirs = tzical(io.StringIO(file.to_ical().decode())).get(zone.key)
    for moment in _moments(zone):
        local = moment.astimezone(zone)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if not twice and local.replace(tzinfo=theirs).utcoffset() != local.utcoffset():
            yield moment


def _moments(zone: ZoneInfo) -> Iterator[datetime]:
    """Yield noon of every seventh day, and the hours around each change of the clocks."""
    moment = FROM + timedelta(days=2)
    while moment < UNTIL:
        yield moment
        moment += timedelta(days=7)
    for change in changes(zone, FROM + timedelta(days=2), UNTIL):
        yield from (change.at + timedelta(hours=hours) for hours in (-13, -3, 3, 13))
