"""Where Stripe says that something happened: a signature decides, not a session, and odd things are refused."""

from flask import Response, request

from intro_app.clock import now
from intro_app.memberships import queries, service
from intro_app.memberships.service import LARGEST, Forged, StripeAway, StripeRefused
from intro_app.memberships.views.blueprint import bp
from intro_app.web.access import webhook

_A_MINUTE = {"Retry-After": "60"}


@bp.post("/stripe/webhook")
@webhook
def stripe_webhook() -> Response:
    """200 once it had its effect, now or before; 400 for anything odd; 503 to be told again later."""
    if not queries.is_open():
        return _answer("membership is not open", 404)
    try:
        return _answer(service.receive(_body(), request.headers.get("Stripe-Signature", ""), now()))
    except Forged:
        return _answer("refused", 400)
    except (StripeAway, StripeRefused):
        return Response("later\n", 503, _A_MINUTE, mimetype="text/plain")


def _body() -> bytes:
    """The bytes as they came, for the signature is over them. Raises Forged when they did not come whole."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except Exception as problem:  # servers raise errors of their own for a body that is broken off
        raise Forged from problem


def _answer(word: str, status: int = 200) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")
