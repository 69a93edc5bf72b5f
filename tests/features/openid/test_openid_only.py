"""Where nothing but a provider lets people in: what else is tried, and how staff get in when it is away."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.errors import DomainError
from intro_app.identity import service
from intro_app.identity.service import Browser, OtherWayIn
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, code_in, follow, letters, link_in, send, type_code
from tests.support.joining import press
from tests.support.openid_pages import ANA, come_back, go, joins, settings_with
from tests.support.openid_provider import RunningProvider
from tests.support.people import People, visitor

pytestmark = pytest.mark.xdist_group("openid")


@pytest.fixture
def only(app: Flask, provider: RunningProvider) -> RunningProvider:
    """The provider is the one way in."""
    settings_with(app, provider.as_configured(), oidc_only=True)
    return provider


def test_newcomers_and_members_come_in_by_it(app: Flask, only: RunningProvider) -> None:
    page = visitor(app).get("/sign-in").text
    assert "Sign in with Alumni account" in page
    assert "E-mail me a link" not in page
    client = visitor(app)
    go(client, only, "ana")
    assert joins(client).location == "/me/profile?done=joined"
    assert go(visitor(app), only, "ana").location == "/introductions"


def test_mail_opens_nothing_and_a_link_of_before_neither(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    ask(visitor(app), people.bob.email)
    link = link_in(letters(app)[-1])
    settings_with(app, provider.as_configured(), oidc_only=True)
    assert visitor(app).post("/sign-in", data={}).status_code in {303, 400}
    followed = follow(visitor(app), link)
    assert followed.status_code == 422
    assert "People sign in here with: Alumni account." in followed.text
    with app.app_context(), pytest.raises(OtherWayIn):
        service.ask_to_sign_in(people.bob.email, Browser(secret="x"), people.at)


def test_a_passkey_opens_it_for_staff_alone(app: Flask, only: RunningProvider, people: People) -> None:
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    assert dan.get("/staff").status_code == 200
    with pytest.raises(DomainError, match="People sign in here with"):
        people.bob.browser(by_passkey=True)


def test_a_member_of_before_proves_their_account_by_mail_once(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    people.join("Ana Reis")
    settings_with(app, provider.as_configured(), oidc_only=True)
    client = visitor(app)
    go(client, provider, "ana")
    press(client, client.get("/sign-in/connect"), "/sign-in/connect/mail")
    assert type_code(client, code_in(letters(app)[-1])).location == "/sign-in/connect"
    press(client, client.get("/sign-in/connect"), "/sign-in/connect")
    assert go(visitor(app), provider, "ana").location == "/introductions"


def test_an_address_that_is_not_proved_waits_until_it_is(app: Flask, only: RunningProvider) -> None:
    only.knows(eve=ANA | {"email_verified": False})
    client = visitor(app)
    go(client, only, "eve")
    page = client.get("/sign-in/connect").text
    assert "Confirm it there" in page
    assert "E-mail me a link" not in page


def test_the_operator_gets_in_by_a_link_of_ten_minutes(
    app: Flask, only: RunningProvider, people: People, at: datetime, the_calendar: Calendar
) -> None:
    with app.app_context():
        link = service.link_by_operator(people.dan.member, at)
    path = link.removeprefix("https://meet.example.org")
    assert follow(visitor(app), path).status_code == 303
    assert follow(visitor(app), path).status_code == 410, "once"
    with app.app_context():
        late = service.link_by_operator(people.dan.member, at)
    the_calendar.go_to(at + timedelta(minutes=13))
    assert visitor(app).get(late.removeprefix("https://meet.example.org")).status_code == 410


def test_the_last_way_in_stays(app: Flask, only: RunningProvider) -> None:
    client = visitor(app)
    go(client, only, "ana")
    joins(client)
    kept = send(client, "/me/providers", "/me/providers/disconnect", identity="1")
    assert kept.status_code == 422
    assert "This is your only way to sign in." in kept.text


def test_before_an_important_step_the_provider_asks_again(
    app: Flask, only: RunningProvider, the_calendar: Calendar, at: datetime
) -> None:
    client = visitor(app)
    go(client, only, "ana")
    joins(client)
    the_calendar.go_to(at + timedelta(minutes=11))
    page = client.get("/sign-in/again?next=/me/passkeys")
    assert "Sign in again with Alumni account" in page.text
    the_calendar.go_to(at)
    begun = press(client, page, "/me/providers/again")
    assert "max_age=0" in begun.text
    assert come_back(client, only, begun, "eve").status_code == 422, "somebody else"
    begun = press(client, client.get("/sign-in/again?next=/me/passkeys"), "/me/providers/again")
    assert come_back(client, only, begun, "ana").location == "/me/passkeys"
    assert send(client, "/me/passkeys", "/me/passkeys/new").status_code == 200
