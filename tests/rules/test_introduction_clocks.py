"""Closing dates depend on the way and day of sending, at the site's own hour, across clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.introductions.clocks import Clocks
from intro_app.introductions.states import Way

SIX_HOURS = 6 * 3600
DAYS = {Way.DIRECT: 10, Way.BLIND: 17, Way.OFFERED: 20}
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]).map(
    ZoneInfo
)
FIRST, LAST = datetime(2024, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 - Hypothesis puts the zone on itself
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
spreads = st.integers(0, SIX_HOURS)


def clocks(zone: str | ZoneInfo = "UTC") -> Clocks:
    """A site with the ordinary times, in this zone."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    return Clocks(
        connector_days=7,
        party_days=10,
        connector_reminder_day=4,
        party_reminder_day=0,
        closing_hour=9,
        zone=zone,
    )


@given(zones, moments, spreads, st.sampled_from(Way), st.booleans())
def test_a_closing_comes_in_the_batch_of_its_day(
    zone: ZoneInfo, sent: datetime, spread: int, way: Way, yes: bool
) -> None:
    closing = clocks(zone).closing(way, sent, spread, connector_agreed=yes)
    opens = (closing - timedelta(seconds=spread)).astimezone(zone)
    days = DAYS.get(way, 17 if yes else 7)
    assert (opens.hour, opens.minute, opens.second) == (9, 0, 0)
    assert (opens.date() - sent.astimezone(zone).date()).days == days


@given(zones, moments, spreads)
def test_only_a_named_ask_closes_otherwise_when_the_connector_agrees(
    zone: ZoneInfo, sent: datetime, spread: int
) -> None:
    for way in (Way.DIRECT, Way.BLIND, Way.OFFERED):
        dates = {clocks(zone).closing(way, sent, spread, connector_agreed=yes) for yes in (False, True)}
        assert len(dates) == 1
    short, long = (
        clocks(zone).closing(Way.NAMED, sent, spread, connector_agreed=yes) for yes in (False, True)
    )
    assert short < long == clocks(zone).closing(Way.BLIND, sent, spread)


@pytest.mark.parametrize(
    ("zone", "sent", "closes"),
    [
        (
            "Europe/Berlin",
            "2026-03-20T12:00+00:00",
            "2026-03-30T07:00+00:00",
        ),  # over the change to summer time
        ("Europe/Berlin", "2026-10-16T12:00+00:00", "2026-10-26T08:00+00:00"),  # and back
        ("Europe/Berlin", "2026-03-19T08:00+00:00", "2026-03-29T07:00+00:00"),  # on the very day
        ("America/New_York", "2026-02-27T15:00+00:00", "2026-03-09T13:00+00:00"),
        ("America/New_York", "2026-10-23T15:00+00:00", "2026-11-02T14:00+00:00"),
        (
            "America/New_York",
            "2026-05-05T03:30+00:00",
            "2026-05-14T13:00+00:00",
        ),  # still the day before, over there
    ],
)
def test_nine_is_nine_on_both_sides_of_a_change_of_the_clocks(zone: str, sent: str, closes: str) -> None:
    found = clocks(zone).closing(Way.DIRECT, datetime.fromisoformat(sent), 0)
    assert found == datetime.fromisoformat(closes)


@given(zones, moments, spreads)
def test_the_next_batch_is_later_and_at_most_a_day_and_an_hour_away(
    zone: ZoneInfo, at: datetime, spread: int
) -> None:
    coming = clocks(zone).next_batch(at, spread)
    assert at < coming <= at + timedelta(days=1, hours=1, seconds=spread)


def test_a_connector_and_a_party_have_their_own_time() -> None:
    assert clocks().times_for(connector=True) == (timedelta(days=7), timedelta(days=4))
    assert clocks().times_for(connector=False) == (timedelta(days=10), None)
