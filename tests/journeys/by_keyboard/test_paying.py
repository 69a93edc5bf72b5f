"""Membership by keyboard alone: our page, the played page of Stripe, and back."""

from dataclasses import replace

import pytest
from flask import Flask

from intro_app import clock
from intro_app.config import Settings
from intro_app.memberships import service
from tests.support.keyboard import Keyboard
from tests.support.paying_member import SECRET
from tests.support.story import Somebody
from tests.support.stripe import Played


@pytest.fixture
def settings(settings: Settings, stand_in: Played) -> Settings:
    """A site that takes payments."""
    return replace(
        settings,
        stripe_secret_key=stand_in.key,
        stripe_webhook_secrets=(SECRET,),
        stripe_api_base=stand_in.base,
    )


@pytest.fixture
def app(app: Flask) -> Flask:
    """The worker has copied the prices."""
    with app.app_context():
        assert service.copy_prices(clock.now()) == []
    return app


def test_joining_leaving_and_taking_it_back(keys: Keyboard, alice: Somebody) -> None:
    keys.sits(alice, "/me")
    keys.presses("My supporting membership")
    keys.chooses(choice="monthly")
    keys.presses("Continue to payment")
    keys.reads("Demo payment, no money moves.")
    keys.chooses(card="works")
    keys.presses("Pay")
    keys.presses("Check with Stripe now")
    keys.reads("You’re a supporting member. Thank you.")
    keys.presses("Cancel at the end of the paid period")
    keys.reads("We won’t charge you again.")
    keys.presses("Keep my supporting membership")
    keys.reads("Your supporting membership continues.")
    keys.presses("Cancel now and get a refund")
    keys.reads("Your supporting membership has ended.")
