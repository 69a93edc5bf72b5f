"""Where nothing but a provider lets people in: what else is tried, and how staff get in when it is away."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import service
from intro_app.identity.service import Browser, OtherWayIn
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.joining.requests.service import answer
from intro_app.people.queries import acquaintances_of
from intro_app.text.mailboxes import fingerprint
from tests.support.calendar import Calendar
from tests.support.identity_pages import ask, code_in, follow, letters, link_in, send, type_code
from tests.support.joining import brought, invite, letter_with, path_in, press
from tests.support.openid_pages import ANA, come_back, go, joins, settings_with
from tests.support.openid_provider import RunningProvider
from tests.support.people import People, visitor

pytestmark = [pytest.mark.xdist_group("openid"), pytest.mark.one_database]


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


def test_a_mailed_invitation_leads_in_through_the_provider(
    app: Flask, only: RunningProvider, people: People, at: datetime
) -> None:
    settings_with(app, only.as_configured(), oidc_only=True, joining=("invitation",))
    invite(people.bob, "ana@example.org", at, name="Ana Reis")
    path = path_in(letter_with(app, "i"), "i")
    client = visitor(app)
    page = client.get(path)
    assert "Sign in with Alumni account" in page.text
    assert 'name="name"' not in page.text, "the provider comes first, the name after it"
    come_back(client, only, press(client, page, "/i/with"), "ana")
    asked = client.get("/sign-in/connect")
    assert "Bob Keller and I know each other" in asked.text
    joined = press(client, asked, "/sign-in/connect/join", name="Ana Reis", knows="y")
    assert joined.location == "/me/profile?done=joined"
    with app.app_context():
        assert [one.name for one in acquaintances_of(people.bob.id)] == ["Ana Reis"]
    assert brought(app)[-1][1] == people.bob.id, "trust knows who brought them"
    assert visitor(app).get(path).status_code == 200
    assert "Sign in with" not in visitor(app).get(path).text, "there is an account now"


def test_who_does_not_tick_it_knows_nobody(
    app: Flask, only: RunningProvider, people: People, at: datetime
) -> None:
    settings_with(app, only.as_configured(), oidc_only=True, joining=("invitation",))
    invite(people.bob, "ana@example.org", at, name="Ana Reis")
    client = visitor(app)
    go(client, only, "ana")
    assert "Bob Keller and I know each other" in client.get("/sign-in/connect").text, "without the link, too"
    joins(client)
    with app.app_context():
        assert acquaintances_of(people.bob.id) == []


def test_an_invitation_that_was_open_in_a_tab_says_where_to_sign_in(
    app: Flask, provider: RunningProvider, people: People, at: datetime
) -> None:
    invite(people.bob, "ana@example.org", at, name="Ana Reis")
    client = visitor(app)
    page = client.get(path_in(letter_with(app, "i"), "i"))
    settings_with(app, provider.as_configured(), oidc_only=True)
    kept = press(client, page, "/i", name="Ana Reis")
    assert kept.status_code == 422
    assert "Sign in with Alumni account" in kept.text


def test_who_was_let_in_comes_in_through_the_provider(
    app: Flask, provider: RunningProvider, people: People, at: datetime
) -> None:
    settings_with(app, provider.as_configured(), joining=("request",))
    dan = people.dan.becomes("host")
    with app.app_context(), atomic():
        made = JoinRequest(
            name="Ana Reis",
            address="ana@example.org",
            mailbox_hash=fingerprint("ana@example.org", settings().lasting_key),
            locale="en",
            asked_at=at,
            answers=[["What brings you here?", "The choir"]],
            answer_by=at + timedelta(days=7),
        )
        db.session.add(made)
        db.session.flush()
        answer([made.id], dan.member, StaffAnswer.LET_IN, sentence="", remark="", at=at)
    path = path_in(letter_with(app, "q"), "q")
    settings_with(app, provider.as_configured(), oidc_only=True, joining=("request",))
    client = visitor(app)
    page = client.get(path)
    assert "You can join" in page.text
    come_back(client, provider, press(client, page, "/q/with"), "ana")
    assert joins(client).location == "/me/profile?done=joined"


def test_a_session_ends_after_a_day(
    app: Flask, only: RunningProvider, the_calendar: Calendar, at: datetime
) -> None:
    client = visitor(app)
    go(client, only, "ana")
    joins(client)
    page = client.get("/me/sessions").text
    assert "trust_device" not in page
    assert "/me/sessions/trust" not in page
    the_calendar.go_to(at + timedelta(hours=23))
    assert client.get("/me").status_code == 200
    the_calendar.go_to(at + timedelta(hours=25))
    assert client.get("/me").status_code == 303
