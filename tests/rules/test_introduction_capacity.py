"""When somebody can be asked again: never in the past or beyond a budget, and sooner with fewer asks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intro_app.introductions.capacity import MAILBOX_BUDGET, MONTH, next_opening

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
moments = st.lists(
    st.integers(0, 45 * 24 * 60).map(lambda minutes: AT - timedelta(minutes=minutes)), max_size=12
)
numbers = st.integers(0, 20)
pauses = st.none() | st.dates(date(2026, 4, 1), date(2026, 8, 1))


def opening(
    asked: Sequence[datetime], number: int, mailbox: Sequence[datetime] = (), pause: date | None = None
) -> datetime:
    """The next opening of somebody who takes asks at all."""
    found = next_opening(asked, number, at=AT, mailbox=mailbox, paused_until=pause)
    assert found is not None
    return found


def within(asked: Sequence[datetime], span: timedelta, at: datetime) -> int:
    """How many of them lie in the span before a moment."""
    return sum(at - span < moment <= at for moment in asked)


@given(moments, moments, pauses)
def test_who_takes_none_has_no_opening(
    asked: list[datetime], mailbox: list[datetime], pause: date | None
) -> None:
    assert next_opening(asked, 0, at=AT, mailbox=mailbox, paused_until=pause) is None


@given(moments, st.integers(1, 20), moments, pauses)
def test_an_opening_is_never_in_the_past(
    asked: list[datetime], number: int, mailbox: list[datetime], pause: date | None
) -> None:
    assert opening(asked, number, mailbox, pause) >= AT


@given(moments, st.integers(1, 20), moments, pauses)
def test_at_its_opening_one_more_keeps_every_budget(
    asked: list[datetime], number: int, mailbox: list[datetime], pause: date | None
) -> None:
    opens = opening(asked, number, mailbox, pause)
    assert within(asked, MONTH, opens) < number
    for most, days in MAILBOX_BUDGET:
        assert within(mailbox, timedelta(days=days), opens) < most
    assert pause is None or opens.date() >= pause


@given(moments, st.integers(1, 20), moments)
def test_a_minute_before_its_opening_some_budget_was_spent(
    asked: list[datetime], number: int, mailbox: list[datetime]
) -> None:
    opens = opening(asked, number, mailbox)
    before = opens - timedelta(minutes=1)
    budgets = [(mailbox, most, timedelta(days=days)) for most, days in MAILBOX_BUDGET]
    if opens > AT:
        assert any(
            within(moments, span, before) >= most
            for moments, most, span in [(asked, number, MONTH), *budgets]
        )


@given(moments, st.integers(1, 19), moments)
def test_one_more_asked_is_never_sooner_and_one_more_taken_never_later(
    asked: list[datetime], number: int, mailbox: list[datetime]
) -> None:
    opens = opening(asked, number, mailbox)
    assert opening([*asked, AT], number, [*mailbox, AT]) >= opens
    assert opening(asked, number + 1, mailbox) <= opens


@given(moments, st.integers(1, 20), moments)
def test_the_order_of_asks_says_nothing(asked: list[datetime], number: int, mailbox: list[datetime]) -> None:
    assert opening(asked[::-1], number, mailbox[::-1]) == opening(asked, number, mailbox)


def test_a_pause_ends_on_the_morning_of_its_day() -> None:
    assert opening([], 4, pause=date(2026, 5, 10)) == datetime(2026, 5, 10, tzinfo=UTC)
    assert opening([], 4, pause=date(2026, 5, 1)) == AT


def test_the_third_of_a_day_and_the_fifth_of_a_week_wait() -> None:
    hours = [AT - timedelta(hours=hour) for hour in (20, 3)]
    assert opening(hours, 20, hours) == AT + timedelta(hours=4)
    days = [AT - timedelta(days=day) for day in (6, 5, 4, 3)]
    assert opening(days, 20, days) == AT + timedelta(days=1)
