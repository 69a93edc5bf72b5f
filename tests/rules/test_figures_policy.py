"""What is stored of a count, and which month is over."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from intro_app.organising.figures.policy import bounds, last_month
from intro_app.small_counts import coarse, round_down

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("number", "stored"), [(0, 0), (1, 1), (4, 1), (5, 5), (9, 5), (12, 10)])
def test_only_fives_are_stored_and_some_is_told_from_none(number: int, stored: int) -> None:
    assert coarse(number) == stored
    assert round_down(stored) == round_down(number)


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 1, 15, tzinfo=UTC), date(2025, 12, 1)),
    ],
)
def test_a_month_is_over_when_it_is_in_the_zone_of_the_site(at: datetime, month: date) -> None:
    assert last_month(at, BERLIN) == month


def test_a_month_lasts_from_its_first_day_to_that_of_the_next() -> None:
    begins, ends = bounds(date(2026, 12, 1), BERLIN)
    assert (begins.isoformat(), ends.isoformat()) == (
        "2026-12-01T00:00:00+01:00",
        "2027-01-01T00:00:00+01:00",
    )
