"""Two people whom somebody invited and answers for pause their inviting, one never does."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intro_app.trust.policy import INVITING_PAUSED_FOR, inviting_paused
from tests.support.trust.ledgers import BEGIN, DAY

moments = st.integers(0, 3000).map(lambda number: BEGIN + number * DAY)
YEAR = timedelta(days=365)


@given(moments, moments)
def test_one_person_never_pauses_inviting(reported: datetime, at: datetime) -> None:
    assert inviting_paused([reported], at) is None
    assert inviting_paused([], at) is None


@given(moments, st.integers(0, 1000), st.integers(0, 1000))
def test_two_within_a_year_pause_it_for_a_year_from_the_second(
    first: datetime, apart: int, later: int
) -> None:
    second = first + apart * DAY
    at = second + later * DAY
    is_paused = apart <= 365 and later < 365
    assert inviting_paused([first, second], at) == (second + YEAR if is_paused else None)


@given(st.lists(moments, max_size=6), moments, moments)
def test_more_of_them_never_shorten_a_pause_and_their_order_is_free(
    reported: list[datetime], one_more: datetime, at: datetime
) -> None:
    before, after = inviting_paused(reported, at), inviting_paused([one_more, *reported], at)
    assert after == inviting_paused(sorted([one_more, *reported], reverse=True), at)
    assert before is None or (after is not None and after >= before)


@given(st.lists(moments, max_size=6), moments)
def test_it_ends_by_itself(reported: list[datetime], at: datetime) -> None:
    until = inviting_paused(reported, at)
    assert until is None or at < until <= max(reported) + INVITING_PAUSED_FOR
    assert until is None or inviting_paused(reported, until) is None
