"""A provider tells that somebody has signed out there: OpenID Connect Back-Channel Logout 1.0."""

import logging

from flask import Response, jsonify, request

from intro_app.clock import now
from intro_app.config.providers import OidcProvider
from intro_app.joining.blueprint import bp
from intro_app.joining.openid import policy, protocol, service
from intro_app.joining.openid.fetching import ProviderAway
from intro_app.joining.openid.protocol import SignInRefused
from intro_app.joining.openid.views.sending import offered
from intro_app.web.access import webhook
from intro_app.web.limits import hit, refuse
from intro_app.web.network import network

logger = logging.getLogger(__name__)

# What is refused is counted; a provider at which a whole room signs out is not.
_REFUSED_FROM_ONE_NETWORK = "30/minute;300/hour"


@bp.post("/sign-in/with/<key>/signed-out")
@webhook
def signed_out_there(key: str) -> Response:
    """Answer 200 when what the identity opened has ended, 400 if this is no proof, 503 to be told again."""
    provider = offered(key)
    try:
        ended = _signed_out(provider)
    except SignInRefused as problem:
        return _refused(provider, problem.why)
    except ProviderAway as problem:
        logger.warning("provider away", extra={"facts": {"provider": provider.key, "why": problem.why}})
        return _answer({"error": "temporarily_unavailable"}, 503)
    logger.info("signed out at a provider", extra={"facts": {"provider": provider.key, "sessions": ended}})
    return _answer({}, 200)


def _signed_out(provider: OidcProvider) -> int:
    """Return how many sessions ended. Raises SignInRefused and ProviderAway."""
    subject, told_by = protocol.signed_out(provider, request.form.get("logout_token", ""), now())
    if not hit("openid_sign_out", f"{provider.issuer}/{told_by}", policy.SIGN_OUT_ONCE).allowed:
        raise SignInRefused("it has come before")
    return service.sign_out_as_there(provider, subject)


def _refused(provider: OidcProvider, why: str) -> Response:
    logger.warning("sign-out refused", extra={"facts": {"provider": provider.key, "why": why}})
    limit = hit("refused_openid_sign_out", network(), _REFUSED_FROM_ONE_NETWORK)
    return _answer({"error": "invalid_request"}, 400) if limit.allowed else refuse(limit)


def _answer(said: dict[str, str], status: int) -> Response:
    """Return an answer that nobody stores, as the standard asks."""
    answer = jsonify(said)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    if status == 503:
        answer.headers["Retry-After"] = "60"
    return answer
