"""The page for thanking somebody for a "not now"."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.followups import queries, service
from intro_app.followups.emails import name_of
from intro_app.followups.views.blueprint import Page, bp
from intro_app.identity.session import current_member
from intro_app.introductions.models import Ask
from intro_app.introductions.states import Role, Way
from intro_app.web.paths import redirect_to


@bp.get("/introductions/<public_id>/thanks")
def thanks_for_answer(public_id: str) -> Page:
    """Show whom the thanks are for, and the button."""
    ask, is_done = _not_now_of(public_id), request.args.get("done") == "thanked"
    return render_template("followups/thank.html", ask=ask, name=_name(ask), is_done=is_done)


@bp.post("/introductions/<public_id>/thanks")
def thank_for_answer(public_id: str) -> Page:
    """Send the thanks; a repeated POST sends nothing more."""
    service.thank_for_answer(_not_now_of(public_id), at=now())
    return redirect_to("followups.thanks_for_answer", public_id=public_id, done="thanked")


def _not_now_of(public_id: str) -> Ask:
    return queries.told_not_now(current_member(), public_id) or abort(404)


def _name(ask: Ask) -> str:
    """Return the name by which the author knows them; "" when a blind ask's recipient is unknown to them."""
    introduction = ask.introduction
    if introduction.way is Way.BLIND and ask.role is Role.SECOND:
        return ""
    return name_of(introduction, ask.role, reader=introduction.author_role)
