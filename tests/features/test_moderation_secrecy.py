"""What a moderator cannot see and cannot do: one test a rule."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from intro_app.audit.queries import looks_at
from intro_app.db import atomic, db
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation import service
from tests.support.browsing import grouped
from tests.support.calendar import Calendar
from tests.support.followups import connected, rows
from tests.support.forms import form_with
from tests.support.moderation import TEXT, UPHELD, Court, noted
from tests.support.people import MemberHandle


def press(browser: FlaskClient, page: str, action: str, **typed: str) -> tuple[int, str]:
    """Send the form of a page that goes to this address."""
    form = form_with(browser.get(page).text, action=action)
    answer = browser.post(form.action, data=grouped(form.filled(**typed)))
    return answer.status_code, answer.text


def reads(court: Court, person: MemberHandle | None = None) -> tuple[int, str]:
    """A moderator asks to read the introduction."""
    return press(court.desk(person), court.path, "/read")


def test_members_do_not_even_learn_that_there_is_a_desk(held: Court) -> None:
    for browser in (held.people.alice.browser(), held.people.alice.browser(by_passkey=True)):
        for path in ("/moderation", held.path):
            assert browser.get(path).status_code == 404


def test_a_moderator_without_their_passkey_is_led_to_the_page_of_passkeys(held: Court) -> None:
    browser = held.people.dan.browser()
    for path in ("/moderation", held.path):
        assert browser.get(path).location == "/me/passkeys"
    assert "/moderation" not in browser.get("/me").text


def test_the_queue_names_nobody_and_quotes_nothing(held: Court) -> None:
    page = held.desk().get("/moderation").text
    assert "Kept pushing after I said no" in page
    assert not [word for word in ("Alice", "Carol", TEXT, "@example.org", "choir") if word in page]


def test_a_case_names_nobody_before_the_look_is_noted(held: Court) -> None:
    page = held.desk().get(held.path).text
    assert not [word for word in ("Alice", "Carol", TEXT, "@example.org", "choir") if word in page]


def test_each_look_is_noted_once(held: Court, the_calendar: Calendar) -> None:
    for looks in (1, 2):
        the_calendar.go_to(held.at + timedelta(hours=looks))  # for half an hour the page shows it anyway
        status, page = reads(held)
        assert status == 200
        assert TEXT in page
        with held.app.app_context():
            assert noted("read_introduction") == looks


def test_looking_at_pages_changes_nothing(held: Court) -> None:
    browser = held.desk()
    with held.app.app_context():
        before = rows()
    for path in (
        "/moderation",
        held.path,
        f"{held.path}/read",
        f"{held.path}/details",
        "/transparency",
        "/me/cases",
    ):
        browser.get(path)
        browser.head(path)
    with held.app.app_context():
        assert rows() == before


def test_reading_an_introduction_shows_no_contact_details(held: Court) -> None:
    assert "@example.org" not in reads(held)[1]


def test_details_need_a_reason(held: Court) -> None:
    for why in ("", "because", "because " * 6_000):
        status, page = _reveals(held, why)
        assert status == 422
        assert 'id="why-first-error"' in page, "said beside the field"
        assert why.strip() in page, "what was typed is kept"
        assert "alice@example.org" not in page
    with held.app.app_context():
        assert noted("looked_at_details") == 0


def test_details_are_shown_once_for_a_reason_that_the_person_can_read(held: Court) -> None:
    status, page = _reveals(held, "She asked us to call her back.")
    assert status == 200
    assert "alice@example.org" in page
    assert "carol@example.org" not in page
    with held.app.app_context():
        (look,) = looks_at(held.people.alice.id)
        assert (look.actor_id, look.why) == (held.people.dan.id, "She asked us to call her back.")
        assert not looks_at(held.people.carol.id)
    assert held.desk().get(f"{held.path}/details").status_code == 405


def test_an_introduction_is_readable_only_while_its_case_is_open(held: Court) -> None:
    with held.app.app_context():
        held.hear(held.at)
        service.decide(held.case_id, UPHELD, held.people.dan.member, at=held.at + timedelta(days=11))
        before = noted()
        with pytest.raises(service.AccessRefused):
            service.look(held.case, held.people.dan.member, at=held.at)
        with pytest.raises(service.AccessRefused):
            service.reveal(held.case, Role.FIRST, "a good long reason", held.people.dan.member, at=held.at)
        assert noted() == before
    page = held.desk().get(held.path)
    assert page.status_code == 200
    assert not [word for word in ("Alice", "Carol", TEXT, UPHELD.facts, "choir") if word in page.text]


def near(court: Court, way: str) -> None:
    """Bring Dan close to Alice or Carol."""
    people, at = court.people, court.at
    if way == "knows Alice":
        people.know_each_other(people.dan, people.alice)
    elif way == "knows somebody who knows Carol":
        people.know_each_other(people.dan, people.bob)
        people.know_each_other(people.bob, people.carol)
    elif way == "was introduced to somebody who was introduced to Alice":
        with court.app.app_context():
            connected(people.dan.member, people.bob.member, at, mark="a")
            connected(people.alice.member, people.bob.member, at, mark="b")
    else:
        with court.app.app_context(), atomic():
            introduction = db.session.get_one(Introduction, court.introduction_id)
            introduction.guests.append(
                Guest(role=Role.CONNECTOR, carrier=Carrier.SITE, email="Dan+x@example.org")
            )


@pytest.mark.parametrize(
    "way",
    [
        "knows Alice",
        "knows somebody who knows Carol",
        "was introduced to somebody who was introduced to Alice",
        "reads the mailbox of its guest",
    ],
)
def test_a_moderator_within_two_steps_neither_reads_nor_decides(held: Court, way: str) -> None:
    near(held, way)
    assert held.public_id not in held.desk().get("/moderation").text
    refused = held.desk().get(held.path)
    assert refused.status_code == 403
    assert "You’re too close to someone in this case." in refused.text
    with held.app.app_context():
        dan = held.people.dan.member
        for act in (
            lambda: service.look(held.case, dan, at=held.at),
            lambda: service.reveal(held.case, Role.FIRST, "a good long reason", dan, at=held.at),
            lambda: held.hear(held.at),
            lambda: service.freeze(held.case_id, held.at + timedelta(days=3), "So.", dan, at=held.at),
            lambda: service.decide(held.case_id, UPHELD, dan, at=held.at),
        ):
            with pytest.raises(service.AccessRefused):
                act()
        assert noted("read_introduction") + noted("looked_at_details") + noted("decided_case") == 0


def test_nobody_judges_their_own_case(held: Court) -> None:
    held.people.alice.becomes("moderator")
    assert held.desk(held.people.alice).get(held.path).status_code == 403
    held.people.carol.becomes("moderator")
    assert held.desk(held.people.carol).get(held.path).status_code == 403


def test_a_held_ask_is_nobodys_business_once_it_is_sent(held: Court) -> None:
    with held.app.app_context():
        public_id = db.session.get_one(Introduction, held.introduction_id).public_id
    browser = held.desk()
    secret = form_with(browser.get(held.path).text, action="/read").hidden
    for step in ("read", "release", "return"):
        assert browser.post(f"/moderation/held/{public_id}/{step}", data=secret).status_code == 404


def _reveals(court: Court, why: str) -> tuple[int, str]:
    browser = court.desk()
    secret = form_with(browser.get(court.path).text, action="/hear").hidden
    answer = browser.post(f"{court.path}/details", data={**secret, "role": "first", "why": why})
    return answer.status_code, answer.text
