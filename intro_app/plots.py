"""Where the lines and bars of a plot lie: numbers in, places in a box out. Pure; templates draw."""

from collections.abc import Iterator, Sequence
from itertools import count
from math import ceil
from typing import NamedTuple

WIDTH, HEIGHT = 600, 160

# Of the height: a figure that is not told has this bar, whatever it is.
_UNTOLD = 0.08
_GAP = 0.25  # of the room that each bar has
_WIDEST = WIDTH / 8


class Bar(NamedTuple):
    """One bar in the box; `is_told` is whether its length means anything."""

    x: float
    y: float
    width: float
    height: float
    is_told: bool = True


class Piece(NamedTuple):
    """One part of a whole, along the width of the box, and its share of it, from 0 to 1."""

    x: float
    width: float
    share: float


def ticks(largest: float, *, finest: int = 1, at_most: int = 4) -> list[int]:
    """Round numbers from 0 up to the largest or just above it, in few even steps that are no finer than this."""
    step = next(step for step in _steps() if step >= finest and largest <= step * at_most)
    return [step * number for number in range(max(1, ceil(largest / step)) + 1)]


def _steps() -> Iterator[int]:
    for unit in (10**zeros for zeros in count()):
        yield from (unit, 2 * unit, 5 * unit)


def bars(numbers: Sequence[int | None], top: float) -> list[Bar]:
    """Upright bars, evenly spaced over the width; None is a number that is not told, and zero has no height."""
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
    """Parts of one whole, one after another over the width; nothing when there is no whole."""
    whole = sum(numbers)
    if not whole:
        return []
    begins = [sum(numbers[:place]) for place in range(len(numbers))]
    return [
        Piece(round(WIDTH * begin / whole, 1), round(WIDTH * number / whole, 1), number / whole)
        for begin, number in zip(begins, numbers, strict=True)
    ]


def length(number: float, top: float) -> float:
    """How far along the box a number reaches, when the whole width is this one."""
    return round(WIDTH * number / top, 1)


def level(number: float, top: float) -> float:
    """How far down the box a number lies, when the top of the box is this one."""
    return round(HEIGHT * (1 - number / top), 1)


def line(numbers: Sequence[float], top: float) -> str:
    """A line through numbers at even steps, from one side of the box to the other, as SVG writes points."""
    step = WIDTH / max(len(numbers) - 1, 1)
    return " ".join(f"{place * step:.1f},{level(number, top):.1f}" for place, number in enumerate(numbers))
