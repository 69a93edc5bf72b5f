"""The wheel and who may see whom, decided without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intro_app.people.policy import DRAWS, ROUND, Cursor, FoundCursor, draws, is_public_id, turn

KEY = "k" * 32
places = st.integers(0, ROUND - 1)


@given(places, places)
def test_a_cursor_is_read_as_it_was_written(start: int, place: int) -> None:
    assert Cursor.read(Cursor(start, place).written()) == (start, place)


@given(st.text())
def test_anything_else_is_no_cursor(text: str) -> None:
    cursor = Cursor.read(text)
    assert cursor is None or cursor.start < ROUND


def test_numbers_beyond_the_wheel_are_no_cursor() -> None:
    assert Cursor.read(f"{ROUND}-1") is None
    assert Cursor.read(f"1-{ROUND}") is None
    assert Cursor.read("١-١") is None
    assert Cursor.read("1-2\n") is None


@given(st.sets(places, min_size=1, max_size=12), places, st.integers(1, 4))
def test_a_walk_meets_everyone_once_wherever_it_begins(on_the_wheel: set[int], start: int, page: int) -> None:
    met = sorted(on_the_wheel, key=lambda place: (place < start, place))[:page]
    while True:
        before_end, from_zero = Cursor(start, met[-1]).still_to_see()
        ahead = sorted(place for place in on_the_wheel if place > before_end)
        ahead += sorted(place for place in on_the_wheel if from_zero < place < start)
        if not ahead:
            break
        met += ahead[:page]
    assert sorted(met) == sorted(on_the_wheel)
    assert met == sorted(on_the_wheel, key=lambda place: (place < start, place))


def test_every_day_draws_anew_and_every_site_for_itself() -> None:
    days = [date(2026, 5, 4) + timedelta(days=passed) for passed in range(1000)]
    firsts = {draws(day, KEY)[0] for day in days}
    assert len(firsts) == len(days)
    assert draws(days[0], KEY) == draws(days[0], KEY)
    assert draws(days[0], KEY) != draws(days[0], "x" * 32)
    assert len(set(draws(days[0], KEY))) == DRAWS
    assert all(0 <= number < ROUND for number in draws(days[0], KEY))


def test_what_cannot_be_an_id_is_not_looked_up() -> None:
    assert is_public_id("A-z_0123456789abcdefgh")
    for text in ("", "short", "A" * 23, "A" * 21 + "\0", "A" * 21 + "é", "A" * 22 + "\n"):
        assert not is_public_id(text)


def test_among_equal_matches_everyone_is_as_often_first_as_anyone() -> None:
    """Sixty places on the wheel over 600 days: each is among the first twenty on about a third of them."""
    wheels, days = [number * ROUND // 60 + number % 7 for number in range(60)], 600
    first = dict.fromkeys(wheels, 0)
    for day in range(739_000, 739_000 + days):
        for wheel in sorted(wheels, key=lambda one, day=day: turn(day, one, KEY))[:20]:  # type: ignore[misc]  # a default is the day
            first[wheel] += 1
    spread = (days * (1 / 3) * (2 / 3)) ** 0.5
    assert max(abs(number - days / 3) for number in first.values()) < 4 * spread


def test_a_cursor_of_a_search_is_read_on_its_day_and_the_next() -> None:
    today = date(2026, 5, 4)
    cursor = FoundCursor(today.toordinal(), 32, 7)
    assert FoundCursor.read(cursor.written(), today) == cursor
    assert FoundCursor.read(cursor.written(), today + timedelta(days=1)) == cursor
    for other in (today + timedelta(days=2), today - timedelta(days=1)):
        assert FoundCursor.read(cursor.written(), other) is None
    assert FoundCursor.read("1-2", today) is None
