"""Where lines and bars lie: inside their box, in proportion, and silent about what is not told."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app import plots
from intro_app.plots import HEIGHT, WIDTH


@pytest.mark.parametrize(
    ("largest", "found"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (10, [0, 5, 10]),
        (35, [0, 10, 20, 30, 40]),
        (100, [0, 50, 100]),
        (1201, [0, 500, 1000, 1500]),
    ],
)
def test_ticks_are_round_numbers(largest: int, found: list[int]) -> None:
    assert plots.ticks(largest) == found


def test_what_is_counted_in_fives_has_no_finer_ticks() -> None:
    assert plots.ticks(5, finest=5) == [0, 5]
    assert plots.ticks(0, finest=5) == [0, 5]
    assert plots.ticks(15, finest=5) == [0, 5, 10, 15]


@given(st.integers(0, 10**9))
def test_ticks_reach_the_largest_and_are_few(largest: int) -> None:
    found = plots.ticks(largest)
    assert found[0] == 0
    assert found[-1] >= largest
    assert 2 <= len(found) <= 5
    assert len({b - a for a, b in pairwise(found)}) == 1


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=36))
def test_bars_stay_in_the_box_in_their_order(numbers: list[int | None]) -> None:
    drawn = plots.bars(numbers, plots.ticks(max((number or 0 for number in numbers), default=0))[-1])
    assert [bar.x for bar in drawn] == sorted(bar.x for bar in drawn)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.2 for bar in drawn)
    assert all(bar.y >= 0 and bar.y + bar.height == pytest.approx(HEIGHT, abs=0.2) for bar in drawn)


def test_a_bar_is_as_high_as_its_number() -> None:
    half, whole, none = plots.bars([5, 10, 0], 10)
    assert (half.height, whole.height, none.height) == (HEIGHT / 2, HEIGHT, 0)


@given(st.integers(1, 10**6))
def test_what_is_not_told_looks_the_same_on_every_scale(top: int) -> None:
    (untold,) = plots.bars([None], top)
    assert not untold.is_told
    assert untold == plots.bars([None], 1)[0]


def test_nothing_and_one_are_drawn_as_well() -> None:
    assert plots.bars([], 1) == []
    assert plots.pieces([]) == plots.pieces([0, 0]) == []
    assert plots.pieces([7]) == [plots.Piece(0, WIDTH, 1)]
    assert plots.line([50], 100) == "0.0,80.0"
    assert plots.line([], 100) == ""


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_pieces_fill_the_width_and_add_up(numbers: list[int]) -> None:
    drawn = plots.pieces(numbers)
    assert sum(piece.share for piece in drawn) == pytest.approx(1)
    assert drawn[0].x == 0
    assert drawn[-1].x + drawn[-1].width == pytest.approx(WIDTH, abs=0.2)


def test_a_line_goes_from_side_to_side_and_up_for_more() -> None:
    assert plots.line([0, 50, 100], 100) == "0.0,160.0 300.0,80.0 600.0,0.0"


def test_lengths_and_levels_are_in_proportion() -> None:
    assert (plots.length(0, 8), plots.length(6, 8), plots.length(8, 8)) == (0, 450, WIDTH)
    assert (plots.level(0, 8), plots.level(6, 8), plots.level(8, 8)) == (HEIGHT, 40, 0)
