"""The pages on which members list and end their sessions."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.identity import queries, service
from intro_app.identity.session import current_member, current_session_hash
from intro_app.identity.views.blueprint import Page, bp
from intro_app.web.access import while_suspended
from intro_app.web.paths import redirect_to


@bp.get("/me/sessions")
def sessions() -> Page:
    """List the browsers that are signed in as this member."""
    mine = queries.sessions_of(current_member().id, now())
    return render_template("identity/sessions.html", sessions=mine, here=current_session_hash())


@bp.post("/me/sessions/end")
@while_suspended
def end_session() -> Page:
    """End one session."""
    service.end_session(current_member().id, request.form.get("session", ""))
    return redirect_to("identity.sessions", done="ended")


@bp.post("/me/sessions/end-others")
@while_suspended
def end_other_sessions() -> Page:
    """End all sessions but this one."""
    service.end_other_sessions(current_member().id, keeping=current_session_hash())
    return redirect_to("identity.sessions", done="others-ended")
