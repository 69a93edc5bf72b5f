"""The staff pages about members: who is listed, and that opening an account is an act its owner reads of."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.db import db
from intro_app.identity import service as accounts
from intro_app.identity.models import StaffRole
from intro_app.identity.queries import staff_roles
from intro_app.introductions.states import Role
from intro_app.moderation import service as moderation
from intro_app.organising.members import queries, service
from intro_app.organising.members.policy import MemberOrder, MemberState
from intro_app.organising.members.queries import MemberFilter, MemberRow
from intro_app.organising.members.service import RightsRefused
from intro_app.privacy.archives import contents
from tests.support.calendar import Calendar
from tests.support.identity_pages import follow, letters, link_in
from tests.support.mail_server import Mailbox
from tests.support.moderation import UPHELD, court
from tests.support.organising import WHY, account_of, does, opens
from tests.support.people import People, visitor
from tests.support.shelf import Shelf


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def listed(app: Flask, wanted: MemberFilter, after: str = "") -> tuple[list[MemberRow], str]:
    with app.app_context():
        return queries.members_page(wanted, after)


def names(app: Flask, **wanted: Any) -> list[str]:
    return [row.name for row in listed(app, MemberFilter(**wanted))[0]]


def test_members_are_found_by_name_and_by_the_whole_address_only(app: Flask, people: People) -> None:
    for person in (people.alice, people.join("Zoe Marsh", "zoe+mutual@example.org")):
        assert person.name in names(app, typed="marsh")
    assert names(app, typed="ZOE@example.org") == ["Zoe Marsh"]
    assert names(app, typed="@example.org") == []
    assert names(app, typed="100%") == []


def test_members_are_filtered_and_ordered(app: Flask, people: People, at: datetime) -> None:
    people.alice.session()
    people.bob.becomes("host")
    assert names(app, state=MemberState.NEVER) == ["Bob Keller"]
    assert names(app, state=MemberState.ACTIVE) == ["Alice Marsh"]
    assert names(app, role=StaffRole.HOST) == ["Bob Keller"]
    assert names(app, joined=at.date()) == ["Bob Keller", "Alice Marsh"]
    assert names(app, joined=date(2019, 12, 1)) == []
    assert names(app, order=MemberOrder.OLDEST) == ["Alice Marsh", "Bob Keller"]
    assert names(app, order=MemberOrder.SEEN) == ["Alice Marsh", "Bob Keller"]


@pytest.mark.parametrize("order", list(MemberOrder))
def test_every_member_is_on_exactly_one_page(app: Flask, people: People, order: MemberOrder) -> None:
    with app.app_context():
        for number in range(queries.PAGE + 5):
            accounts.join(f"m{number}@example.org", "Maria Souza", people.at)
    first, after = listed(app, MemberFilter(order=order))
    rest, end = listed(app, MemberFilter(order=order), after)
    assert (len(first), len(rest), end) == (queries.PAGE, 5, "")
    assert len({row.id for row in [*first, *rest]}) == queries.PAGE + 5


def test_when_somebody_was_seen_is_known_by_month_only(
    app: Flask, people: People, the_calendar: Calendar
) -> None:
    browser = people.alice.browser()
    with app.app_context():
        assert people.alice.member.seen_month == clock.now().date().replace(day=1)
    for _fortnight in range(2):
        the_calendar.pass_by(timedelta(days=14))
        browser.get("/me")
    with app.app_context():
        assert people.alice.member.seen_month == clock.now().date().replace(day=1)


@pytest.mark.one_database
def test_an_account_opens_for_a_reason_which_its_owner_reads_at_once(
    people: People, dan: FlaskClient
) -> None:
    path = account_of(people.alice)
    assert "alice@example.org" not in dan.get(path).text
    refused = dan.post(f"{path}/sessions", data=_secret(dan, path))
    assert refused.status_code == 409, "nobody acts on an account that they have no reason to look at"
    assert "alice@example.org" in opens(dan, people.alice).text
    read = people.alice.browser().get("/me/looks").text
    assert WHY in read
    assert "By someone on the team" in read


@pytest.mark.one_database
def test_a_look_lasts_half_an_hour_and_is_the_readers_own(
    people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    opens(dan, people.alice)
    erin = people.join("Erin Foley").becomes("host").browser(by_passkey=True)
    assert "alice@example.org" not in erin.get(account_of(people.alice)).text
    the_calendar.pass_by(timedelta(minutes=25))
    assert "alice@example.org" in dan.get(account_of(people.alice)).text
    the_calendar.pass_by(timedelta(minutes=6))
    assert "alice@example.org" not in dan.get(account_of(people.alice)).text


@pytest.mark.one_database
@pytest.mark.parametrize("why", ["", "short", "x" * 201])
def test_a_reason_has_to_say_something(people: People, dan: FlaskClient, why: str) -> None:
    path = account_of(people.alice)
    assert dan.post(f"{path}/look", data={**_secret(dan, path), "why": why}).status_code == 422
    assert "alice@example.org" not in dan.get(path).text


@pytest.mark.one_database
def test_a_note_is_read_by_staff_and_in_the_members_own_data(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    opens(dan, people.alice)
    assert does(dan, people.alice, "note", words="Asked for a new address.").status_code == 303
    assert "Asked for a new address." in dan.get(account_of(people.alice)).text
    with app.app_context():
        (note,) = contents(people.alice.member, people.at)["staff_notes"]
        assert note["words"] == "Asked for a new address."


@pytest.mark.one_database
def test_a_member_is_signed_out_everywhere_and_sent_a_link(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    hers = people.alice.browser()
    opens(dan, people.alice)
    does(dan, people.alice, "sessions")
    assert hers.get("/me").status_code == 303
    does(dan, people.alice, "link")
    letter = next(one for one in letters(app) if "/l/" in one)
    assert "code" not in letter
    assert follow(visitor(app), link_in(letter)).status_code == 303


@pytest.mark.one_database
def test_a_change_of_address_is_begun_and_stopped(app: Flask, people: People, dan: FlaskClient) -> None:
    opens(dan, people.alice)
    assert does(dan, people.alice, "move", email="alice@new.example", why=WHY).status_code == 303
    assert "alice@new.example" not in dan.get(account_of(people.alice)).text
    assert any("may move to another address" in one or "keep this address" in one for one in letters(app))
    does(dan, people.alice, "move/stop")
    assert does(dan, people.alice, "move", email="alice@example.org", why=WHY).status_code == 422


@pytest.mark.one_database
def test_rights_are_given_singly_after_a_fresh_sign_in(
    app: Flask, people: People, dan: FlaskClient, the_calendar: Calendar
) -> None:
    opens(dan, people.alice)
    does(dan, people.alice, "rights", right="host", why="She welcomes new people.")
    with app.app_context():
        assert staff_roles(people.alice.id) == {StaffRole.HOST}
    hers = people.alice.browser(by_passkey=True)
    assert hers.get("/staff/requests").status_code == 200
    assert hers.get("/moderation").status_code == 404
    opens(hers, people.bob)
    path = account_of(people.bob)
    assert hers.post(f"{path}/rights", data=_secret(hers, path)).status_code == 404
    the_calendar.pass_by(timedelta(minutes=11))
    path = account_of(people.alice)
    stale = dan.post(f"{path}/rights", data={**_secret(dan, path), "right": "host", "change": "take"})
    assert "/sign-in/again" in stale.headers["Location"]


def test_nobody_gives_themselves_a_right_and_the_last_one_keeps_it(app: Flask, people: People) -> None:
    people.dan.becomes("give_rights")
    with app.app_context():
        dan, at = people.dan.member, people.at
        with pytest.raises(RightsRefused, match="give yourself"):
            service.give_right(dan, StaffRole.ADMIN, WHY, dan, at)
        with pytest.raises(RightsRefused, match="last one"):
            service.take_right(dan, StaffRole.GIVE_RIGHTS, WHY, dan, at)
        service.give_right(people.alice.member, StaffRole.ADMIN, WHY, dan, at)
        service.take_right(dan, StaffRole.GIVE_RIGHTS, WHY, people.alice.member, at)
        with pytest.raises(RightsRefused, match="last one"):
            service.take_right(people.alice.member, StaffRole.ADMIN, WHY, people.alice.member, at)
        assert staff_roles(people.alice.id) == {StaffRole.ADMIN}


def test_closed_cases_are_for_moderators_and_nobody_reads_who_reported(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf
) -> None:
    held = court(app, people, mailbox, at, shelf)
    with app.app_context():
        moderation.reveal(held.case, Role.SECOND, "To tell two people apart.", people.dan.member, at=at)
        held.hear(at)
        moderation.decide(held.case_id, UPHELD, people.dan.member, at=at + timedelta(days=11))
        db.session.remove()
    erin = people.join("Erin Foley").becomes("admin").browser(by_passkey=True)
    dan = people.dan.becomes("host").browser(by_passkey=True)
    for browser, member in ((erin, people.alice), (erin, people.carol), (dan, people.carol)):
        page = opens(browser, member).text
        assert "/moderation/cases/" not in page
        assert "tell two people apart" not in page
    assert "/moderation/cases/" in opens(dan, people.alice).text


def test_notes_go_when_their_member_leaves(app: Flask, people: People) -> None:
    with app.app_context():
        service.write_note(people.alice.member, "A note.", people.dan.member, people.at)
        service.erase_notes(people.alice.id)
        assert queries.notes_of(people.alice.id) == []


def _secret(browser: FlaskClient, path: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)
    assert found
    return {"csrf_token": found[1]}
