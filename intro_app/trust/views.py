"""My trust: the number, if there is one yet, and every line that it is made of. For nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request

from intro_app import plots
from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.trust import queries
from intro_app.trust.curve import Spot
from intro_app.trust.limits import limit
from intro_app.trust.queries.page import FROM_THE_TOP, Place
from intro_app.web.incoming import number

bp = Blueprint("trust", __name__)

# As many scores as the figures below the plot name; the line is drawn from all of them.
_NAMED = 12


class Drawing(NamedTuple):
    """The score over time as points of a line, the levels at its side, its two ends, and some of it in figures."""

    points: str
    levels: list[tuple[int, float]]
    begins: datetime
    ends: datetime
    named: Sequence[Spot]


@bp.get("/me/trust")
def my_trust() -> str:
    """My standing in words and number, my ledger line by line, what it means for what I may do."""
    at, member = now(), current_member()
    ledger = queries.own_ledger(member.id, at, _place(request.args.get("before", "")))
    return render_template(
        "trust/mine.html",
        ledger=ledger,
        limit=limit(queries.standing_of(member.id), at),
        drawing=draw(ledger.curve),
        is_first="before" not in request.args,
    )


def draw(curve: Sequence[Spot]) -> Drawing | None:
    """The line of a curve, for an SVG without any style of its own; None when there is no line to draw."""
    if len(curve) < 2:
        return None
    points = plots.line([spot.score for spot in curve], 100)
    levels = [(number, plots.level(number, 100)) for number in (100, 75, 50, 25, 0)]
    return Drawing(points, levels, curve[0].at, curve[-1].at, curve[:: max(1, len(curve) // _NAMED)])


def _place(words: str) -> Place:
    """Where a page of lines begins; anything that is no such place is the top."""
    event, _dot, position = words.partition(".")
    line, place = number(event), number(position)
    return FROM_THE_TOP if line is None or place is None else (line, place)
