"""My trust: the number, if there is one yet, and every line that it is made of. For nobody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request

from intro_app.accounts.session import current_member
from intro_app.clock import now
from intro_app.trust import queries
from intro_app.trust.curve import Spot
from intro_app.trust.limits import limit
from intro_app.trust.queries.page import FROM_THE_TOP, Place

bp = Blueprint("trust", __name__)

WIDTH, HEIGHT = 600, 160


class Drawing(NamedTuple):
    """The score over time as points of a line in a box of WIDTH and HEIGHT, and its two ends."""

    points: str
    begins: datetime
    ends: datetime


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
    """The line of a curve, for an SVG without any style of its own; None when there is nothing to draw."""
    if not curve:
        return None
    spots = ((number * WIDTH / (len(curve) - 1), HEIGHT * (1 - spot.score / 100)) for number, spot in enumerate(curve))
    return Drawing(" ".join(f"{x:.1f},{y:.1f}" for x, y in spots), curve[0].at, curve[-1].at)


def _place(words: str) -> Place:
    """Where a page of lines begins; anything that is no such place is the top."""
    event, _dot, position = words.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in (event, position)):
        return FROM_THE_TOP
    return int(event), int(position)
