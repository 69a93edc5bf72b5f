"""The page on which a member reads who of staff looked at their details, and why."""

from flask import render_template

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.moderation.queries.looks import looks_shown
from intro_app.privacy.views.blueprint import Page, bp


@bp.get("/me/looks")
def looks() -> Page:
    """List the looks that this member may know of by now, newest first."""
    return render_template("privacy/looks.html", looks=looks_shown(current_member().id, now()))
