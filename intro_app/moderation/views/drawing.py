"""The plots of the figures: where bars lie, and what stands beside them in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from intro_app import plots
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.queries import Counted, Figures
from intro_app.moderation.queries.transparency import KINDS
from intro_app.moderation.small_counts import SMALL, UNDER, Cell
from intro_app.web.formatting import reader
from intro_app.wording import N_

_WITHIN = {
    25: N_("A quarter of all decisions come within"),
    50: N_("Half of all decisions come within"),
    75: N_("Three quarters of all decisions come within"),
    90: N_("Nine in ten decisions come within"),
}
_OUTCOMES = {
    "upheld": N_("Upheld"),
    "not_upheld": N_("Not upheld"),
    "unclear": N_("Unclear"),
    "open": N_("Being read"),
}


class Columns(NamedTuple):
    """A plot of months: its bars, the numbers at its side from the top, what it says, its two ends."""

    bars: list[plots.Bar]
    ticks: list[int]
    says: str
    begins: str
    ends: str


class BarRow(NamedTuple):
    """A line of a list with bars: label, figure in words, and how long its bar is, or none where it is not told."""

    label: str
    words: str
    length: float | None


class Part(NamedTuple):
    """A part of a whole: label, figure in words, and where it lies; `piece` is none for what is too small to draw."""

    label: str
    words: str
    piece: plots.Piece | None


def month(day: date) -> str:
    """A month and its year, as short as the reader's language writes them: Oct 2026."""
    return format_skeleton("yMMM", day, locale=reader())


def columns(figures: Figures, counted: Counted) -> Columns:
    """One figure month by month; all of a page's are drawn to one scale."""
    ticks = plots.ticks(max(_told(cell) for one in figures.series for cell in one.months), finest=SMALL)
    bars = plots.bars([None if cell == UNDER else _told(cell) for cell in counted.months], ticks[-1])
    begins, ends = month(figures.months[0]), month(figures.months[-1])
    return Columns(bars, ticks[::-1], _says(figures.months, counted, begins, ends), begins, ends)


def _says(months: Sequence[date], counted: Counted, begins: str, ends: str) -> str:
    told = [_told(cell) for cell in counted.months]
    if not (most := max(told)):
        return _("Every month from %(begins)s to %(ends)s: under five.", begins=begins, ends=ends)
    when = month(months[told.index(most)])
    ends_and_most = {"begins": begins, "ends": ends, "most": format_decimal(most), "when": when}
    return _("%(begins)s to %(ends)s; the most was %(most)s, in %(when)s.", **ends_and_most)


def outcomes_at_least(reports: Mapping[Grounds, Mapping[str, Cell]]) -> dict[str, int]:
    """How many reports ended in each way, by what the table tells: sums of exact figures would tell more."""
    return {kind: sum(_told(outcomes[kind]) for outcomes in reports.values()) for kind in KINDS}


def outcomes(reports: Mapping[Grounds, Mapping[str, Cell]]) -> list[Part]:
    """How reports ended, as parts of all."""
    sums = outcomes_at_least(reports)
    pieces = plots.pieces([*sums.values()])
    return [
        Part(_(_OUTCOMES[kind]), _at_least(reports, kind, sums[kind]), pieces[place] if pieces else None)
        for place, kind in enumerate(sums)
    ]


def _at_least(reports: Mapping[Grounds, Mapping[str, Cell]], kind: str, number: int) -> str:
    if number:
        return _("at least %(number)s", number=format_decimal(number))
    return _("under five of each") if any(outcomes[kind] for outcomes in reports.values()) else _("none")


def decisions(days: Mapping[int, int]) -> list[BarRow]:
    """How long decisions take, the quickest first; without enough of them one line that says so."""
    if not days:
        return [BarRow(_(_WITHIN[50]), _("too few to say"), None)]
    top = max(1, *days.values())
    return [
        BarRow(_(_WITHIN[percent]), ngettext("%(num)s day", "%(num)s days", many), plots.length(many, top))
        for percent, many in days.items()
    ]


def _told(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
