"""What members say of themselves, and how far they open their door."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import atomic
from intro_app.errors import DomainError
from intro_app.identity import service
from intro_app.identity.models import ContactField
from tests.support.forms import FROM_OUR_PAGE
from tests.support.identity_pages import form_secret, send
from tests.support.people import People

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


def test_a_newcomer_is_asked_for_little_and_finds_the_rest_folded(people: People) -> None:
    browser = people.alice.browser()
    assert browser.get("/me/profile").text.count('<details class="more">') == 3
    refused = send(browser, "/me/profile", **PROFILE | {"phone": "seven"})
    assert refused.text.count('<details class="more" open>') == 3, "what is wrong must be seen"
    send(browser, "/me/profile", **PROFILE)
    assert browser.get("/me/profile").text.count('<details class="more" open>') == 3


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


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "evil.com"),
        ("name", "Alice\u202eMarsh"),
        ("name", "Раypal Support"),
        ("name", "alice@example.org"),
        ("name", "https://evil.example"),
        ("name", "A" * 101),
        ("name", "12345678"),
        ("headline", "x" * 121),
        ("can_help_with", "x" * 601),
        ("looking_for", "o" + "\u0301" * 9),
        ("place", "x" * 81),
        ("languages", "x" * 121),
        ("headline", "Restores organs, alice@example.org"),
        ("can_help_with", "Pipe metal\nCall me on +49 30 123456"),
        ("looking_for", "A metallurgist; alice (at) organs dot example dot com"),
        ("place", "Lyon, www.organs.example.com"),
        ("languages", "French, or by https://t.me/alice"),
        ("time_zone", "Europe/Atlantis"),
        ("phone", "call me"),
        ("phone", "030 123456"),
        ("phone", "+49"),
        ("calendar_link", "http://cal.example.org"),
        ("calendar_link", "javascript:alert(1)"),
        ("calendar_link", "https://user@cal.example.org"),
        ("calendar_link", "https://[half"),
        ("calendar_link", "https://cal.example.org/<script>"),
        ("calendar_link", "https://cal.example.org/" + "x" * 2000),
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


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("field", "pasted", "kept"),
    [
        ("name", "Ali\u200bce Marsh\u00a0", "Alice Marsh"),
        ("name", "\u202aAlice Marsh\u202c", "Alice Marsh"),
        ("headline", "safe\u202etxt", "safetxt"),
        ("headline", "two\nlines", "two lines"),
        ("headline", "Soft\u00adware\u2060\ufeff \u2066here\u2069", "Software here"),
        ("can_help_with", "one\u2028two\x0bthree\r\nfour", "one\ntwo\nthree\nfour"),
        ("looking_for", "\x00nothing\x1b", "nothing"),
        ("looking_for", "👩\u200d👩\u200d👧 ❤\ufe0f", "👩\u200d👩\u200d👧 ❤\ufe0f"),
        ("place", "Lyon\u200b", "Lyon"),
        ("languages", "فارسی می\u200cخوانم", "فارسی می\u200cخوانم"),
        ("phone", "\u202a+49 30 5550100\u202c", "+49 30 5550100"),
        ("phone", "tel:+49-30-5550100", "+49 30 5550100"),
        ("calendar_link", "<cal.example.org/alice>", "https://cal.example.org/alice"),
        ("calendar_link", "https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("calendar_link", "https://cal.example.org/" + "x" * 223, "https://cal.example.org/" + "x" * 223),
    ],
)
def test_what_came_along_when_it_was_pasted_is_left_out(
    app: Flask, people: People, field: str, pasted: str, kept: str
) -> None:
    assert send(people.alice.browser(), "/me/profile", **(PROFILE | {field: pasted})).status_code == 303
    with app.app_context():
        assert getattr(people.alice.member, field) == kept


def test_why_a_detail_does_not_belong_into_a_profile_is_said_kindly(people: People) -> None:
    refused = send(
        people.alice.browser(), "/me/profile", **(PROFILE | {"headline": "Organs: alice@example.org"})
    )
    assert "“alice@example.org”. Please remove it: you can share it once you both say yes." in refused.text


def test_what_stood_in_a_profile_before_stays_until_it_is_edited(app: Flask, people: People) -> None:
    browser, old = people.alice.browser(), "Pipe metal\r\nwww.organs.example.com"
    with app.app_context(), atomic():
        people.alice.member.can_help_with = "Pipe metal\nwww.organs.example.com"
    assert send(browser, "/me/profile", **(PROFILE | {"can_help_with": old})).status_code == 303
    assert send(browser, "/me/profile", **(PROFILE | {"can_help_with": f"{old}, wood"})).status_code == 422
    assert (
        send(browser, "/me/profile", **(PROFILE | {"looking_for": "www.organs.example.com"})).status_code
        == 422
    )
    assert send(browser, "/me/profile", **PROFILE).status_code == 303


def test_no_other_way_leads_a_detail_into_a_profile(app: Flask, people: People) -> None:
    with app.app_context(), pytest.raises(DomainError, match="This looks like a link"):
        service.describe_yourself(
            people.alice.member, service.ProfileInput(name="Alice Marsh", place="organs.example.com")
        )


@pytest.mark.one_database
@pytest.mark.parametrize(
    "place", ["10115 Berlin", "St. Gallen", "Washington D.C.", "San Francisco, CA 94110", "47.37 N"]
)
def test_places_are_no_details(people: People, place: str) -> None:
    assert send(people.alice.browser(), "/me/profile", **(PROFILE | {"place": place})).status_code == 303


def test_a_form_sent_with_more_fields_changes_nothing_else(app: Flask, people: People) -> None:
    more = {
        "email": "mallory@example.org",
        "id": "99",
        "left_at": "2020-01-01",
        "public_id": "x",
        "mailbox": "x",
    }
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


@pytest.mark.one_database
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


@pytest.mark.one_database
def test_a_form_older_than_the_newest_numbers_keeps_them(app: Flask, people: People) -> None:
    browser = people.alice.browser()
    wishes = {"visible": "y", "asks_per_30_days": "2", "connects_per_30_days": "3"}
    assert send(browser, "/me/door", **wishes, paused_until="2026-06-01").status_code == 303
    assert send(browser, "/me/door", takes_direct_asks="y", paused_until="").status_code == 303
    with app.app_context():
        door = people.alice.member.door
        assert (door.visible, door.takes_direct_asks, door.paused_until) == (False, True, None)
        assert (door.asks_per_30_days, door.connects_per_30_days) == (2, 3)


@pytest.mark.one_database
def test_a_door_that_is_older_than_its_session_is_handed_back(people: People) -> None:
    old = form_secret(people.alice.browser().get("/me/door"))
    wishes = {"asks_per_30_days": "7", "connects_per_30_days": "3", "csrf_token": old}
    held = people.alice.browser().post("/me/door", data=wishes, headers=FROM_OUR_PAGE)
    assert held.status_code == 422
    assert 'name="asks_per_30_days" value="7"' in held.text


def test_nobody_is_let_in_without_signing_in(client: FlaskClient) -> None:
    for path in (
        "/me",
        "/me/profile",
        "/me/door",
        "/me/sessions",
        "/me/acquaintances",
        "/me/blocks",
        "/me/mail",
    ):
        assert client.get(path).status_code == 303
        assert client.get(path).headers["Location"].startswith("/sign-in")
    secret = form_secret(client.get("/sign-in"))
    assert client.post("/me/profile", data={"csrf_token": secret}).status_code == 303
