"""Whom members know: by the word of both, ended by either, seen by nobody else."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from intro_app.people import queries, service, visibility
from intro_app.people.models import Acquaintance
from tests.support.identity_pages import send, without_secrets
from tests.support.mail_server import Mailbox
from tests.support.people import People


def test_people_know_each_other_once_the_other_says_so_by_mail(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, at: datetime
) -> None:
    alice, bob = people.alice.browser(), people.bob
    send(alice, "/me/acquaintances", f"/people/{bob.public_id}/know")
    assert "Bob Keller" in alice.get("/me/acquaintances").text
    mailbox.deliver(at + timedelta(minutes=1))
    (letter,) = mailbox.to("bob@example.org")
    assert letter.subject == "Alice Marsh says you know each other"
    token = letter.link("k").rpartition("/")[2]
    for look in (client.get, client.head, client.get):
        assert look(f"/k/{token}").status_code == 200
    assert client.post("/k", data={"token": token}).status_code == 422
    with app.app_context():
        assert not visibility.know_each_other(people.alice.id, bob.id)
    assert client.post("/k", data={"token": token, "answer": "yes"}).status_code == 200
    assert client.post("/k", data={"token": token, "answer": "yes"}).status_code == 200
    with app.app_context():
        assert visibility.know_each_other(bob.id, people.alice.id)
        assert [row.name for row in queries.acquaintances_of(bob.id)] == ["Alice Marsh"]


def test_token_pages_of_acquaintances_set_no_cookie_and_refuse_what_was_changed(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        service.say_i_know(people.alice.member, people.bob.member, at)
    mailbox.deliver(at + timedelta(minutes=1))
    token = mailbox.to("bob@example.org")[0].link("k").rpartition("/")[2]
    shown = client.get(f"/k/{token}")
    assert "Set-Cookie" not in shown.headers
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    for other in (token[:-1], token + "=", token + "x"):
        assert client.get(f"/k/{other}").status_code == 404
        assert client.post("/k", data={"token": other, "answer": "yes"}).status_code == 404
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (
        client.post("/k", data={"token": token, "answer": "yes"}, headers=from_elsewhere).status_code == 400
    )


def test_a_no_looks_to_the_one_who_asked_like_silence(app: Flask, people: People, at: datetime) -> None:
    alice = people.alice.browser()
    with app.app_context():
        service.say_i_know(people.alice.member, people.bob.member, at)
        service.say_i_know(people.alice.member, people.carol.member, at)
        declined = queries.proposed_to(people.bob.id)[0].id
    before = alice.get("/me/acquaintances").text
    bob = people.bob.browser()
    send(bob, "/me/acquaintances", "/me/acquaintances/answer", acquaintance=declined, answer="no")
    after = alice.get("/me/acquaintances").text
    assert without_secrets(before) == without_secrets(after)
    assert "Alice" not in bob.get("/me/acquaintances").text


def test_naming_an_address_does_not_tell_whether_anybody_reads_it(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    assert people.bob.email == "bob@example.org"
    alice = people.alice.browser()
    pages = []
    for address in ("bob@example.org", "nobody@example.org"):
        answer = send(alice, "/me/acquaintances", email=address)
        pages.append(
            (
                answer.status_code,
                answer.headers["Location"],
                without_secrets(alice.get(answer.headers["Location"]).text),
            )
        )
    assert pages[0] == pages[1]
    assert "If this person is a member, we’ve asked them." in "".join(pages[0][2])
    mailbox.deliver(at + timedelta(minutes=1))
    assert {letter.to for letter in mailbox.letters} == {"bob@example.org"}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Acquaintance)) == 1


def test_both_said_so_by_themselves_is_as_good_as_an_answer(app: Flask, people: People, at: datetime) -> None:
    send(people.alice.browser(), "/me/acquaintances", email=people.bob.email.upper())
    send(people.bob.browser(), "/me/acquaintances", f"/people/{people.alice.public_id}/know")
    with app.app_context():
        assert visibility.know_each_other(people.alice.id, people.bob.id)


def test_others_see_it_only_when_both_wish_so(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    with app.app_context():
        number = queries.acquaintances_of(people.alice.id)[0].id
    seen = []
    for person in (people.mallory, people.alice, people.bob):
        send(person.browser(), "/me/acquaintances", "/me/acquaintances/show", acquaintance=number, show="yes")
        with app.app_context():
            seen.append(db.session.get_one(Acquaintance, number).shown)
    assert seen == [False, False, True]


def test_either_can_end_it_and_nobody_else(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    with app.app_context():
        number = queries.acquaintances_of(people.alice.id)[0].id
    end = "/me/acquaintances/end"
    send(people.mallory.browser(), "/me/acquaintances", end, acquaintance=number)
    with app.app_context():
        assert visibility.know_each_other(people.alice.id, people.bob.id)
    bob = people.bob.browser()
    done = send(bob, "/me/acquaintances", end, acquaintance=number).headers["Location"]
    assert "Done. We don’t tell the other person." in bob.get(done).text
    with app.app_context():
        assert not visibility.know_each_other(people.alice.id, people.bob.id)


def test_only_the_one_who_was_asked_can_answer(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        service.say_i_know(people.alice.member, people.bob.member, at)
        number = queries.proposed_to(people.bob.id)[0].id
    for person in (people.alice, people.mallory):
        path = "/me/acquaintances/answer"
        assert (
            send(person.browser(), "/me/acquaintances", path, acquaintance=number, answer="yes").status_code
            == 422
        )
    with app.app_context():
        assert not visibility.know_each_other(people.alice.id, people.bob.id)


def test_an_old_link_never_answers_a_later_question(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        service.say_i_know(people.mallory.member, people.bob.member, at)
        service.end(queries.proposed_to(people.bob.id)[0].id, people.bob.id, at)
        service.say_i_know(people.alice.member, people.carol.member, at)
        (old,) = db.session.scalars(select(OutboxMessage.about).where(OutboxMessage.dropped_at.is_not(None)))
        (new,) = db.session.scalars(select(OutboxMessage.about).where(OutboxMessage.dropped_at.is_(None)))
    assert old != new


def test_hidden_people_and_people_who_are_not_there_get_the_same_page(people: People) -> None:
    hidden = people.join("Carol Duarte", door_open=False)
    alice = people.alice.browser()
    answers = [
        send(alice, "/me/acquaintances", f"/people/{who}/know") for who in (hidden.public_id, "x" * 22)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert without_secrets(answers[0].text) == without_secrets(answers[1].text)
