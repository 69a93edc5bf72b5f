"""Creates the fake Stripe's application and runs it."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import stripe
from flask import Flask, Response, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound
from werkzeug.serving import WSGIRequestHandler, make_server

from intro_app.config import asset_dir
from intro_app.devtools.fake_stripe import orders, pages
from intro_app.devtools.fake_stripe.delivery import Messenger
from intro_app.devtools.fake_stripe.ledger import StripeLedger
from intro_app.devtools.fake_stripe.store import StripeStore
from intro_app.devtools.fake_stripe.wire import ApiError

# Amounts in cents and intervals, in the order of the lookup keys.
_PRICES = ((500, "month"), (5000, "year"), (200, "month"))


@dataclass(frozen=True)
class Terms:
    """What the site and the fake Stripe share.

    `home` is the fake's own URL, `webhooks` the URL for events ("" for none), `file` where the state is
    stored.
    """

    home: str
    key: str
    secrets: Sequence[str]
    lookup_keys: Sequence[str]
    webhooks: str = ""
    file: Path | None = None


class _Silent(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Do not log requests."""


def stand_in(terms: Terms) -> Flask:
    """Return the fake Stripe as a Flask application."""
    app = Flask(
        __name__, template_folder=str(asset_dir("templates") / "devtools" / "stripe"), static_folder=None
    )
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    store = StripeStore(terms.file, terms.home)
    app.extensions["ledger"] = StripeLedger(
        store, Messenger(terms.webhooks, terms.secrets), stripe.api_version
    )
    app.extensions["key"] = terms.key
    app.extensions["idempotency"] = {}
    _set_prices(store, terms.lookup_keys)
    app.register_blueprint(orders.bp)
    app.register_blueprint(pages.bp)
    app.register_error_handler(ApiError, _as_json)
    app.register_error_handler(NotFound, lambda _problem: _as_json(_unknown()))
    app.after_request(_with_request_id)
    return app


def serve(terms: Terms) -> None:
    """Serve until the process ends."""
    place = urlsplit(terms.home)
    server = make_server(
        place.hostname or "127.0.0.1",
        place.port or 80,
        stand_in(terms),
        threaded=True,
        request_handler=_Silent,
    )
    server.serve_forever()


def _set_prices(store: StripeStore, lookup_keys: Sequence[str]) -> None:
    known = {price["lookup_key"] for price in store.all("price")}
    for lookup_key, (amount, interval) in zip(lookup_keys, _PRICES, strict=True):
        if lookup_key not in known:
            product = store.make("product", name=lookup_key, active=True, metadata={})
            store.make(
                "price",
                lookup_key=lookup_key,
                unit_amount=amount,
                currency="eur",
                active=True,
                type="recurring",
                product=product["id"],
                metadata={},
                nickname=None,
                billing_scheme="per_unit",
                recurring={
                    "interval": interval,
                    "interval_count": 1,
                    "usage_type": "licensed",
                    "meter": None,
                },
            )
    store.save()


def _unknown() -> ApiError:
    return ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}).")


def _as_json(trouble: ApiError) -> Response:
    return Response(json.dumps(trouble.body), trouble.status, mimetype="application/json")


def _with_request_id(response: Response) -> Response:
    response.headers["Request-Id"] = f"req_{secrets.token_hex(7)}"
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", stripe.api_version)
    return response
