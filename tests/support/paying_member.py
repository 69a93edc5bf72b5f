"""A member who pays, using only the pages and mails of the site and the messages that Stripe sends it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import stripe as stripe_library
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app import clock
from intro_app.db import db
from intro_app.memberships import queries
from intro_app.memberships.models import Membership
from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.people import MemberHandle, visitor
from tests.support.stripe import Stripe, events_of

SECRET = "whsec_of_the_tests_0123456789"
PAGE = "/me/membership"


@dataclass
class Patron:
    """A member of the site, their browser, and Stripe."""

    app: Flask
    person: MemberHandle
    stripe: Stripe
    browser: FlaskClient

    def chooses(self, choice: str) -> TestResponse:
        """Choose a price on one's own page and go on."""
        form = form_with(self.browser.get(PAGE).text, action="/me/membership/join")
        return self.browser.post(form.action, data=grouped(form.filled(choice=choice)))

    def joins(self, choice: str = "monthly") -> None:
        """Choose, pay at Stripe; Stripe then tells the site."""
        answer = self.chooses(choice)
        assert answer.status_code == 303, answer.text
        self.stripe.pays(answer.location)
        assert set(self.hears()) <= {200}

    def presses(self, label: str) -> TestResponse:
        """Press a button of one's own page; what is shown then."""
        form = form_with(self.browser.get(PAGE).text, button=label)
        answer = self.browser.post(form.action, data=grouped(form.filled(button=label)))
        home = self.app.extensions["settings"].base_url
        leads_on = answer.status_code == 303 and not answer.location.removeprefix(home).startswith("http")
        return self.browser.get(answer.location) if leads_on else answer

    @property
    def page(self) -> str:
        """One's own page."""
        answer = self.browser.get(PAGE)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    @property
    def customer(self) -> str:
        """How Stripe knows this person."""
        with self.app.app_context():
            return db.session.get_one(Membership, self.person.id).customer_id or ""

    @property
    def is_member(self) -> bool:
        """What the rest of the site asks."""
        with self.app.app_context():
            return queries.is_member(self.person.id, clock.now())

    def events(self) -> list[dict[str, Any]]:
        """What Stripe tells about this person, the oldest first."""
        return events_of(self.stripe, self.customer)

    def hears(self, events: Iterable[dict[str, Any]] | None = None) -> list[int]:
        """Stripe tells the site these things, or everything; the statuses of the answers."""
        return [bring(self.app, event).status_code for event in (self.events() if events is None else events)]


def bring(app: Flask, event: dict[str, Any], secret: str = SECRET, late: int = 0) -> TestResponse:
    """Bring one event to the site as Stripe does, signed so many seconds ago."""
    return bring_bytes(app, json.dumps(event).encode(), secret, late)


def bring_bytes(app: Flask, body: bytes, secret: str = SECRET, late: int = 0) -> TestResponse:
    """Any body with a good signature."""
    at = int(clock.now().timestamp()) - late
    header = stripe_library.WebhookSignature.generate_signature_header(
        body.decode(errors="replace"), secret, at
    )
    return post(app, body, header)


def post(app: Flask, body: bytes, header: str | None) -> TestResponse:
    """Any body with any header."""
    headers = {} if header is None else {"Stripe-Signature": header}
    return visitor(app).post("/stripe/webhook", data=body, headers=headers, content_type="application/json")
