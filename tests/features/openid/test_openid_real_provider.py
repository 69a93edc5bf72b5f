"""Signing in with a real OpenID provider: joining, coming again, connecting, keys and refusals."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.db import db
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.service import make_link
from intro_app.joining.openid.models import ProviderIdentity
from tests.support.calendar import Calendar
from tests.support.identity_pages import HOST, code_in, letters, send, type_code
from tests.support.joining import press
from tests.support.openid_pages import (
    ANA,
    begin,
    come_back,
    forced,
    go,
    joins,
    owner_id,
    settings_with,
)
from tests.support.openid_provider import AtProvider, RunningProvider, way_on
from tests.support.people import MemberHandle, People, visitor

pytestmark = [pytest.mark.xdist_group("openid"), pytest.mark.one_database]

IN = "/introductions"
UNPROVED = [{}, {"email_verified": False}, {"email_verified": "false"}, {"email_verified": "true"}]


def test_somebody_new_joins_and_comes_again_without_any_mail(app: Flask, provider: RunningProvider) -> None:
    client = visitor(app)
    came = go(client, provider, "ana")
    assert (came.status_code, came.location) == (303, "/sign-in/connect"), came.text
    page = client.get("/sign-in/connect").text
    assert "Ana Reis" in page
    assert "ana@example.org" not in page, "the address is masked"
    assert joins(client).location == "/me/profile?done=joined"
    assert client.get("/me").status_code == 200
    another = visitor(app)
    assert go(another, provider, "ana").location == IN
    assert "Ana Reis" in another.get("/me").text
    assert not letters(app)


@pytest.mark.parametrize("only", [False, True])
def test_an_invitation_link_lets_in_whoever_comes_from_it_by_the_provider(
    app: Flask, provider: RunningProvider, people: People, at: datetime, only: bool
) -> None:
    with app.app_context():
        made = make_link(people.bob.member, places=1, days=7, label="", at=at)
        code = code_of(made.id)
    settings_with(app, provider.as_configured(), joining=("invitation",), oidc_only=only)
    client = visitor(app)
    page = client.get(f"/j/{code}")
    assert ("E-mail me a link" in page.text) is not only
    came = come_back(client, provider, press(client, page, "/j/with"), "ana")
    assert came.location == "/sign-in/connect"
    assert joins(client).location == "/me/profile?done=joined"
    stranger = visitor(app)
    provider.knows(eve=ANA | {"email": "eve@example.org"})
    go(stranger, provider, "eve")
    assert "See how to join" in stranger.get("/sign-in/connect").text
    assert forced(stranger, stranger.get("/sign-in/connect"), "/j/with", token=code).status_code == 303


@pytest.mark.parametrize("way", [{"alg": "ES256"}, {"inToken": True}])
def test_other_keys_and_claims_in_the_token_do_as_well(
    app: Flask, provider: RunningProvider, way: dict[str, Any]
) -> None:
    provider.control(**way, rotate=True)
    client = visitor(app)
    go(client, provider, "ana")
    assert joins(client).status_code == 303
    assert client.get("/me").status_code == 200


def test_new_keys_of_the_provider_are_fetched_when_they_are_needed(
    app: Flask, provider: RunningProvider
) -> None:
    client = visitor(app)
    go(client, provider, "ana")
    joins(client)
    provider.control(rotate=True)
    assert go(visitor(app), provider, "ana").location == IN


def test_a_member_s_address_opens_nothing_before_they_have_proved_it_here(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    ana = people.join("Ana Reis")
    client = visitor(app)
    go(client, provider, "ana")
    page = client.get("/sign-in/connect")
    assert "There is an account here with your address" in page.text
    assert client.get("/me").status_code == 303
    forced(client, page, "/sign-in/connect/join", name="Ana Two")
    assert client.get("/me").status_code == 303
    press(client, page, "/sign-in/connect/mail")
    assert type_code(client, code_in(letters(app)[-1])).location == "/sign-in/connect"
    page = client.get("/sign-in/connect")
    assert "opens Ana Reis’s account here" in page.text
    assert press(client, page, "/sign-in/connect").location == IN
    assert "can now sign in to" in letters(app)[-1]
    assert go(visitor(app), provider, "ana").location == IN
    assert owner_id(app) == ana.id


def test_a_link_followed_in_another_browser_connects_nothing(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    """Or who types a stranger's address would be connected when the stranger presses the button."""
    people.join("Ana Reis")
    client, elsewhere = visitor(app), people.join("Ana Reis", "other@example.org").browser()
    go(client, provider, "ana")
    press(client, client.get("/sign-in/connect"), "/sign-in/connect/mail")
    assert elsewhere.get("/sign-in/connect").location == "/me/providers"
    assert owner_id(app) is None


@pytest.mark.parametrize("said", UNPROVED, ids=str)
def test_an_address_that_the_provider_does_not_vouch_for_proves_nothing(
    app: Flask, provider: RunningProvider, people: People, said: dict[str, Any]
) -> None:
    people.join("Ana Reis")
    for subject, address in (("eve", "ana@example.org"), ("new", "new@example.org")):
        provider.knows(**{subject: {"email": address, "name": "Eve", **said}})
        client = visitor(app)
        go(client, provider, subject)
        page = client.get("/sign-in/connect")
        assert "hasn’t confirmed that your e-mail address is yours" in page.text
        assert address not in page.text
        assert forced(client, page, "/sign-in/connect/join", name="Eve").location == "/sign-in/connect"
        assert client.get("/me").status_code == 303
    assert owner_id(app) is None


def test_whoever_types_an_address_then_gets_the_same_answer_for_every_one(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    people.join("Ana Reis")
    provider.knows(eve={"email": "eve@example.org"})
    answers = []
    for address in ("ana@example.org", "nobody@example.org"):
        client = visitor(app)
        go(client, provider, "eve")
        sent = press(client, client.get("/sign-in/connect"), "/sign-in/connect/mail", email=address)
        answers.append((sent.status_code, sent.location))
    assert answers[0] == answers[1]


def test_an_address_of_the_provider_s_own_is_proved(app: Flask, provider: RunningProvider) -> None:
    settings_with(app, provider.as_configured(own_addresses=True))
    provider.knows(ana={"email": "ana@example.org", "name": "Ana Reis"})
    client = visitor(app)
    go(client, provider, "ana")
    assert joins(client).location == "/me/profile?done=joined"


def test_a_new_address_at_the_provider_changes_nothing_here(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    client = visitor(app)
    go(client, provider, "ana")
    joins(client)
    provider.knows(ana=ANA | {"email": people.bob.email})
    again = visitor(app)
    assert go(again, provider, "ana").location == IN
    assert "ana@example.org" in again.get("/me/address").text


def test_a_member_connects_a_provider_and_disconnects_it_again(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    bob = people.bob.browser()
    began = send(bob, "/me/providers", "/me/providers/connect", provider="alumni")
    came = come_back(bob, provider, began, "ana")
    assert came.location == "/me/providers?done=provider-connected"
    assert "can now sign in to" in letters(app)[-1]
    by_it = visitor(app)
    assert go(by_it, provider, "ana").location == IN
    with app.app_context():
        number = db.session.scalars(select(ProviderIdentity.id)).one()
    gone = send(bob, "/me/providers", "/me/providers/disconnect", identity=str(number))
    assert gone.location == "/me/providers?done=provider-disconnected"
    assert "can no longer sign in" in letters(app)[-1]
    assert by_it.get("/me").status_code == 303, "what it opened has ended"
    assert bob.get("/me").status_code == 200
    assert go(visitor(app), provider, "ana").location == "/sign-in/connect"


def test_what_somebody_else_has_connected_is_not_taken_from_them(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    def connects(one: MemberHandle) -> TestResponse:
        browser = one.browser()
        began = send(browser, "/me/providers", "/me/providers/connect", provider="alumni")
        return come_back(browser, provider, began, "ana")

    connects(people.bob)
    came = connects(people.mallory)
    assert "belongs to another account" in came.text
    assert owner_id(app) == people.bob.id


def test_connecting_needs_a_recent_sign_in(
    app: Flask, provider: RunningProvider, people: People, the_calendar: Calendar, at: datetime
) -> None:
    bob = people.bob.browser()
    the_calendar.go_to(at + timedelta(minutes=11))
    began = send(bob, "/me/providers", "/me/providers/connect", provider="alumni")
    assert began.location.startswith("/sign-in/again")


def test_a_provider_s_word_of_long_ago_is_no_recent_sign_in(
    app: Flask, provider: RunningProvider, the_calendar: Calendar, at: datetime
) -> None:
    """It may know somebody by a cookie of weeks ago, on a computer that they have left."""
    client, at_provider = visitor(app), AtProvider(provider.issuer)
    page = begin(client)
    client.get(at_provider.signs_in(way_on(page.text), "ana").removeprefix(HOST))
    joins(client)
    the_calendar.go_to(at + timedelta(minutes=20))
    later = visitor(app)
    begun = begin(later)
    assert later.get(at_provider.signs_in(way_on(begun.text), "ana").removeprefix(HOST)).location == IN
    asked = send(later, "/me/providers", "/me/providers/connect", provider="alumni")
    assert (asked.location or "").startswith("/sign-in/again")


def test_whoever_stops_at_the_provider_is_told_so(app: Flask, provider: RunningProvider) -> None:
    client = visitor(app)
    came = go(client, provider, "ana", act="cancel")
    assert came.status_code == 422
    assert "You stopped before you were signed in." in came.text


def test_an_answer_works_once_and_only_where_it_was_begun(app: Flask, provider: RunningProvider) -> None:
    client, mallory = visitor(app), visitor(app)
    back = AtProvider(provider.issuer).signs_in(way_on(begin(client).text), "ana").removeprefix(HOST)
    assert mallory.get(back).status_code == 422, "nobody is signed in by a link that somebody else began"
    begin(mallory)
    assert mallory.get(back).status_code == 422
    assert client.get(back).location == "/sign-in/connect"
    assert client.get(back).status_code == 422, "not twice"


def test_of_four_windows_the_last_three_come_back(app: Flask, provider: RunningProvider) -> None:
    client = visitor(app)
    pages = [begin(client) for _window in range(4)]
    cookie = client.get_cookie("__Host-with", domain="meet.example.org")
    assert cookie is not None
    assert len(cookie.value) < 1500
    came = [
        client.get(AtProvider(provider.issuer).signs_in(way_on(page.text), "ana").removeprefix(HOST))
        for page in pages
    ]
    assert [one.status_code for one in came] == [422, 303, 303, 303]
