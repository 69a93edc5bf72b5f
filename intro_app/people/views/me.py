"""My own page: what others read of me, and the way to everything I can set."""

from flask import render_template

from intro_app.identity.session import current_member
from intro_app.people import queries
from intro_app.people.views.blueprint import Page, bp


@bp.get("/me")
def me() -> Page:
    """What others read of me, and the way to everything I can set."""
    member = current_member()
    return render_template(
        "people/me.html", member=member, door=member.door, waiting=len(queries.proposed_to(member.id))
    )
