"""Signing in by passkey, and signing in again before a sensitive change."""

from flask import abort, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.identity import queries, service
from intro_app.identity.passkeys import PasskeyRefused, site_name_of_passkeys
from intro_app.identity.service import Entered
from intro_app.identity.session import browser, current_member
from intro_app.identity.views.blueprint import Page, bp
from intro_app.identity.views.signing_in import along, asks_trust, rate_limit, welcome
from intro_app.web.access import next_url, public, while_suspended
from intro_app.web.paths import redirect_to


@bp.post("/sign-in/passkey")
@public
def ask_for_passkey() -> Page:
    """Show the page on which the browser uses a passkey."""
    site_name_of_passkeys() or abort(404)
    rate_limit()
    options = service.ask_to_sign_in_by_passkey(browser(), now())
    return render_template(
        "identity/sign_in_passkey.html",
        options=options,
        onward=next_url(),
        along=along(),
        asks_trust=asks_trust(),
    )


@bp.post("/sign-in/passkey/answer")
@public
def sign_in_by_passkey() -> Page:
    """Sign in, or answer 401 when the response is invalid or was used before."""
    rate_limit()
    try:
        token = service.sign_in_by_passkey(request.form.get("answer", ""), browser(), now())
    except PasskeyRefused:
        return render_template("identity/passkey_refused.html", onward=next_url(), along=along()), 401
    return welcome(Entered(token, next_url()))


@bp.get("/sign-in/again")
def sign_in_again() -> Page:
    """Explain why to sign in again, and show how."""
    member = current_member()
    good = queries.good_passkeys(member.id)
    return render_template(
        "identity/sign_in_again.html",
        onward=next_url(),
        by_mail=not (settings().oidc_only or (good and queries.staff_roles(member.id))),
        providers=settings().oidc_providers if settings().oidc_only else (),
        by_passkey=bool(good and site_name_of_passkeys()),
    )


@bp.post("/sign-in/again")
@while_suspended
def mail_to_sign_in_again() -> Page:
    """Mail a link and a code to the member's own address."""
    rate_limit()
    service.ask_to_sign_in(current_member().email, browser(), now(), onward=next_url())
    return redirect_to("identity.code_page")
