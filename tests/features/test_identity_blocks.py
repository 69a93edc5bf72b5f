"""Whom members block: in silence, at once, for as long as they like."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from intro_app.people import queries, service, visibility
from intro_app.people.models import BlockKind
from intro_app.people.reach import is_apart
from tests.support.identity_pages import send
from tests.support.mail_server import Mailbox
from tests.support.people import People


def test_a_block_is_silent_ends_the_acquaintance_and_can_be_lifted(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    alice = people.alice.browser()
    for _ in range(2):
        sent = send(alice, "/me/acquaintances", f"/people/{people.bob.public_id}/block")
        assert sent.headers["Location"] == "/me/blocks?done=blocked"
    assert "Bob Keller" in alice.get("/me/blocks").text
    assert "Alice" not in people.bob.browser().get("/me/blocks").text
    with app.app_context():
        assert visibility.is_blocked(people.bob.id, people.alice.id)
        assert not visibility.know_each_other(people.alice.id, people.bob.id)
        (row,) = queries.blocked_by(people.alice.id)
    send(people.bob.browser(), "/me", "/me/blocks/lift", block=row.mark)
    with app.app_context():
        assert visibility.is_blocked(people.bob.id, people.alice.id)
    send(alice, "/me/blocks", "/me/blocks/lift", block=row.mark)
    with app.app_context():
        assert not visibility.is_blocked(people.bob.id, people.alice.id)


def test_who_is_blocked_may_say_to_know_and_nothing_comes_of_it(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        service.block(people.bob.id, people.mallory.id, at)
        service.know_by_address(people.mallory.member, "bob@example.org", at)
        assert queries.proposed_to(people.bob.id) == []
    mailbox.deliver(at + timedelta(minutes=1))
    assert mailbox.letters == []


def test_blocking_a_connector_blocks_no_person(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        service.block(people.carol.id, people.bob.id, at, kind=BlockKind.AS_CONNECTOR)
        assert is_apart(people.carol.id, [], connector=people.bob.id)
        assert not is_apart(people.bob.id, [], connector=people.carol.id)
        assert not visibility.is_blocked(people.carol.id, people.bob.id)


def test_a_block_link_shows_first_and_blocks_when_ticked(
    app: Flask, client: FlaskClient, people: People, at: datetime
) -> None:
    with app.app_context():
        token = service.block_link(people.bob.id, people.mallory.id, at).rpartition("/")[2]
    for look in (client.get, client.head):
        assert look(f"/b/{token}").status_code == 200
    assert client.post("/b", data={"token": token}).status_code == 422
    with app.app_context():
        assert not visibility.is_blocked(people.bob.id, people.mallory.id)
    assert client.post("/b", data={"token": token, "sure": "yes"}).status_code == 200
    with app.app_context():
        assert visibility.is_blocked(people.bob.id, people.mallory.id)
