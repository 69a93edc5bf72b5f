"""What members say of themselves, whom they know and whom they block."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.accounts import queries, service
from intro_app.accounts.models import Acquaintance, BlockKind, ContactField
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from tests.features.accounts_pages import form_secret, send
from tests.ground.people import People
from tests.ground.post_office import Mailbox

PROFILE = {
    "name": "Alice Marsh",
    "headline": "Restores old organs",
    "can_help_with": "Pipe metal\nand wood",
    "looking_for": "An hour with a metallurgist",
    "place": "Lyon",
    "languages": "French, English",
    "time_zone": "Europe/Paris",
    "phone": "+49 30 123456",
    "calendar_link": "https://cal.example.org/alice",
}


def test_a_profile_is_kept_as_it_was_typed(app: Flask, people: People) -> None:
    browser = people.alice.browser()
    assert send(browser, "/me/profile", **PROFILE).headers["Location"] == "/me?done=saved"
    page = browser.get("/me").text
    assert "Restores old organs" in page
    assert "+49" not in page
    with app.app_context():
        alice = people.alice.member
        assert alice.contact(ContactField) == {
            ContactField.EMAIL: "alice@example.org",
            ContactField.PHONE: "+49 30 123456",
            ContactField.CALENDAR_LINK: "https://cal.example.org/alice",
        }
        assert alice.addressee.time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "evil.com"),
        ("name", "Alice\u202eMarsh"),
        ("name", "Ali\u200bce"),
        ("name", "Раypal Support"),
        ("name", "alice@example.org"),
        ("name", "https://evil.example"),
        ("name", "A" * 61),
        ("name", "12345678"),
        ("headline", "x" * 121),
        ("headline", "safe\u202etxt"),
        ("headline", "two\nlines"),
        ("can_help_with", "x" * 601),
        ("looking_for", "\x00"),
        ("place", "x" * 81),
        ("languages", "x" * 121),
        ("time_zone", "Europe/Atlantis"),
        ("phone", "call me"),
        ("phone", "030 123456"),
        ("phone", "+49"),
        ("calendar_link", "http://cal.example.org"),
        ("calendar_link", "javascript:alert(1)"),
        ("calendar_link", "https://user@cal.example.org"),
        ("calendar_link", "https://[half"),
        ("calendar_link", "https://cal.example.org/<script>"),
        ("calendar_link", "https://cal.example.org/" + "x" * 200),
    ],
)
def test_bad_input_is_said_beside_its_field_and_what_was_typed_stays(
    app: Flask, people: People, field: str, value: str
) -> None:
    browser = people.alice.browser()
    refused = send(browser, "/me/profile", **(PROFILE | {field: value}))
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert "Pipe metal" in refused.text or field == "can_help_with"
    with app.app_context():
        assert people.alice.member.headline == ""


def test_a_form_sent_with_more_fields_changes_nothing_else(app: Flask, people: People) -> None:
    more = {"email": "mallory@example.org", "id": "99", "left_at": "2020-01-01", "public_id": "x", "mailbox": "x"}
    assert send(people.alice.browser(), "/me/profile", **(PROFILE | more)).status_code == 303
    with app.app_context():
        assert people.alice.member.email == "alice@example.org"
        assert people.alice.member.left_at is None


def test_a_door_begins_closed_and_opens_as_far_as_wished(app: Flask, people: People) -> None:
    person = people.join("Alice Marsh", door_open=False)
    browser = person.browser()
    wishes: dict[str, Any] = {
        "visible": "y",
        "takes_direct_asks": "y",
        "refused_purposes": ["sell", "hire"],
        "asks_per_30_days": "2",
        "connects_per_30_days": "0",
        "paused_until": "2026-06-01",
    }
    with app.app_context():
        assert not person.member.door.visible
    assert send(browser, "/me/door", **wishes).status_code == 303
    assert "paused until 1 June 2026" in browser.get("/me").text
    with app.app_context():
        door = person.member.door
        assert (door.visible, door.takes_direct_asks, door.refused_purposes) == (True, True, ["sell", "hire"])
        assert (door.asks_per_30_days, door.connects_per_30_days) == (2, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asks_per_30_days", "21"),
        ("asks_per_30_days", "-1"),
        ("asks_per_30_days", "many"),
        ("asks_per_30_days", "9" * 30),
        ("connects_per_30_days", ""),
        ("refused_purposes", "date"),
        ("paused_until", "tomorrow"),
    ],
)
def test_a_door_that_makes_no_sense_is_refused(people: People, field: str, value: str) -> None:
    wishes = {"asks_per_30_days": "4", "connects_per_30_days": "4", field: value}
    refused = send(people.alice.browser(), "/me/door", **wishes)
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text


def test_people_know_each_other_once_the_other_says_so_by_mail(
    app: Flask, client: FlaskClient, people: People, mailbox: Mailbox, at: datetime
) -> None:
    alice, bob = people.alice.browser(), people.bob
    send(alice, "/me/acquaintances", f"/people/{bob.public_id}/know")
    assert "Bob Keller" in alice.get("/me/acquaintances").text
    mailbox.deliver(at + timedelta(minutes=1))
    (letter,) = mailbox.to("bob@example.org")
    assert "Alice" not in letter.subject
    token = letter.link("k").rpartition("/")[2]
    for look in (client.get, client.head, client.get):
        assert look(f"/k/{token}").status_code == 200
    assert client.post("/k", data={"token": token}).status_code == 422
    with app.app_context():
        assert not queries.know_each_other(people.alice.id, bob.id)
    assert client.post("/k", data={"token": token, "answer": "yes"}).status_code == 200
    assert client.post("/k", data={"token": token, "answer": "yes"}).status_code == 200
    with app.app_context():
        assert queries.know_each_other(bob.id, people.alice.id)
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
    assert client.post("/k", data={"token": token, "answer": "yes"}, headers=from_elsewhere).status_code == 400


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
    assert _without_secrets(before) == _without_secrets(after)
    assert "Alice" not in bob.get("/me/acquaintances").text


def _without_secrets(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


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
                _without_secrets(alice.get(answer.headers["Location"]).text),
            )
        )
    assert pages[0] == pages[1]
    mailbox.deliver(at + timedelta(minutes=1))
    assert {letter.to for letter in mailbox.letters} == {"bob@example.org"}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Acquaintance)) == 1


def test_both_said_so_by_themselves_is_as_good_as_an_answer(app: Flask, people: People, at: datetime) -> None:
    send(people.alice.browser(), "/me/acquaintances", email=people.bob.email.upper())
    send(people.bob.browser(), "/me/acquaintances", f"/people/{people.alice.public_id}/know")
    with app.app_context():
        assert queries.know_each_other(people.alice.id, people.bob.id)


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
        assert queries.know_each_other(people.alice.id, people.bob.id)
    send(people.bob.browser(), "/me/acquaintances", end, acquaintance=number)
    with app.app_context():
        assert not queries.know_each_other(people.alice.id, people.bob.id)


def test_only_the_one_who_was_asked_can_answer(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        service.say_i_know(people.alice.member, people.bob.member, at)
        number = queries.proposed_to(people.bob.id)[0].id
    for person in (people.alice, people.mallory):
        path = "/me/acquaintances/answer"
        assert send(person.browser(), "/me/acquaintances", path, acquaintance=number, answer="yes").status_code == 422
    with app.app_context():
        assert not queries.know_each_other(people.alice.id, people.bob.id)


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
    answers = [send(alice, "/me/acquaintances", f"/people/{who}/know") for who in (hidden.public_id, "x" * 22)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_secrets(answers[0].text) == _without_secrets(answers[1].text)


def test_a_block_is_silent_ends_the_acquaintance_and_can_be_lifted(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    alice = people.alice.browser()
    for _ in range(2):
        sent = send(alice, "/me/acquaintances", f"/people/{people.bob.public_id}/block")
        assert sent.headers["Location"] == "/me/blocks?done=blocked"
    assert "Bob Keller" in alice.get("/me/blocks").text
    assert "Alice" not in people.bob.browser().get("/me/blocks").text
    with app.app_context():
        assert queries.is_blocked(people.bob.id, people.alice.id)
        assert not queries.know_each_other(people.alice.id, people.bob.id)
        (row,) = queries.blocked_by(people.alice.id)
    send(people.bob.browser(), "/me", "/me/blocks/lift", block=row.id)
    with app.app_context():
        assert queries.is_blocked(people.bob.id, people.alice.id)
    send(alice, "/me/blocks", "/me/blocks/lift", block=row.id)
    with app.app_context():
        assert not queries.is_blocked(people.bob.id, people.alice.id)


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
        assert queries.is_blocked_as_connector(people.carol.id, people.bob.id)
        assert not queries.is_blocked_as_connector(people.bob.id, people.carol.id)
        assert not queries.is_blocked(people.carol.id, people.bob.id)


def test_a_block_link_shows_first_and_blocks_when_ticked(
    app: Flask, client: FlaskClient, people: People, at: datetime
) -> None:
    with app.app_context():
        token = service.block_link(people.bob.id, people.mallory.id, at).rpartition("/")[2]
    for look in (client.get, client.head):
        assert look(f"/b/{token}").status_code == 200
    assert client.post("/b", data={"token": token}).status_code == 422
    with app.app_context():
        assert not queries.is_blocked(people.bob.id, people.mallory.id)
    assert client.post("/b", data={"token": token, "sure": "yes"}).status_code == 200
    with app.app_context():
        assert queries.is_blocked(people.bob.id, people.mallory.id)


def test_nobody_is_let_in_without_signing_in(client: FlaskClient) -> None:
    for path in ("/me", "/me/profile", "/me/door", "/me/sessions", "/me/acquaintances", "/me/blocks", "/me/mail"):
        assert client.get(path).status_code == 303
        assert client.get(path).headers["Location"].startswith("/sign-in")
    secret = form_secret(client.get("/sign-in"))
    assert client.post("/me/profile", data={"csrf_token": secret}).status_code == 303
