"""The days of a gathering that repeats, and what a calendar is told of its text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.community.gatherings.policy import map_link
from intro_app.community.gatherings.repeating import (
    MOST_DATES,
    Repetition,
    Rhythm,
    days_of,
    place_in_month,
    rhythm_of,
)
from intro_app.errors import DomainError
from intro_app.text.unmarked import as_plain

TUESDAY = date(2027, 5, 11)  # the second of its month
DAYS = st.dates(date(2026, 1, 1), date(2036, 12, 31))


def _days(rhythm: Rhythm, first: date = TUESDAY, *, times: int = 5) -> list[date]:
    return days_of(Repetition(rhythm=rhythm, times=times).rule(first), first)


def test_every_week_is_seven_days_later_and_every_two_weeks_fourteen() -> None:
    assert _days(Rhythm.WEEKLY) == [TUESDAY + timedelta(days=7 * number) for number in range(5)]
    assert _days(Rhythm.FORTNIGHTLY) == [TUESDAY + timedelta(days=14 * number) for number in range(5)]


def test_a_second_tuesday_stays_a_second_tuesday() -> None:
    assert _days(Rhythm.MONTHLY) == [
        date(2027, 5, 11),
        date(2027, 6, 8),
        date(2027, 7, 13),
        date(2027, 8, 10),
        date(2027, 9, 14),
    ]


def test_a_fifth_weekday_is_the_last_of_each_month() -> None:
    days = _days(Rhythm.MONTHLY, date(2027, 5, 31), times=3)
    assert days == [date(2027, 5, 31), date(2027, 6, 28), date(2027, 7, 26)]


def test_the_last_day_itself_counts() -> None:
    rule = Repetition(rhythm=Rhythm.WEEKLY, until=TUESDAY + timedelta(days=14)).rule(TUESDAY)
    assert days_of(rule, TUESDAY)[-1] == TUESDAY + timedelta(days=14)


@pytest.mark.parametrize("until", [TUESDAY - timedelta(days=1), TUESDAY, TUESDAY + timedelta(days=6)])
def test_one_date_is_no_repetition(until: date) -> None:
    with pytest.raises(DomainError, match="only one date"):
        days_of(Repetition(rhythm=Rhythm.WEEKLY, until=until).rule(TUESDAY), TUESDAY)


def test_nobody_makes_more_than_fifty_two_dates() -> None:
    assert len(_days(Rhythm.WEEKLY, times=MOST_DATES)) == MOST_DATES
    with pytest.raises(DomainError, match="more than"):
        days_of(Repetition(rhythm=Rhythm.WEEKLY, until=date(2040, 1, 1)).rule(TUESDAY), TUESDAY)


@given(DAYS, st.sampled_from([Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY]), st.integers(2, 52))
def test_dates_keep_their_weekday_and_their_place_and_begin_with_the_first(
    first: date, rhythm: Rhythm, times: int
) -> None:
    days = _days(rhythm, first, times=times)
    assert (days[0], len(days)) == (first, times)
    assert {day.weekday() for day in days} == {first.weekday()}
    assert days == sorted(set(days))
    assert rhythm_of(Repetition(rhythm=rhythm, times=times).rule(first)) is rhythm
    if rhythm is Rhythm.MONTHLY and place_in_month(first) > 0:
        assert {(day.day - 1) // 7 for day in days} == {(first.day - 1) // 7}


MARKDOWN = """# *Bring* this

A **pipe**, see [the page](https://example.net/x) and https://example.org

- [ ] one
  - two

1. first

| a | b |
|---|---|
| 1 | 2 |

> quoted
"""
PLAIN = """Bring this

A pipe, see the page (https://example.net/x) and https://example.org

- [ ] one
  - two

1. first

a | b
1 | 2

> quoted"""


def test_markdown_is_plain_text_in_a_calendar() -> None:
    assert as_plain(MARKDOWN) == PLAIN
    assert as_plain("") == ""
    assert as_plain("2 * 3 * 4, 5 < 6 & `x_y`\nnext line") == "2 * 3 * 4, 5 < 6 & x_y\nnext line"


def test_what_is_quoted_never_reads_as_words_of_ones_own() -> None:
    quoting = "Hello **you**\n\n> Carol said *this*\n> and that\n>\n> > deeper\n\nMy words\n\n- > in a list"
    assert as_plain(quoting) == (
        "Hello you\n\n> Carol said this\n> and that\n\n> > deeper\n\nMy words\n\n- > in a list"
    )


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_become_plain(words: str) -> None:
    as_plain(words)


def test_a_place_is_searched_for_as_it_was_written() -> None:
    link = map_link("Café “Zur Post” & Söhne, 1/2 <b>")
    assert link.startswith("https://www.openstreetmap.org/search?query=Caf%C3%A9+")
    assert not set("<>\" &'") & set(link.partition("query=")[2])
    assert not map_link("")
