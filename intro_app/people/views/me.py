"""My own page: what others read of me, and the way to everything I can set."""

from flask import render_template

from intro_app.accounts.session import current_member
from intro_app.people import queries
from intro_app.people.views.blueprint import Page, bp
from intro_app.web.entry import is_signed_in


@bp.app_context_processor
def questions() -> dict[str, int]:
    """How many ask whether they know whoever is signed in, for the navigation of every page."""
    return {"questions_count": queries.count_proposed_to(current_member().id)} if is_signed_in() else {}


@bp.get("/me")
def me() -> Page:
    """What others read of me, and the way to everything I can set."""
    member = current_member()
    return render_template(
        "people/me.html", member=member, door=member.door, waiting=len(queries.proposed_to(member.id))
    )
