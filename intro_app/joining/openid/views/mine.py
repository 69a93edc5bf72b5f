"""The page on which members see, connect and disconnect the providers that open their account."""

from flask import render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.session import (
    current_member,
    current_session_hash,
    may_change_ways_in,
    to_sign_in_again,
)
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.openid import queries, service
from intro_app.joining.openid.policy import SignInPurpose
from intro_app.joining.openid.views.sending import offered, send_on
from intro_app.web.access import next_url, while_suspended
from intro_app.web.incoming import number
from intro_app.web.paths import path_for, redirect_to

_HERE = "joining.my_providers"


@bp.get("/me/providers")
def my_providers() -> Page:
    """List what opens the account, and what could."""
    return _page()


@bp.post("/me/providers/connect")
@while_suspended
def connect_provider() -> Page:
    """Lead on to a provider that is to open the account; requires a recent sign-in."""
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    provider = offered(request.form.get("provider", ""))
    return send_on(provider, SignInPurpose.CONNECT, member=current_member().public_id)


@bp.post("/me/providers/disconnect")
@while_suspended
def disconnect_provider() -> Page:
    """Let a provider open the account no more; requires a recent sign-in."""
    if not may_change_ways_in(now()):
        return to_sign_in_again(path_for(_HERE))
    identity = number(request.form.get("identity")) or 0
    try:
        service.disconnect(current_member(), identity, current_session_hash(), now())
    except DomainError as problem:
        return _page(_(problem.sentence, **problem.details))
    return redirect_to(_HERE, done="provider-disconnected")


@bp.post("/me/providers/again")
@while_suspended
def prove_again() -> Page:
    """Lead on to a provider that is to ask once more who this is, before an important step."""
    provider = offered(request.form.get("provider", ""))
    return send_on(provider, SignInPurpose.AGAIN, member=current_member().public_id, onward=next_url())


def _page(problem: str = "") -> Page:
    connected = queries.own_identities(current_member().id)
    there = {one.key for one in connected}
    page = render_template(
        "joining/my_providers.html",
        connected=connected,
        others=[one for one in settings().oidc_providers if one.key not in there],
        only=settings().oidc_only,
        problem=problem,
    )
    return page, 422 if problem else 200
