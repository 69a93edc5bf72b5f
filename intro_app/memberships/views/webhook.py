"""Stripe's webhook: its signature is checked instead of a session, and anything invalid is refused."""

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
    """Answer 200 once it was processed, now or before; 400 if invalid; 503 to have it sent again later."""
    if not queries.is_open():
        return _answer("membership is not open", 404)
    try:
        return _answer(service.receive(_body(), request.headers.get("Stripe-Signature", ""), now()))
    except Forged:
        return _answer("refused", 400)
    except (StripeAway, StripeRefused):
        return Response("later\n", 503, _A_MINUTE, mimetype="text/plain")


def _body() -> bytes:
    """Return the raw bytes, which the signature covers. Raises Forged if they are incomplete."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except Exception as problem:  # servers raise errors of their own for a body that is broken off
        raise Forged from problem


def _answer(word: str, status: int = 200) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")
