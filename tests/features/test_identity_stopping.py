"""Never e-mail me: every level, from any e-mail, at once, and taken back by nobody but its owner."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from intro_app.db import atomic, db
from intro_app.identity.models import Door
from intro_app.outbox import Addressee, Email, compose, is_suppressed, post
from intro_app.outbox.models import OutboxMessage, Suppression
from intro_app.people import service
from tests.support.identity_pages import ask, send
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.received_mail import ReceivedMail

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stop_link(app: Flask, people: People, mailbox: Mailbox, at: datetime) -> str:
    """The path of the stop link in a letter that Alice's word brought to Bob."""
    with app.app_context():
        service.say_i_know(people.alice.member, people.bob.member, at)
    mailbox.deliver(at + timedelta(minutes=1))
    (letter,) = mailbox.to("bob@example.org")
    return letter.link("x").removeprefix("https://meet.example.org")


def scopes(app: Flask) -> list[str]:
    """What is stopped, for whomever."""
    with app.app_context():
        return list(db.session.scalars(select(Suppression.scope).order_by(Suppression.scope)))


def test_opening_the_link_shows_every_level_and_changes_nothing(
    app: Flask, client: FlaskClient, people: People, stop_link: str
) -> None:
    for look in (client.get, client.head, client.get):
        assert look(stop_link).status_code == 200
    page = client.get(stop_link)
    assert "Everything from Alice Marsh" in page.text
    order = [
        "Everything from Alice",
        "Questions about whether I know someone",
        "<strong>Everything</strong>",
    ]
    assert sorted(order, key=page.text.index) == order
    assert "checked" not in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert scopes(app) == []


def test_the_page_speaks_as_the_letter_did_unless_its_reader_chooses(
    app: Flask, client: FlaskClient, people: People, stop_link: str
) -> None:
    with app.app_context(), atomic():
        people.bob.member.locale = "de"
    english = {"Accept-Language": "en"}
    assert '<html lang="de"' in client.get(stop_link, headers=english).text
    assert '<html lang="es"' in client.get(f"{stop_link}?lang=es", headers=english).text
    assert '<html lang="de"' in client.post(stop_link, data={"scope": "everything"}, headers=english).text


@pytest.mark.parametrize("level", ["requester", "kind:acquaintance", "everything"])
def test_each_level_counts_at_once(
    app: Flask, client: FlaskClient, people: People, stop_link: str, level: str
) -> None:
    scope = f"requester:{people.alice.id}" if level == "requester" else level
    for _ in range(2):
        done = client.post(stop_link, data={"scope": scope})
        assert done.status_code == 200
        assert "scrambled version" in done.text
        assert "Set-Cookie" not in done.headers
    assert scopes(app) == [scope]


@pytest.mark.parametrize("scope", ["", "introduction:1", "requester:999", "*", "EVERYTHING"])
def test_a_level_that_the_letter_does_not_have_stops_nothing(
    app: Flask, client: FlaskClient, stop_link: str, scope: str
) -> None:
    refused = client.post(stop_link, data={"scope": scope})
    assert (refused.status_code, "<title>Error: " in refused.text) == (422, True)
    assert scopes(app) == []


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_of_a_mail_program_stops_everything(
    app: Flask, client: FlaskClient, people: People, stop_link: str, content_type: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    done = client.post(stop_link, data=ONE_CLICK, content_type=content_type, headers=headers)
    assert done.status_code == 200
    assert "Set-Cookie" not in done.headers
    assert scopes(app) == ["everything"]
    with app.app_context():
        door = people.bob.member.door
        assert (door.no_mail, door.takes_direct_asks, door.connects_per_30_days) == (True, False, 0)


def test_a_stopped_mailbox_gets_no_letter_that_was_already_queued(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, stop_link: str, at: datetime
) -> None:
    with app.app_context():
        service.say_i_know(people.carol.member, people.bob.member, at)
    client.post(stop_link, data=ONE_CLICK)
    mailbox.deliver(at + timedelta(minutes=5))
    assert len(mailbox.to("bob@example.org")) == 1


def test_a_link_that_was_changed_stops_nothing(app: Flask, client: FlaskClient, stop_link: str) -> None:
    for other in (stop_link[:-1], stop_link + "=", stop_link + "x", "/x/abc"):
        assert client.get(other).status_code == 404
        assert client.post(other, data=ONE_CLICK).status_code == 404
    assert scopes(app) == []


def test_somebody_without_an_account_stops_mail_as_well(
    app: Flask, client: FlaskClient, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        post(_to_a_guest("one"), at=at)
    mailbox.deliver(at + timedelta(minutes=1))
    link = mailbox.to("guest@example.org")[0].link("x").removeprefix("https://meet.example.org")
    assert client.post(link, data=ONE_CLICK).status_code == 200
    with app.app_context():
        assert is_suppressed("Guest+tag@example.org", (), at=at)
        post(_to_a_guest("two"), at=at)
    mailbox.deliver(at + timedelta(minutes=2))
    assert len(mailbox.to("guest@example.org")) == 1


def _to_a_guest(name: str) -> Email:
    return compose(
        "acquaintance_question",
        "people",
        to=Addressee(address="guest@example.org"),
        dedupe=name,
        about="x:1",
        scopes=("kind:x",),
        name="Alice Marsh",
        headline="",
        link="https://meet.example.org/k/x",
    )


def test_signing_in_still_works_and_the_owner_takes_mail_again(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, stop_link: str, at: datetime
) -> None:
    client.post(stop_link, data=ONE_CLICK)
    ask(client, "bob@example.org")
    mailbox.deliver(at + timedelta(minutes=5))
    assert mailbox.to("bob@example.org")[-1].links("l")
    bob = people.bob.browser()
    refused = send(
        bob, "/me/door", visible="y", takes_direct_asks="y", asks_per_30_days="4", connects_per_30_days="4"
    )
    assert refused.status_code == 422
    assert "never to e-mail you" in refused.text
    assert "Everything" in bob.get("/me/mail").text
    send(people.alice.browser(), "/me/profile", "/me/mail/lift", scope="everything")
    assert scopes(app) == ["everything"]
    send(bob, "/me/mail", "/me/mail/lift", scope="everything")
    assert scopes(app) == []
    with app.app_context():
        assert (people.bob.member.door.no_mail, people.bob.member.door.takes_direct_asks) == (False, False)
    opened = send(bob, "/me/door", takes_direct_asks="y", asks_per_30_days="4", connects_per_30_days="4")
    assert opened.status_code == 303


def test_the_database_itself_refuses_an_open_door_without_mail(app: Flask, people: People) -> None:
    assert people.bob.id
    with app.app_context(), pytest.raises(IntegrityError), atomic():
        db.session.scalars(select(Door)).one().no_mail = True


@pytest.mark.parametrize("address", ["bob@example.org", "nobody@example.org"])
def test_a_letter_that_signs_in_is_stopped_by_its_reader_and_never_by_a_mail_program(
    app: Flask, client: FlaskClient, people: People, address: str
) -> None:
    assert people.bob.id
    ask(client, address)
    with app.app_context():
        content = db.session.scalars(select(OutboxMessage)).one().content or b""
    assert b"List-Unsubscribe" not in content
    assert ReceivedMail("", "", content).links("x")
