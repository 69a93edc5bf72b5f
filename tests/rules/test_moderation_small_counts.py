"""Figures for everybody are right, add up, and give no small number away, also where several are compared."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.small_counts import UNDER, Cell, month_by_month, round_down, typical_days

MONTHS = st.lists(st.integers(0, 40), min_size=2, max_size=13)


@pytest.mark.parametrize(
    ("number", "shown"), [(0, 0), (1, "<5"), (4, "<5"), (5, 5), (9, 5), (10, 10), (120, 120)]
)
def test_figures_come_in_fives(number: int, shown: Cell) -> None:
    assert round_down(number) == shown


def test_what_is_left_over_counts_with_the_month_that_fills_the_five() -> None:
    assert month_by_month([0, 0, 3, 4, 6, 6, 17]) == [0, UNDER, UNDER, 5, UNDER, 10]


@given(MONTHS)
def test_the_months_add_up_to_the_figure(added: list[int]) -> None:
    totals = list(accumulate(added))
    told = sum(month for month in month_by_month([0, *totals]) if isinstance(month, int))
    assert round_down(totals[-1]) in {told, UNDER}


@given(MONTHS)
def test_a_month_is_never_further_than_four_from_the_truth(added: list[int]) -> None:
    for truth, told in zip(added, month_by_month([0, *accumulate(added)]), strict=True):
        assert abs(truth - told) < 5 if isinstance(told, int) else truth < 5


def test_no_small_number_can_be_worked_out_from_all_figures_of_two_months() -> None:
    """Even knowing that all connected or closed introductions were asked for leaves several counts."""
    seen = defaultdict(list)
    for truth in _truths(most=9):
        seen[_told(truth)].append(truth)
    for truths in seen.values():
        for place in range(6):
            possible = {totals[place] for totals in truths}
            assert possible == {0} or len(possible) > 1
        for place in range(3):
            possible = {totals[place + 3] - totals[place] for totals in truths}
            assert possible == {0} or len(possible) > 1


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([], {}),
        ([1.0] * 4, {}),
        ([1.0, 2.0, 2.6, 9.0, 30.0], {50: 3}),
        (list(map(float, range(1, 21))), {25: 5, 50: 10, 75: 15}),
        (list(map(float, range(1, 51))), {25: 13, 50: 26, 75: 38, 90: 45}),
    ],
)
def test_days_are_told_where_there_are_enough_to_hide_among(days: list[float], told: dict[int, int]) -> None:
    assert typical_days(days) == told


@given(st.lists(st.floats(0, 400), max_size=90))
def test_more_decisions_take_more_days(days: list[float]) -> None:
    assert list(typical_days(days).values()) == sorted(typical_days(days).values())


def _truths(most: int) -> Iterator[tuple[int, ...]]:
    """Asked, connected, closed, at the end of a month and of the next: all that can be."""
    once = [one for one in product(range(most + 1), repeat=3) if one[1] + one[2] <= one[0]]
    for before, after in product(once, repeat=2):
        if all(earlier <= later for earlier, later in zip(before, after, strict=True)):
            yield *before, *after


def _told(truth: tuple[int, ...]) -> tuple[Cell, ...]:
    """All that anybody can read: in the first month, and in the next."""
    months = [month_by_month([0, truth[place], truth[place + 3]]) for place in range(3)]
    return *map(round_down, truth), *(round_down for series in months for round_down in series)
