"""The community's rules: clocks, seats, prices, and who may do what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.community.board import policy as board
from intro_app.community.circles.models import Joining
from intro_app.community.circles.policy import CirclePermissions
from intro_app.community.gatherings import policy as gatherings
from intro_app.community.gatherings.models import GatheringReply
from intro_app.community.preferences import policy as preferences
from intro_app.text.wall_clock import moment_of

BERLIN, SYDNEY, KOLKATA, NEW_YORK = map(
    ZoneInfo, ("Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "America/New_York")
)
ZONES = [
    BERLIN,
    SYDNEY,
    KOLKATA,
    NEW_YORK,
    ZoneInfo("Pacific/Chatham"),
    ZoneInfo("America/St_Johns"),
    ZoneInfo("UTC"),
]
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.integers(0, 23)


def test_a_time_in_a_zone_is_one_moment() -> None:
    assert moment_of(date(2026, 7, 1), time(18), BERLIN) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert moment_of(date(2026, 12, 1), time(18), BERLIN) == datetime(2026, 12, 1, 17, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_none() -> None:
    assert moment_of(date(2026, 3, 29), time(2, 30), BERLIN) is None
    assert moment_of(date(2026, 3, 8), time(2, 30), NEW_YORK) is None
    assert moment_of(date(2026, 3, 29), time(3), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_a_time_that_comes_twice_it_is_the_first() -> None:
    assert moment_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-05-04T12:00", "2026-05-04T12:00"),
        ("2026-05-04T20:59", "2026-05-04T20:59"),
        ("2026-05-04T21:00", "2026-05-05T08:00"),
        ("2026-05-04T23:59", "2026-05-05T08:00"),
        ("2026-05-05T00:00", "2026-05-05T08:00"),
        ("2026-05-05T07:59", "2026-05-05T08:00"),
        ("2026-05-05T08:00", "2026-05-05T08:00"),
        ("2026-03-28T22:00", "2026-03-29T08:00"),  # the night that is an hour short
        ("2026-10-24T22:00", "2026-10-25T08:00"),  # the night that is an hour long
    ],
)
def test_mail_waits_for_the_end_of_the_night(local: str, expected: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=BERLIN)
    waited = preferences.after_quiet_hours(at.astimezone(UTC), BERLIN, 21, 8)
    assert waited == datetime.fromisoformat(expected).replace(tzinfo=BERLIN)


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = datetime(2026, 5, 4, 12, 30, tzinfo=BERLIN)
    assert preferences.after_quiet_hours(noon, BERLIN, 12, 14) == datetime(2026, 5, 4, 14, tzinfo=BERLIN)


@given(MOMENTS, st.sampled_from(ZONES), HOURS, HOURS)
def test_mail_waits_less_than_a_day_and_never_goes_out_in_quiet_hours(
    at: datetime, zone: ZoneInfo, start: int, end: int
) -> None:
    waited = preferences.after_quiet_hours(at, zone, start, end)
    assert timedelta() <= waited - at <= timedelta(hours=25)
    assert preferences.after_quiet_hours(waited, zone, start, end) == waited
    if start == end:
        assert waited == at


@given(MOMENTS, st.sampled_from(ZONES))
def test_the_next_monday_morning_is_one(at: datetime, zone: ZoneInfo) -> None:
    morning = preferences.monday_morning_after(at, zone)
    assert morning > at
    assert morning - at <= timedelta(days=7, hours=1)
    assert (morning.astimezone(zone).weekday(), morning.astimezone(zone).time()) == (0, time(7))
    assert preferences.is_monday_morning(morning, zone)


def test_a_seat_is_given_while_there_is_one() -> None:
    assert gatherings.reply_to_yes(None, 10_000) is GatheringReply.GOING
    assert gatherings.reply_to_yes(3, 2) is GatheringReply.GOING
    assert gatherings.reply_to_yes(3, 3) is GatheringReply.WAITING
    assert gatherings.free_seats(3, 5) == 0


@pytest.mark.parametrize(
    "words", ["for 20 €", "€20 an hour", "$ 5", "50 EUR", "100 dollars", "CHF 80", "2k€", "₹500"]
)
def test_a_price_is_found(words: str) -> None:
    assert board.price_in(words)


@pytest.mark.parametrize(
    "words", ["20 years of organs", "a euro-rack", "room for 5", "pounding pavements", "in 1790"]
)
def test_other_numbers_are_no_prices(words: str) -> None:
    assert not board.price_in(words)


def test_membership_is_for_hosting_only() -> None:
    free = CirclePermissions(is_public=False, is_signed_in=True, joining=Joining.IN, is_host=True)
    assert (free.may_read, free.may_write, free.may_host) == (True, True, False)
    paid = CirclePermissions(
        is_public=False, is_signed_in=True, joining=Joining.IN, is_host=True, has_membership=True
    )
    assert (paid.may_read, paid.may_write, paid.may_host) == (True, True, True)


@pytest.mark.parametrize("joining", [None, *Joining])
def test_membership_alone_opens_no_circle(joining: Joining | None) -> None:
    reader = CirclePermissions(is_public=False, is_signed_in=True, joining=joining, has_membership=True)
    assert reader.may_read == reader.may_write == (joining is Joining.IN)
    assert reader.may_ask_to_join == (joining in {None, Joining.LEFT})


def test_a_visitor_reads_what_is_public() -> None:
    assert CirclePermissions(is_public=True).may_read
    assert not CirclePermissions(is_public=False).may_read
    assert not CirclePermissions(is_public=True).may_ask_to_join
