"""Newcomers are on first pages as often as anyone: of the list, of what is walked, and of what is ranked."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from intro_app.people.policy import ROUND, draws, turn

KEY = "newcomers-newcomers-newcomers"
PEOPLE, NEW, PAGE, DAYS = 1_000, 100, 20, 2_000
Places = tuple[int, ...]
Page = Callable[[Places, date], list[int]]


@cache
def _order(places: Places) -> list[int]:
    return sorted(range(PEOPLE), key=places.__getitem__)


def _round(places: Places, begins: int) -> list[int]:
    """The people of a page that begins at a place on the wheel."""
    order = _order(places)
    first = bisect_left(order, begins, key=places.__getitem__)
    return [order[(first + one) % PEOPLE] for one in range(PAGE)]


def _listed(places: Places, day: date) -> list[int]:
    """Members who joined before today are drawn by their ids."""
    return _round(places, places[draws(day, KEY)[0] % PEOPLE])


def _walked(places: Places, day: date) -> list[int]:
    return _round(places, draws(day, KEY)[0])


def _ranked(places: Places, day: date) -> list[int]:
    """A fifth of all match, equally well."""
    found = range(0, PEOPLE, 5)
    return sorted(found, key=lambda one: turn(day.toordinal(), places[one], KEY))[:PAGE]


@pytest.mark.parametrize(("page", "days"), [(_listed, DAYS), (_walked, DAYS), (_ranked, DAYS // 2)])
def test_newcomers_have_their_share_of_first_pages(
    page: Page, days: int, record_property: Callable[[str, object], None]
) -> None:
    """The hundred who came last, of a thousand; 1.00 is what everybody has."""
    random = Random(2026)
    places = tuple(random.randrange(ROUND) for _each in range(PEOPLE))
    began = date(2026, 1, 1)
    shown = [one for passed in range(days) for one in page(places, began + timedelta(days=passed))]
    share = sum(one >= PEOPLE - NEW for one in shown) / len(shown) / (NEW / PEOPLE)
    record_property("share of first pages", round(share, 3))
    assert share == pytest.approx(1, abs=0.05)
