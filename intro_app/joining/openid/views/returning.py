"""Begin to sign in with a provider, and come back from it.

The way back is a GET that acts: a provider can only send the browser by a redirect. What protects it is the
attempt in the browser's own cookie, which it takes and which works once.
"""

import hmac
import logging

from flask import Response, make_response, render_template, request

from intro_app import links
from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.identity.service import Entered
from intro_app.identity.session import browser, current_member
from intro_app.identity.views.signing_in import welcome
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.invitations.queries import by_code as invitation_by_code
from intro_app.joining.invitations.service import invitation_of
from intro_app.joining.openid import protocol, service
from intro_app.joining.openid.fetching import ProviderAway
from intro_app.joining.openid.policy import SignInAttempt, SignInPurpose
from intro_app.joining.openid.protocol import SignInRefused
from intro_app.joining.openid.views.sending import away_page, begun, keep, offered, send_on
from intro_app.joining.requests.service import request_of
from intro_app.links import LinkPurpose
from intro_app.web import cookies
from intro_app.web.access import is_signed_in, next_url, public, token_page
from intro_app.web.languages import use_locale
from intro_app.web.paths import redirect_to

logger = logging.getLogger(__name__)

# Errors that say that the provider has trouble, not the person.
_ITS_TROUBLE = {"server_error", "temporarily_unavailable"}


@bp.post("/sign-in/with/<key>")
@public
def sign_in_with(key: str) -> Page:
    """Lead on to a provider."""
    return send_on(offered(key), SignInPurpose.ENTER, onward=next_url())


@bp.post("/j/with")
@token_page(csrf=True)
def join_by_link_with_provider() -> Page:
    """Lead on to a provider from an invitation link, which then lets a newcomer in."""
    code = request.form.get("token", "")
    made = invitation_by_code(code)
    if made is None or not made.is_open(now()):
        return redirect_to("joining.invitation_link", token=code)
    provider = offered(request.form.get("provider", ""))
    return send_on(provider, SignInPurpose.ENTER, brought_by=f"invitation:{made.id}")


@bp.post("/i/with")
@token_page(csrf=True)
def accept_with_provider() -> Page:
    """Lead on to a provider from a mailed invitation, which then lets a newcomer in."""
    token = request.form.get("token", "")
    made = invitation_of(links.find(token, LinkPurpose.INVITATION))
    if not made.is_open(now()):
        return redirect_to("joining.invitation", token=token)
    provider = offered(request.form.get("provider", ""))
    return send_on(provider, SignInPurpose.ENTER, brought_by=f"invitation:{made.id}")


@bp.post("/q/with")
@token_page(csrf=True)
def come_in_with_provider() -> Page:
    """Lead on to a provider somebody who was let in: what it says of their address opens the gate."""
    request_of(links.find(request.form.get("token", ""), LinkPurpose.JOIN_REQUEST), now())
    return send_on(offered(request.form.get("provider", "")), SignInPurpose.ENTER)


@bp.get("/sign-in/with/<key>/back")
@public
def back_from_provider(key: str) -> Page:
    """Take back whoever this browser has sent to a provider."""
    provider, attempts = offered(key), begun()
    state = request.args.get("state", "")
    attempt = next((one for one in attempts if hmac.compare_digest(one.state.encode(), state.encode())), None)
    response = make_response(_came_back(provider, attempt))
    keep(response, [one for one in attempts if one is not attempt])
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the code
    return response


def _came_back(provider: OidcProvider, attempt: SignInAttempt | None) -> Page:
    if attempt is None or attempt.provider != provider.key:
        return _refused(provider, "nothing was begun in this browser")
    if attempt.language:
        use_locale(attempt.language)
    if error := request.args.get("error", ""):
        return _turned_back(provider, attempt, error)
    try:
        claimed = protocol.identify(
            provider, attempt, request.args.get("code", ""), request.args.get("iss", ""), now()
        )
        return _let_in(claimed, attempt)
    except ProviderAway as problem:
        return away_page(provider, problem, attempt.onward)
    except SignInRefused as problem:
        return _refused(provider, problem.why, attempt.onward)
    except DomainError as problem:
        return _not_signed_in(provider, attempt.onward, _(problem.sentence, **problem.details))


def _let_in(claimed: protocol.ClaimedIdentity, attempt: SignInAttempt) -> Page:
    language = attempt.language or None
    if attempt.purpose == SignInPurpose.CONNECT:
        if not is_signed_in() or current_member().public_id != attempt.member:
            raise SignInRefused("somebody else is signed in meanwhile")
        service.connect(current_member(), claimed, now())
        return redirect_to("joining.my_providers", done="provider-connected", lang=language)
    if attempt.member:
        service.ensure_is_of(claimed, attempt.member)
    way_in = service.enter(claimed, browser(), now(), onward=attempt.onward, brought_by=attempt.brought_by)
    if isinstance(way_in, Entered):
        return welcome(way_in)
    response: Response = make_response(redirect_to("joining.second_proof", lang=language))
    cookies.set_proof(response, way_in)
    return response


def _turned_back(provider: OidcProvider, attempt: SignInAttempt, error: str) -> Page:
    """Say that the person stopped at the provider, or that it has trouble."""
    if error in _ITS_TROUBLE:
        return away_page(provider, ProviderAway(f"it says {error}"), attempt.onward)
    facts = {"provider": provider.key, "error": error[:40] if error.isascii() else ""}
    logger.info("provider turned somebody back", extra={"facts": facts})
    return _not_signed_in(provider, attempt.onward, _("You stopped before you were signed in."))


def _refused(provider: OidcProvider, why: str, onward: str = "") -> Page:
    """Say that nobody was signed in; only the log says why."""
    logger.warning("sign-in refused", extra={"facts": {"provider": provider.key, "why": why}})
    return _not_signed_in(provider, onward, _("We couldn’t confirm who you are. Nothing has changed."))


def _not_signed_in(provider: OidcProvider, onward: str, sentence: str) -> Page:
    page = render_template(
        "joining/not_signed_in.html",
        provider=provider,
        sentence=sentence,
        onward=onward,
        only=settings().oidc_only,
    )
    return page, 422
