"""Which messages of a provider end sessions here, and which are refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intro_app.cli.doctor import providers
from intro_app.clock import now
from intro_app.joining.openid.discovery import CACHE
from intro_app.joining.openid.policy import SIGN_OUT_LASTS, SKEW
from tests.support.made_up_provider import (
    CLIENT,
    MadeUpProvider,
    another_key,
    coded,
    signed_by_public_key,
)
from tests.support.openid_pages import begin, joins, query_of
from tests.support.openid_provider import way_on
from tests.support.people import visitor

TOLD = "/sign-in/with/alumni/signed-out"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYPE = {"typ": "logout+jwt"}


@pytest.fixture
def ana(app: Flask, provider: MadeUpProvider) -> FlaskClient:
    """Ana's browser, into which the provider let her."""
    client = visitor(app)
    sent = query_of(way_on(begin(client).text))
    provider.signs(provider.claims(sent["nonce"]))
    client.get("/sign-in/with/alumni/back", query_string={"state": sent["state"], "code": "abc"})
    joins(client)
    assert is_in(client)
    return client


def is_in(client: FlaskClient) -> bool:
    """Whether the browser is signed in."""
    return client.get("/me").status_code == 200


def said(provider: MadeUpProvider, **other: Any) -> dict[str, Any]:
    """What a true message says, with `other` over it; None takes a claim away."""
    true = provider.claims("", nonce=None, email=None, name=None, jti="one", events={EVENT: {}})
    return {name: value for name, value in (true | other).items() if value is not None}


def tell(app: Flask, token: str, key: str = "alumni") -> TestResponse:
    """Send a message to the site, as a provider does."""
    return visitor(app).post(f"/sign-in/with/{key}/signed-out", data={"logout_token": token})


def test_a_true_message_ends_what_the_provider_opened(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient
) -> None:
    assert tell(app, provider.signs(said(provider, sid="at a desk"), **TYPE)).status_code == 200
    assert not is_in(ana)


def test_a_message_counts_once(app: Flask, provider: MadeUpProvider, ana: FlaskClient) -> None:
    token = provider.signs(said(provider, sub="somebody who is not here"), **TYPE)
    assert [tell(app, token).status_code for _ in range(2)] == [200, 400]
    assert tell(app, provider.signs(said(provider), **TYPE)).status_code == 400, "another, by the same id"
    assert is_in(ana)


HOSTILE: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://id.example.com"},
    "of nobody": {"iss": None},
    "for another site": {"aud": "another"},
    "for no site": {"aud": None},
    "of another event": {"events": {"http://schemas.openid.net/event/else": {}}},
    "of an event that is text": {"events": {EVENT: "yes"}},
    "of events that are text": {"events": EVENT},
    "of no event": {"events": None},
    "with a nonce": {"nonce": "x"},
    "about nobody": {"sub": None, "sid": "at a desk"},
    "about a number": {"sub": 7},
    "about too long a name": {"sub": "a" * 256},
    "without an id": {"jti": None},
    "with an id that is a number": {"jti": 1},
    "without a time": {"iat": None},
    "with a time that is text": {"iat": "now"},
    "with a time that is true": {"iat": True},
    "with a time that is huge": {"iat": 10**400},
    "without an end": {"exp": None},
}


@pytest.mark.parametrize("spoilt", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_message_that_proves_nothing_changes_nothing(
    app: Flask,
    provider: MadeUpProvider,
    ana: FlaskClient,
    spoilt: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
) -> None:
    answer = tell(app, provider.signs(said(provider, **spoilt), **TYPE))
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request"})
    assert is_in(ana)
    assert "sign-out refused" in capfd.readouterr().err


def test_a_token_that_was_made_for_something_else_signs_nobody_out(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient
) -> None:
    for header in ({}, {"typ": "JWT"}, {"typ": "at+jwt"}):
        assert tell(app, provider.signs(said(provider), **header)).status_code == 400
    assert tell(app, provider.signs(provider.claims("nonce"))).status_code == 400, "an ID token"
    assert is_in(ana)


def test_a_message_that_the_provider_has_not_signed_signs_nobody_out(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient
) -> None:
    forged = (
        provider.signs(said(provider), another_key(), **TYPE),
        signed_by_public_key(said(provider), provider.key),
        f"{coded({'alg': 'none', 'kid': 'first'} | TYPE)}.{coded(said(provider))}.",
        "a.b.c",
        "",
        "\x00" * 5000,
    )
    assert {tell(app, token).status_code for token in forged} == {400}
    assert is_in(ana)


@pytest.mark.parametrize(
    ("late", "counts"),
    [
        (SIGN_OUT_LASTS, True),
        (SIGN_OUT_LASTS + SKEW + timedelta(seconds=5), False),
        (-SKEW / 2, True),
        (-SKEW - timedelta(seconds=30), False),
    ],
)
def test_a_message_counts_for_two_minutes_and_clocks_may_differ_by_one(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient, late: timedelta, counts: bool
) -> None:
    written = int((now() - late).timestamp())
    tell(app, provider.signs(said(provider, iat=written, exp=written + 600), **TYPE))
    assert is_in(ana) is not counts


def test_a_message_whose_end_has_passed_does_not_count(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient, at: datetime
) -> None:
    over = int((at - SKEW).timestamp()) - 30
    assert tell(app, provider.signs(said(provider, exp=over), **TYPE)).status_code == 400
    assert is_in(ana)


def test_a_provider_that_is_away_is_asked_to_tell_again(
    app: Flask, provider: MadeUpProvider, ana: FlaskClient
) -> None:
    token = provider.signs(said(provider), **TYPE)
    app.extensions.pop(CACHE)
    provider.answers["/.well-known/openid-configuration"] = (500, b"oh")
    answer = tell(app, token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert is_in(ana)


def test_a_provider_that_is_not_there_has_no_such_address(app: Flask, provider: MadeUpProvider) -> None:
    assert tell(app, "a.b.c", "office").status_code == 404


def test_whoever_sends_many_messages_that_prove_nothing_is_slowed_down(
    app: Flask, provider: MadeUpProvider
) -> None:
    assert [tell(app, "a.b.c").status_code for _ in range(31)][-2:] == [400, 429]


def test_who_it_is_for_may_be_a_list(app: Flask, provider: MadeUpProvider, ana: FlaskClient) -> None:
    token = provider.signs(said(provider, aud=[CLIENT, "another"]), **TYPE)
    assert tell(app, token).status_code == 200
    assert not is_in(ana)


def test_the_doctor_says_where_a_provider_can_tell_it(app: Flask, provider: MadeUpProvider) -> None:
    address = "https://meet.example.org/sign-in/with/alumni/signed-out"
    with app.app_context():
        assert not [one for one in providers.answers(app.extensions["settings"]) if address in one.sentence]
        provider.says["backchannel_logout_supported"] = True
        told = [one.sentence for one in providers.answers(app.extensions["settings"])]
    assert f"It can tell the site who signs out, at: {address}" in told
