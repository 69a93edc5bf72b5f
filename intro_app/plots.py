"""Compute the coordinates of lines and bars in a plot from numbers; templates draw them. Pure."""

from collections.abc import Iterator, Sequence
from itertools import count
from math import ceil
from typing import NamedTuple

WIDTH, HEIGHT = 600, 160

# The height of a bar for a figure that is not published, as a share of HEIGHT.
_UNTOLD = 0.08
_GAP = 0.25  # as a share of the width available for each bar
_WIDEST = WIDTH / 8


class Bar(NamedTuple):
    """One bar; `is_told` is false if the figure is not published and the height means nothing."""

    x: float
    y: float
    width: float
    height: float
    is_told: bool = True


class Piece(NamedTuple):
    """One part of a whole along WIDTH, with its share from 0 to 1."""

    x: float
    width: float
    share: float


def ticks(largest: float, *, finest: int = 1, at_most: int = 4) -> list[int]:
    """Return round numbers from 0 to `largest` or just above, in `at_most` steps of `finest` or more."""
    step = next(step for step in _steps() if step >= finest and largest <= step * at_most)
    return [step * number for number in range(max(1, ceil(largest / step)) + 1)]


def _steps() -> Iterator[int]:
    for unit in (10**zeros for zeros in count()):
        yield from (unit, 2 * unit, 5 * unit)


def bars(numbers: Sequence[int | None], top: float) -> list[Bar]:
    """Return vertical bars spaced evenly over WIDTH; None is an unpublished number, zero has no height."""
    room = WIDTH / max(len(numbers), 1)
    return [_bar(number, top, place * room, room) for place, number in enumerate(numbers)]


def _bar(number: int | None, top: float, x: float, room: float) -> Bar:
    height = HEIGHT * (_UNTOLD if number is None else number / top)
    width = min(room * (1 - _GAP), _WIDEST)
    left = x + (room - width) / 2
    return Bar(
        round(left, 1), round(HEIGHT - height, 1), round(width, 1), round(height, 1), number is not None
    )


def pieces(numbers: Sequence[int]) -> list[Piece]:
    """Return the parts of a whole side by side over WIDTH; empty if the sum is zero."""
    whole = sum(numbers)
    if not whole:
        return []
    begins = [sum(numbers[:place]) for place in range(len(numbers))]
    return [
        Piece(round(WIDTH * begin / whole, 1), round(WIDTH * number / whole, 1), number / whole)
        for begin, number in zip(begins, numbers, strict=True)
    ]


def length(number: float, top: float) -> float:
    """Return how far along WIDTH a number reaches, where `top` fills it."""
    return round(WIDTH * number / top, 1)


def level(number: float, top: float) -> float:
    """Return the vertical position of a number, from 0 at `top` to HEIGHT at zero."""
    return round(HEIGHT * (1 - number / top), 1)


def line(numbers: Sequence[float], top: float) -> str:
    """Return the points of a line through the numbers, evenly spaced over WIDTH, in SVG syntax."""
    step = WIDTH / max(len(numbers) - 1, 1)
    return " ".join(f"{place * step:.1f},{level(number, top):.1f}" for place, number in enumerate(numbers))
