"""The list in which moderators find closed cases again."""

from flask import render_template, request

from intro_app.identity.session import current_member
from intro_app.moderation import queries
from intro_app.moderation.forms import ClosedFilterForm
from intro_app.moderation.views.blueprint import Page, bp
from intro_app.web.access import staff


@bp.get("/moderation/closed")
@staff("moderator")
def closed() -> Page:
    """List closed cases, newest first, without names and texts."""
    form = ClosedFilterForm(request.args)
    rows, following = queries.closed_cases(current_member(), form.wanted(), request.args.get("after", ""))
    return render_template("moderation/closed.html", form=form, rows=rows, next_after=following)
