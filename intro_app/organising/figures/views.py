"""The page of figures for organisers."""

from flask import render_template

from intro_app.clock import now
from intro_app.config import settings
from intro_app.moderation.queries import public_figures
from intro_app.moderation.views.drawing import month
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.figures.policy import SMALLEST_GROUP
from intro_app.organising.figures.queries import figures_of_groups
from intro_app.web.access import staff


@bp.get("/staff/figures")
@staff("caretaker")
def figures() -> Page:
    """Show what the last twelve full months brought, all together and by group."""
    return render_template(
        "organising/figures.html",
        figures=public_figures(now(), settings().time_zone),
        groups=figures_of_groups(),
        smallest=SMALLEST_GROUP,
        short_month=month,
    )
