"""The page "my trust": the member's score, if there is one yet, and every line behind it; for nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request

from intro_app import plots
from intro_app.clock import now
from intro_app.config import settings
from intro_app.identity.session import current_member
from intro_app.trust import queries
from intro_app.trust.curve import Spot
from intro_app.trust.events import Severity
from intro_app.trust.policy import LINES, is_good, limit
from intro_app.trust.queries.page import FROM_THE_TOP, Place
from intro_app.web.incoming import number

bp = Blueprint("trust", __name__)

# About how many scores are listed as figures below the plot; the line is drawn from all of them.
_NAMED = 12


class Drawing(NamedTuple):
    """The plot of the score over time: the points of the line, its scale, its two ends, and some figures."""

    points: str
    levels: list[tuple[int, float]]
    begins: datetime
    ends: datetime
    named: Sequence[Spot]


@bp.get("/me/trust")
def my_trust() -> str:
    """Show the member their standing in words and as a score, their ledger, and their limits on asking."""
    at, member = now(), current_member()
    ledger = queries.own_ledger(member.id, at, _place(request.args.get("before", "")))
    return render_template(
        "trust/mine.html",
        ledger=ledger,
        limit=limit(queries.standing_of(member.id), at),
        usual=LINES,
        is_good=is_good(ledger.words),
        drawing=draw(ledger.curve),
        severities=tuple(Severity),
        first_letters_read=settings().first_asks_held,
        is_first="before" not in request.args,
    )


def draw(curve: Sequence[Spot]) -> Drawing | None:
    """Return the plot of a curve for an SVG; None if there are fewer than two points."""
    if len(curve) < 2:
        return None
    points = plots.line([spot.score for spot in curve], 100)
    levels = [(number, plots.level(number, 100)) for number in (100, 75, 50, 25, 0)]
    return Drawing(points, levels, curve[0].at, curve[-1].at, curve[:: max(1, len(curve) // _NAMED)])


def _place(words: str) -> Place:
    """Parse where a page of lines begins; return FROM_THE_TOP for anything malformed."""
    event, _dot, position = words.partition(".")
    line, place = number(event), number(position)
    return FROM_THE_TOP if line is None or place is None else (line, place)
