"""Signing out after a real OpenID provider let somebody in: it may go on knowing them in this browser."""

from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.joining.openid.discovery import CACHE
from tests.support.identity_pages import HOST, send
from tests.support.openid_pages import begin, go, joins, settings_with
from tests.support.openid_provider import CLIENT, AtProvider, RunningProvider, way_on
from tests.support.people import People, visitor

pytestmark = pytest.mark.xdist_group("openid")


def test_who_signs_out_is_offered_to_sign_out_at_the_provider_too(
    app: Flask, provider: RunningProvider
) -> None:
    client = visitor(app)
    go(client, provider, "ana")
    joins(client)
    out = send(client, "/me", "/sign-out")
    assert out.location == "/sign-out/elsewhere"
    page = client.get(out.location).text
    assert "Sign out of Alumni account, too" in page
    address = way_on(page)
    assert address == f"{provider.issuer}/session/end?client_id={CLIENT}"
    with urlopen(address, timeout=20) as there:
        assert "<form" in there.read().decode(), "it asks whether one means it"
    assert client.get("/me").status_code == 303


def test_who_signs_out_there_too_is_asked_who_they_are_the_next_time(
    app: Flask, provider: RunningProvider
) -> None:
    there, client = AtProvider(provider.issuer), visitor(app)
    client.get(_comes_by(there, client, "ana"))
    joins(client)
    out = client.get(send(client, "/me", "/sign-out").location)
    assert _comes_by(there, visitor(app), ""), "signed out here alone, the provider still knows them"
    there.ends_session(way_on(out.text))
    with pytest.raises(AssertionError, match="goes on and on"):
        _comes_by(there, visitor(app), "")
    back = visitor(app)
    assert back.get(_comes_by(there, back, "ana")).location == "/introductions"
    assert client.get("/me").status_code == 303, "and here they stayed signed out"


def _comes_by(there: AtProvider, client: FlaskClient, account: str) -> str:
    """Press the button and go on in this browser at the provider; return the path back."""
    return there.signs_in(way_on(begin(client).text), account).removeprefix(HOST)


def test_who_came_by_mail_is_offered_nothing_of_the_kind(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    assert send(people.alice.browser(), "/me", "/sign-out").location == "/?done=signed-out"


def test_a_provider_that_is_away_holds_up_no_sign_out(app: Flask, provider: RunningProvider) -> None:
    client = visitor(app)
    go(client, provider, "ana")
    joins(client)
    app.extensions.pop(CACHE, None)
    settings_with(app, provider.as_configured(issuer="http://127.0.0.1:9/"))
    page = client.get(send(client, "/me", "/sign-out").location)
    assert page.status_code == 200
    assert "You’re signed out here" in page.text
    assert "Sign out of" not in page.text
