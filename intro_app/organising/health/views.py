"""The page on how the site is."""

from flask import render_template

from intro_app.clock import now
from intro_app.organising.blueprint import Page, bp
from intro_app.organising.health.policy import findings
from intro_app.organising.health.queries import health_facts
from intro_app.web.access import rights_of_reader, staff


@bp.get("/staff/health")
@staff("caretaker")
def health() -> Page:
    """Show what is wrong, what to do and whom to tell, and what is well."""
    at = now()
    facts = health_facts(at)
    found = findings(facts, at)
    return render_template(
        "organising/health.html",
        ill=[one for one in found if one.is_wrong],
        fine=[one for one in found if not one.is_wrong],
        facts=facts,
        rights=rights_of_reader(),
    )
