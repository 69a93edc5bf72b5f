"""The public figures, as a page with plots and as JSON."""

from typing import Any

from flask import jsonify, render_template
from werkzeug.wrappers import Response

from intro_app.clock import now
from intro_app.config import settings
from intro_app.moderation import queries
from intro_app.moderation.queries import Counted, Figures
from intro_app.moderation.views import drawing
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import public
from intro_app.web.revenue import revenue_until, spending_until


@bp.get("/transparency")
@public
def transparency() -> Page:
    """Show the figures up to the end of last month."""
    found = _figures()
    return render_template(
        "moderation/transparency.html",
        figures=found,
        drawing=drawing,
        income=revenue_until(found.before),
        spending=spending_until(found.before),
    )


@bp.get("/transparency.json")
@public
def transparency_data() -> Response:
    """Return the same figures as JSON."""
    return jsonify(_plain(_figures()))


def _figures() -> Figures:
    return queries.public_figures(now(), settings().time_zone)


def _plain(figures: Figures) -> dict[str, Any]:
    series = {"asked": figures.asked, "connected": figures.connected, "closed": figures.closed}
    return {
        "until": figures.until.isoformat(),
        "counted_in": "fives",
        "introductions": {name: counted.total for name, counted in series.items()} | {"sold": figures.sold},
        "introductions_by_month": _by_month(figures, series),
        "income": [
            {"source": one.source, "currency": one.currency, "amount": one.amount}
            for one in revenue_until(figures.before)
        ],
        "paid_by_gifts": [
            {"purpose": one.source, "currency": one.currency, "amount": one.amount}
            for one in spending_until(figures.before)
        ],
        "reports": {str(grounds): outcomes for grounds, outcomes in figures.reports.items()},
        "reports_by_outcome_at_least": drawing.outcomes_at_least(figures.reports),
        "median_days_to_a_decision": figures.days.get(50),
        "days_to_a_decision_by_percent": {str(percent): days for percent, days in figures.days.items()},
        "severe_verdicts": {
            "agreed_by_two": figures.agreed_by_two,
            "counted_as_moderate": figures.decided_by_one,
        },
        "appeals": {"decided": figures.appeals, "overturned": figures.overturned},
    }


def _by_month(figures: Figures, series: dict[str, Counted]) -> list[dict[str, Any]]:
    return [
        {"month": f"{month:%Y-%m}"} | {name: counted.months[place] for name, counted in series.items()}
        for place, month in enumerate(figures.months)
    ]
