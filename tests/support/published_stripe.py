"""A second stand-in for Stripe that knows nothing of ours: objects in the shapes that Stripe publishes.

`stripe_published.json` names the fields of each object and their types, from the fixtures in Stripe's public
repository stripe/openapi, as of 29 July 2026. All values are made up. It remembers what it was asked.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

PUBLISHED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "stripe_published.json").read_text(encoding="utf-8")
)
_VALUES = {"string": "word", "integer": 1_790_000_000, "number": 1.5, "boolean": False, "null": None}
_PLACES = {
    r"/v1/customers(/\w+)?": "customer",
    r"/v1/subscriptions(/\w+)?": "subscription",
    r"/v1/charges(/\w+)?": "charge",
    r"/v1/disputes": "dispute",
    r"/v1/prices": "price",
    r"/v1/refunds": "refund",
    r"/v1/checkout/sessions(/\w+(/expire)?)?": "checkout.session",
    r"/v1/billing_portal/sessions": "billing_portal.session",
}
_LISTED = re.compile(r"/v1/(subscriptions|charges|disputes|prices|checkout/sessions)")


class AskedOfStripe(NamedTuple):
    """What was asked, and in which version of the API."""

    method: str
    path: str
    version: str
    body: str


class PublishedStripe:
    """Its address, what it was asked, and the values that a test gives its objects."""

    def __init__(self) -> None:
        self.asked: list[AskedOfStripe] = []
        self.said: dict[str, dict[str, Any]] = {}
        self.refuses: tuple[int, dict[str, str]] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def says(self, kind: str, **values: Any) -> None:
        """From now on objects of this kind have these values, and no value that is null by default."""
        assert values.keys() <= PUBLISHED[kind].keys(), "Stripe publishes no such field"
        self.said[kind] = values

    def answers(self, method: str, path: str) -> tuple[int, Any]:
        """Return the status and the object for a request."""
        if self.refuses:
            return self.refuses[0], {"error": self.refuses[1]}
        kind = next((kind for place, kind in _PLACES.items() if re.fullmatch(place, path)), "")
        if not kind:
            return 404, {"error": {"type": "invalid_request_error", "message": f"no {path}"}}
        thing = self.thing(kind)
        if method == "GET" and _LISTED.fullmatch(path):
            return 200, {"object": "list", "url": path, "has_more": False, "data": [thing]}
        return 200, thing

    def thing(self, kind: str) -> Any:
        """Return an object of this kind with every published field."""
        return _merged(_valued(PUBLISHED[kind]), {"object": kind, **self.said.get(kind, {})})

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def published_stripe() -> Iterator[PublishedStripe]:
    """It answers on a port of its own."""
    stripe = PublishedStripe()
    try:
        yield stripe
    finally:
        stripe.close()


def _valued(shape: Any) -> Any:
    """Give a published shape made-up values."""
    if isinstance(shape, dict):
        return {name: _value(name, inner) for name, inner in shape.items()}
    if isinstance(shape, list):
        return [_valued(inner) for inner in shape]
    return _VALUES[shape]


def _value(name: str, shape: Any) -> Any:
    return "5000" if name.endswith("_decimal") else _valued(shape)


def _merged(thing: Any, values: Mapping[str, Any]) -> Any:
    merged = dict(thing)
    for name, value in values.items():
        is_deeper = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if is_deeper else value
    return merged


def _handler_of(stripe: PublishedStripe) -> type[BaseHTTPRequestHandler]:
    class StripeAnswerer(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            path, version = self.path.partition("?")[0], self.headers.get("Stripe-Version", "")
            asked = AskedOfStripe(self.command, path, version, self.rfile.read(size).decode())
            stripe.asked.append(asked)
            status, thing = stripe.answers(asked.method, path)
            body = json.dumps(thing).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - http.server calls them by these names

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    return StripeAnswerer
