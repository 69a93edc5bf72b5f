"""Two versions of Stripe for tests: the fake one, and the real one with a test key; same client library."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import stripe
from stripe.params import SubscriptionUpdateParams

from tests.support.databases import KEY
from tests.support.patience import PATIENCE
from tests.support.ports import free_port

PLAYED_KEY = "sk_test_played_by_a_stand_in"
LOOKUP_KEYS = ("membership_monthly", "membership_yearly", "membership_reduced")
_ROOT = Path(__file__).parent.parent.parent


class Stripe(Protocol):
    """What tests make happen at Stripe; everything else goes through the site."""

    key: str
    base: str

    @property
    def client(self) -> stripe.StripeClient:
        """Stripe's own library, asking this Stripe."""

    def pays(self, url: str) -> None:
        """Somebody pays on the page at this address."""

    def next_payment(self, customer: str, *, goes_through: bool) -> None:
        """A period is over."""

    def recovers(self, customer: str) -> None:
        """What was refused is paid after all."""


@dataclass
class Played:
    """The stand-in, in a process of its own."""

    base: str
    key: str = PLAYED_KEY
    opened: list[stripe.RequestsClient] = field(default_factory=list)

    @property
    def client(self) -> stripe.StripeClient:
        """Stripe's own library, asking the stand-in."""
        self.opened.append(http := stripe.RequestsClient(timeout=10))
        return stripe.StripeClient(self.key, base_addresses={"api": self.base}, http_client=http)

    def pays(self, url: str) -> None:
        """Press Pay on the page."""
        assert url.startswith(f"{self.base}/pay/"), url
        self.press(url.removeprefix(self.base), card="works")

    def next_payment(self, customer: str, *, goes_through: bool) -> None:
        """Press the button that lets time pass."""
        self.press(f"/time/{order_of(self, customer).id}/{'paid' if goes_through else 'refused'}")

    def recovers(self, customer: str) -> None:
        """Press the button that lets the open payment through."""
        self.press(f"/time/{order_of(self, customer).id}/recovers")

    def disputes(self, customer: str) -> None:
        """The bank of this customer takes the last payment back until it has decided."""
        self.press(f"/time/{order_of(self, customer).id}/disputed")

    def decides(self, customer: str, *, won: bool) -> None:
        """The bank decides, for the site or for the customer."""
        self.press(f"/time/{order_of(self, customer).id}/{'won' if won else 'lost'}")

    def begins_free(self, url: str, how: str) -> None:
        """Finish the page at this address without paying: `tries` is a trial, `free` a full discount."""
        self.press(url.removeprefix(self.base), card="works", first=how)

    def refuses_refunds(self, code: str) -> None:
        """From now on every refund is refused with this code; with `accepted` none is."""
        self.press(f"/refunds/{code}")

    def press(self, path: str, **typed: str) -> None:
        """Send a form of the stand-in; where it would lead on to the site, nobody follows."""
        request = urllib.request.Request(
            self.base + path, urllib.parse.urlencode(typed).encode(), method="POST"
        )
        with suppress(urllib.error.URLError), urllib.request.build_opener(_Stay()).open(request, timeout=10):
            pass


@dataclass
class Real:
    """Stripe itself, with a test key. Its pages are for people, so payments go by calls."""

    key: str
    base: str = ""
    opened: list[stripe.RequestsClient] = field(default_factory=list)

    @property
    def client(self) -> stripe.StripeClient:
        """Stripe's own library, asking Stripe."""
        self.opened.append(http := stripe.RequestsClient(timeout=30))
        return stripe.StripeClient(self.key, http_client=http)

    def pays(self, url: str) -> None:
        """What the page at this address would do: take a card and begin a standing order."""
        (page,) = [one for one in self.client.v1.checkout.sessions.list({"limit": 20}).data if one.url == url]
        customer = str(page.customer)
        lines = self.client.v1.checkout.sessions.line_items.list(page.id)
        price = lines.data[0].price
        assert price
        card = self._card(customer, "pm_card_visa")
        self.client.v1.checkout.sessions.expire(page.id)
        self.client.v1.subscriptions.create(
            {"customer": customer, "items": [{"price": price.id}], "default_payment_method": card}
        )

    def next_payment(self, customer: str, *, goes_through: bool) -> None:
        """Begin the next period now, with a card that works or one that does not."""
        card = self._card(customer, "pm_card_visa" if goes_through else "pm_card_chargeCustomerFail")
        change: SubscriptionUpdateParams = {
            "default_payment_method": card,
            "billing_cycle_anchor": {"type": "now"},
            "proration_behavior": "none",
        }
        self.client.v1.subscriptions.update(order_of(self, customer).id, change)

    def recovers(self, customer: str) -> None:
        """Pay the open invoice with another card."""
        card = self._card(customer, "pm_card_visa")
        (invoice,) = self.client.v1.invoices.list({"customer": customer, "status": "open"}).data
        self.client.v1.invoices.pay(str(invoice.id), {"payment_method": card})

    def ensure_prices(self) -> None:
        """The account has what the site offers."""
        known = {
            one.lookup_key for one in self.client.v1.prices.list({"lookup_keys": list(LOOKUP_KEYS)}).data
        }
        for lookup_key in set(LOOKUP_KEYS) - known:
            interval = "year" if "yearly" in lookup_key else "month"
            self.client.v1.prices.create(
                {
                    "currency": "eur",
                    "unit_amount": 500,
                    "lookup_key": lookup_key,
                    "product_data": {"name": lookup_key},
                    "recurring": {"interval": interval},
                }
            )

    def _card(self, customer: str, kind: str) -> str:
        return self.client.v1.payment_methods.attach(kind, {"customer": customer}).id


def order_of(at_stripe: Stripe, customer: str) -> stripe.Subscription:
    """The newest standing order of a customer."""
    return at_stripe.client.v1.subscriptions.list({"customer": customer, "status": "all"}).data[0]


def events_of(at_stripe: Stripe, customer: str) -> list[dict[str, Any]]:
    """Everything that Stripe would tell about a customer, the oldest first."""
    client = at_stripe.client.v1
    found = [one.to_dict() for one in client.events.list({"limit": 100}).data]
    # A dispute names its charge and no customer.
    names = {customer, *(one.id for one in client.charges.list({"customer": customer}).data)}
    return [one for one in reversed(found) if any(name in json.dumps(one) for name in names)]


@contextmanager
def played() -> Iterator[Played]:
    """A running stand-in that tells nobody anything by itself."""
    port = free_port()
    with _process(port, "--silent", base_url="http://127.0.0.1:9", data_dir="/nowhere"):
        stand_in = Played(f"http://127.0.0.1:{port}")
        yield stand_in
        for http in stand_in.opened:
            http.close()  # type: ignore[no-untyped-call]  # untyped in Stripe's library


@contextmanager
def _process(port: int, *options: str, **settings: str) -> Iterator[None]:
    chosen = {
        "stripe_api_base": f"http://127.0.0.1:{port}",
        "stripe_secret_key": PLAYED_KEY,
        "stripe_webhook_secrets": f"whsec_{secrets.token_hex(16)}",
        "secret_keys": KEY,
        "lasting_key": KEY,
        **settings,
    }
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
    }
    popen = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "intro_app.cli", "stripe-stand-in", *options],
        cwd=_ROOT,
        env=environment | {name.upper(): value for name, value in chosen.items()},
    )
    try:
        _await_port(port, popen)
        yield
    finally:
        popen.kill()
        popen.wait(timeout=PATIENCE)


def _await_port(port: int, popen: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while popen.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the stand-in did not come up")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Go nowhere: where it leads is the site, which these tests hold in their hands."""
