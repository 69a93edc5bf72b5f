"""How figures are made coarse before everybody reads them, so that none can be traced to a person (ADR 16). Pure."""

from collections.abc import Sequence
from math import ceil
from statistics import median

SMALL = 5
UNDER = f"<{SMALL}"

Cell = int | str


def round_down(number: int) -> Cell:
    """A figure for everybody to read: none, under five, or in full fives.

    A small one could point at a person, and so could the difference between two exact ones: between this
    month's and the last one's, or between a whole and its parts.
    """
    return UNDER if 0 < number < SMALL else number - number % SMALL


def month_by_month(totals: Sequence[int]) -> list[Cell]:
    """What each month adds to a figure that everybody reads, from its totals before, and at the end of, each month.

    What is left of a month below a full five counts with the month that fills it; so the months add up to
    the figure, and tell no more than it does.
    """
    told = [total - total % SMALL for total in totals]
    return [
        _added(after - before, total)
        for before, after, total in zip(told, told[1:], totals[1:], strict=False)
    ]


def _added(fives: int, total: int) -> Cell:
    return fives or (UNDER if total else 0)


def typical_days(days: Sequence[float]) -> dict[int, int]:
    """Within how many days a quarter, half, three quarters, and nine in ten of these were: percent to whole days.

    Half is told from five on; the others where there are five on either side of them.
    """
    ordered, many = sorted(days), len(days)
    found = {50: round(median(days))} if many >= SMALL else {}
    for percent in (25, 75, 90):
        if min(percent, 100 - percent) * many >= SMALL * 100:
            found[percent] = round(ordered[ceil(percent * many / 100) - 1])
    return dict(sorted(found.items()))
