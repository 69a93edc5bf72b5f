"""The pages on which members list and end their sessions."""

from flask import make_response, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.identity import queries, service
from intro_app.identity.session import (
    browser,
    current_member,
    current_session_hash,
    is_fresh,
    to_sign_in_again,
)
from intro_app.identity.views.blueprint import Page, bp
from intro_app.web import cookies
from intro_app.web.access import while_suspended
from intro_app.web.incoming import number
from intro_app.web.paths import path_for, redirect_to

# No page of the list starts after so many.
_FURTHEST = 100_000


@bp.get("/me/sessions")
def sessions() -> Page:
    """List the browsers that are signed in as this member: this one, then those used last."""
    here, start = current_session_hash(), number(request.args.get("start")) or 0
    mine, more = queries.sessions_page(current_member().id, now(), min(start, _FURTHEST))
    this_one = queries.open_session(here)
    others = [one for one in mine if one.id_hash != here]
    may_trust = this_one is not None and this_one.seen_at is None and not settings().oidc_only
    return render_template(
        "identity/sessions.html",
        sessions=others if start or this_one is None else [this_one, *others],
        more=more,
        is_first=not start,
        has_others=bool(others) or start > 0,
        here=here,
        this_one=this_one,
        may_trust=may_trust,
        only=settings().oidc_only,
    )


@bp.post("/me/sessions/trust")
@while_suspended
def trust_device() -> Page:
    """Let this session last longer, after a recent sign-in, or no longer than others."""
    trusted = request.form.get("trusted") == "yes"
    if trusted and not is_fresh(now()):
        return to_sign_in_again(path_for("identity.sessions"))
    service.trust_device(current_session_hash(), trusted=trusted)
    response = make_response(redirect_to("identity.sessions", done="trusted" if trusted else "not-trusted"))
    cookies.set_session(response, browser().session, trusted=trusted)
    return response


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
