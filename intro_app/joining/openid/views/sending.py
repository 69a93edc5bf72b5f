"""Send a browser to a provider, and say so when that cannot be done."""

import logging

from flask import Response, abort, make_response, render_template, request

from intro_app.clock import now
from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.joining.blueprint import Page
from intro_app.joining.openid import protocol, queries
from intro_app.joining.openid.attempts import new_attempt, sealed, unsealed
from intro_app.joining.openid.fetching import ProviderAway
from intro_app.joining.openid.policy import BEGIN_ALLOWANCE, SignInAttempt, SignInPurpose
from intro_app.web import cookies
from intro_app.web.languages import chosen
from intro_app.web.limits import hit, refuse
from intro_app.web.network import network

logger = logging.getLogger(__name__)


def offered(key: str) -> OidcProvider:
    """Return the provider with this key; ends the request with 404 when there is none."""
    return queries.provider_of(key) or abort(404)


def send_on(
    provider: OidcProvider,
    purpose: SignInPurpose,
    *,
    member: str = "",
    onward: str = "",
    brought_by: str = "",
) -> Page:
    """Show the page that leads on to a provider, and remember in this browser that it was begun here.

    A page, and not a redirect: the policy of the page with the button lets its forms lead nowhere else, and
    browsers apply that to every redirect on the way, of which providers may have many.
    """
    limit_attempts()
    at = now()
    attempt = new_attempt(
        provider.key,
        purpose,
        at,
        member=member,
        onward=onward,
        brought_by=brought_by,
        language=chosen(),
    )
    try:
        address = protocol.send_to(provider, attempt)
    except ProviderAway as problem:
        return away_page(provider, problem, onward)
    response = make_response(render_template("joining/go_on.html", provider=provider, address=address))
    response.headers["Refresh"] = f"0; url={address}"
    keep(response, [*begun(), attempt])
    return response


def away_page(provider: OidcProvider, problem: ProviderAway, onward: str) -> Page:
    """Say that a provider cannot be reached, and offer what works without it."""
    logger.warning("provider away", extra={"facts": {"provider": provider.key, "why": problem.why}})
    page = render_template(
        "joining/provider_away.html", provider=provider, only=settings().oidc_only, onward=onward
    )
    return page, 503


def begun() -> list[SignInAttempt]:
    """Return the sign-ins that this browser has begun and not finished."""
    return unsealed(cookies.attempts(request), now())


def keep(response: Response, attempts: list[SignInAttempt]) -> None:
    """Store which sign-ins can still come back to this browser."""
    cookies.set_attempts(response, sealed(attempts, now()))


def limit_attempts() -> None:
    """Count one more from this network; end the request with 429 when there are too many.

    The limit is wider than that of e-mails: nothing is sent to anybody, and a whole room may come at once.
    """
    limit = hit("openid", network(), BEGIN_ALLOWANCE)
    if not limit.allowed:
        refuse(limit)
