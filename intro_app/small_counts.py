"""Round public figures so that none can be traced to a person (ADR 16). Pure."""

from collections.abc import Sequence
from math import ceil
from statistics import median

SMALL = 5
UNDER = f"<{SMALL}"

Cell = int | str


def round_down(number: int) -> Cell:
    """Return 0, "<5", or the number rounded down to a multiple of five.

    A small figure could identify a person, and so could the difference between two exact ones: between this
    month's and the last one's, or between a total and its parts.
    """
    return UNDER if 0 < number < SMALL else number - number % SMALL


def coarse(number: int) -> int:
    """Return what is stored of a count: 0, 1 for "fewer than five", or the multiple of five below it."""
    return number if number == 0 else max(1, number - number % SMALL)


def month_by_month(totals: Sequence[int]) -> list[Cell]:
    """Return what each month adds to a public figure, given its exact totals at the start and each month-end.

    What a month has beyond a multiple of five counts with the month that completes the five. So the months
    add up to the figure and reveal no more than it does.
    """
    told = [total - total % SMALL for total in totals]
    return [
        _added(after - before, total)
        for before, after, total in zip(told, told[1:], totals[1:], strict=False)
    ]


def _added(fives: int, total: int) -> Cell:
    return fives or (UNDER if total else 0)


def typical_days(days: Sequence[float]) -> dict[int, int]:
    """Return within how many whole days 25, 50, 75 and 90 percent of these were, by percentage.

    The median needs at least five values; the others need five on either side.
    """
    ordered, many = sorted(days), len(days)
    found = {50: round(median(days))} if many >= SMALL else {}
    for percent in (25, 75, 90):
        if min(percent, 100 - percent) * many >= SMALL * 100:
            found[percent] = round(ordered[ceil(percent * many / 100) - 1])
    return dict(sorted(found.items()))
