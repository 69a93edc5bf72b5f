"""Who walks in and out in the tests of pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.accounts import service
from tests.features.accounts_pages import ask, follow, letters, link_in


@pytest.fixture
def alice(app: Flask) -> int:
    """The id of a member."""
    with app.app_context():
        return service.join("alice@example.org", "Alice Adams", clock.now()).id


@pytest.fixture
def signed_in(app: Flask, client: FlaskClient, alice: int) -> FlaskClient:
    """Alice's browser."""
    ask(client, "alice@example.org")
    assert follow(client, link_in(letters(app)[-1])).status_code == 303
    return client
