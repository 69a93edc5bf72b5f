"""The figures for everybody, as a page and as data."""

from dataclasses import asdict
from typing import Any

from flask import jsonify, render_template
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.config import settings
from intro_app.moderation import queries
from intro_app.moderation.queries import Figures
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.entry import public


@bp.get("/transparency")
@public
def transparency() -> Page:
    """What happened here until the end of last month."""
    return render_template("moderation/transparency.html", figures=queries.figures(now(), settings().time_zone))


@bp.get("/transparency.json")
@public
def transparency_data() -> Response:
    """The same for machines."""
    return jsonify(_plain(queries.figures(now(), settings().time_zone)))


def _plain(figures: Figures) -> dict[str, Any]:
    found = asdict(figures)
    return {
        "until": found["until"].isoformat(),
        "introductions": {name: found[name] for name in ("asked", "connected", "closed", "sold")},
        "reports": {str(grounds): outcomes for grounds, outcomes in found["reports"].items()},
        "median_days_to_a_decision": found["median_days"],
        "appeals": {"decided": found["appeals"], "overturned": found["overturned"]},
    }
