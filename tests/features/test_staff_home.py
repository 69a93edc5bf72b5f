"""The front page of staff and the badge that leads there: what waits for whom, and what it costs."""

import re
from datetime import datetime

import pytest
from flask import Flask

from intro_app import clock, periodic
from intro_app.db import atomic, db
from intro_app.groups.models import MemberGroup
from intro_app.groups.service import ask_to_join_group, make_group
from intro_app.joining.requests.models import JoinRequest
from intro_app.journal.models import Restoration
from intro_app.organising.suspensions import service as suspensions
from tests.support.database_statements import statements_of
from tests.support.mail_server import Mailbox
from tests.support.moderation import court
from tests.support.people import MemberHandle, People
from tests.support.shelf import Shelf
from tests.support.staff_pages import badge
from tests.support.suspending import suspended

RIGHTS = ("host", "moderator", "caretaker", "money", "give_rights", "admin")
OPENED_BY = {
    "/staff": set(RIGHTS),
    "/staff/figures": {"caretaker", "admin"},
    "/staff/health": {"caretaker", "admin"},
    "/staff/settings": {"caretaker", "admin"},
    "/staff/members": {"host", "admin"},
    "/staff/money": {"money", "admin"},
    "/moderation": {"moderator"},
}


def asks_to_join(at: datetime) -> None:
    """Somebody waits to be let in; in an application context."""
    with atomic():
        asked = JoinRequest(
            mailbox_hash="waiting", name="Mei", address="mei@x.example", answers=[], asked_at=at, answer_by=at
        )
        db.session.add(asked)


@pytest.mark.parametrize("right", RIGHTS)
def test_each_right_opens_its_pages_and_is_shown_their_links(people: People, right: str) -> None:
    browser = people.dan.becomes(right).browser(by_passkey=True)
    home = browser.get("/staff").text
    for path, opened_by in OPENED_BY.items():
        assert browser.get(path).status_code == (200 if right in opened_by else 404), path
        assert (f'href="{path}"' in home) == (right in opened_by), path


def test_it_is_no_page_for_members_and_staff_without_a_passkey_are_led_to_one(people: People) -> None:
    for path in ("/staff", "/staff/figures", "/staff/health", "/staff/settings"):
        assert people.alice.browser(by_passkey=True).get(path).status_code == 404
    led = people.dan.becomes("caretaker").browser().get("/staff")
    assert (led.status_code, led.location) == (303, "/me/passkeys")
    assert badge(people.alice) is None


def test_a_host_is_told_of_requests_and_of_appeals_that_are_not_their_own_decision(
    app: Flask, people: People, at: datetime
) -> None:
    dan, erin = people.dan.becomes("host"), people.join("Erin Foley").becomes("host")
    assert badge(dan) == 0
    with app.app_context():
        asks_to_join(at)
        group = make_group(dan.member, "Class of 2014", takes_requests=True, at=at)
        ask_to_join_group(people.alice.member, db.session.get_one(MemberGroup, group.id), at)
    assert badge(dan) == 2
    found = suspended(app, people.mallory, dan, at)
    with app.app_context():
        suspensions.appeal(found, "It was one letter to each of two people.", at)
    assert (badge(dan), badge(erin)) == (2, 3)
    home = erin.browser(by_passkey=True).get("/staff").text
    assert "1 request to join" in home
    assert "1 request to be in a group" in home
    assert "Mallory Voss appeals" in home


def test_a_moderator_is_told_of_reports_but_not_of_one_with_a_part_of_theirs(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf
) -> None:
    court(app, people, mailbox, at, shelf)
    assert badge(people.dan) == 1
    for party in (people.alice, people.carol):
        assert badge(party.becomes("moderator")) == 0
    assert badge(people.bob.becomes("host")) == 0, "reports are for moderators"


def test_the_number_costs_one_statement_and_members_nothing(app: Flask, people: People) -> None:
    def statements(person: MemberHandle) -> tuple[int, int]:
        browser = person.browser(by_passkey=True)
        browser.get("/people")
        with statements_of(app) as sent:
            browser.get("/people")
        return len([one for one in sent if "join_request" in one]), len(sent)

    assert statements(people.alice)[0] == 0
    caretaker = statements(people.dan.becomes("caretaker"))
    assert caretaker[0] == 0
    assert statements(people.bob.becomes("admin")) == (1, caretaker[1])


def test_my_page_leads_to_the_pages_of_staff(app: Flask, people: People, at: datetime) -> None:
    dan = people.dan.becomes("host")
    with app.app_context():
        asks_to_join(at)
    page = dan.browser(by_passkey=True).get("/me").text
    assert "1 thing waits for you" in page
    assert "Running this site" not in people.alice.browser().get("/me").text


def test_health_says_what_is_wrong_and_never_an_address(app: Flask, people: People) -> None:
    at = clock.now()
    browser = people.dan.becomes("caretaker").browser(by_passkey=True)
    page = browser.get("/staff/health").text
    assert "isn’t running" in page
    assert "Tell whoever runs the server." in page
    assert "As far as we know, no backup" in page
    with app.app_context():
        periodic.beat("a worker", at, at)
        periodic.note_verified_backup(at)
    page = browser.get("/staff/health").text
    assert "isn’t running" not in page
    assert "Last checked backup" in page
    assert "@" not in re.sub(
        r'href="mailto:[^"]*"[^<]*<', "", page.partition("<main")[2].partition("</main>")[0]
    )


def test_a_caretaker_reads_on_the_front_page_what_is_wrong(people: People) -> None:
    assert "isn’t running" in people.dan.becomes("caretaker").browser(by_passkey=True).get("/staff").text
    assert "isn’t running" not in people.bob.becomes("host").browser(by_passkey=True).get("/staff").text


def test_a_moderator_is_not_counted_a_case_of_people_they_know_which_their_queue_leaves_out(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, shelf: Shelf
) -> None:
    court(app, people, mailbox, at, shelf)
    people.know_each_other(people.dan, people.alice)
    assert badge(people.dan) == 0
    assert "Nothing is waiting for you" in people.dan.browser(by_passkey=True).get("/staff").text


def test_every_page_of_staff_says_that_the_site_is_held_and_no_page_of_members_does(
    app: Flask, people: People, at: datetime
) -> None:
    dan, sentence = people.dan.becomes("host"), "This site was restored from a backup."
    assert sentence not in dan.browser(by_passkey=True).get("/people").text
    with app.app_context(), atomic():
        db.session.add(Restoration(backup_made_at=at, restored_at=at, replayed_at=at))
    for path in ("/staff", "/staff/members", "/people"):
        assert sentence in dan.browser(by_passkey=True).get(path).text
    assert sentence not in people.alice.browser().get("/people").text
