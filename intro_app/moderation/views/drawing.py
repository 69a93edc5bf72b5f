"""The plots of the public figures, with their labels in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton
from flask_babel import format_decimal

from intro_app import plots
from intro_app.i18n import gettext as _
from intro_app.i18n import ngettext
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.queries import Counted, Figures
from intro_app.moderation.queries.transparency import KINDS
from intro_app.small_counts import SMALL, UNDER, Cell
from intro_app.web.formatting import reader
from intro_app.wording import N_

_WITHIN = {
    25: N_("A quarter of decisions within"),
    50: N_("Half of decisions within"),
    75: N_("Three quarters of decisions within"),
    90: N_("Nine in ten decisions within"),
}
_OUTCOMES = {
    "upheld": N_("Upheld"),
    "not_upheld": N_("Not upheld"),
    "unclear": N_("Unclear"),
    "open": N_("Under review"),
}


class Columns(NamedTuple):
    """A bar chart by month: its bars, its scale from the top, a summary in words, the labels of both ends."""

    bars: list[plots.Bar]
    ticks: list[int]
    says: str
    begins: str
    ends: str


class BarRow(NamedTuple):
    """A row with a bar: label, figure in words, and the bar's length, or None if it is not published."""

    label: str
    words: str
    length: float | None


class Part(NamedTuple):
    """A part of a whole: label, figure in words, and its piece of the plot, or None if too small to draw."""

    label: str
    words: str
    piece: plots.Piece | None


def month(day: date) -> str:
    """Format a month and year in the reader's language: Oct 2026."""
    return format_skeleton("yMMM", day, locale=reader())


def columns(figures: Figures, counted: Counted) -> Columns:
    """Return the chart of one figure by month; all charts of a page share one scale."""
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
    """Return the minimum number of reports by outcome; sums of exact figures would reveal too much."""
    return {kind: sum(_told(outcomes[kind]) for outcomes in reports.values()) for kind in KINDS}


def outcomes(reports: Mapping[Grounds, Mapping[str, Cell]]) -> list[Part]:
    """Return the outcomes of reports as parts of all."""
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
    """Return how long decisions take, the quickest first; a single row if there are too few to say."""
    if not days:
        return [BarRow(_(_WITHIN[50]), _("too few to say"), None)]
    top = max(1, *days.values())
    return [
        BarRow(_(_WITHIN[percent]), ngettext("%(num)s day", "%(num)s days", many), plots.length(many, top))
        for percent, many in days.items()
    ]


def _told(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
