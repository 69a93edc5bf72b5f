"""Reports: what they do, which is nothing by themselves, and what keeps them from being misused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app import links
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.introductions.emails import report_link
from intro_app.introductions.guests import Carrier, Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.links import LinkPurpose
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Report
from intro_app.people.visibility import is_blocked
from intro_app.trust.models import TrustEvent
from intro_app.trust.queries import limits_of, standing_of, standing_words
from tests.support.browsing import grouped
from tests.support.followups import connected, rows
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.moderation import reported
from tests.support.people import People, visitor


@pytest.fixture
def introduction_id(app: Flask, people: People, at: datetime) -> int:
    """Alice asked, Bob connected, Carol said yes."""
    with app.app_context():
        return connected(people.alice.member, people.carol.member, at, people.bob.member)


def count(model: type[Case] | type[Report] | type[TrustEvent]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def link(introduction_id: int, role: Role, at: datetime) -> str:
    """A report link, as a path."""
    return "/p/" + report_link(db.session.get_one(Introduction, introduction_id), role, at).rpartition("/")[2]


def test_twenty_reports_change_no_page_no_limit_no_score_and_no_order(
    app: Flask, people: People, introduction_id: int, at: datetime
) -> None:
    def everything() -> list[object]:
        bob = people.bob.browser()
        paths = ("/people", f"/people/{people.alice.public_id}", f"/ask/{people.alice.public_id}")
        pages = [_bare(bob.get(path).text) for path in paths]
        hers = [
            _bare(people.alice.browser().get(path).text)
            for path in ("/introductions", "/me/trust", "/me/cases", "/")
        ]
        with app.app_context():
            alice = people.alice.id
            return [*pages, *hers, limits_of(alice, at), standing_of(alice), standing_words(alice, at)]

    others = [people.join(f"Member {number}", f"m{number}@example.org") for number in range(20)]
    with app.app_context():
        more = [connected(people.alice.member, one.member, at, mark="x") for one in others]
    before = everything()
    with app.app_context():
        for one in more:
            reported(one, Role.SECOND, Role.FIRST, at, Grounds.HARASSMENT)
        assert count(Case) == 20
        assert count(TrustEvent) == 0
    assert everything() == before


def test_a_report_link_shows_on_get_and_head_and_acts_on_post_only(
    app: Flask, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        path, before = link(introduction_id, Role.SECOND, at), rows()
    browser = visitor(app)
    assert browser.get(path).status_code == 200
    assert browser.head(path).status_code == 200
    with app.app_context():
        assert rows() == before
    sent = grouped(form_with(browser.get(path).text, action="/p").filled(about="first", grounds="other"))
    assert "We’ve received your report" in browser.post("/p", data=sent).text
    assert "We’ve received your report" in browser.post("/p", data=sent).text
    with app.app_context():
        assert (count(Case), count(Report)) == (1, 1)


def test_a_form_without_a_reason_comes_back_with_what_was_typed(
    app: Flask, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        path = link(introduction_id, Role.SECOND, at)
    browser = visitor(app)
    sent = grouped(
        form_with(browser.get(path).text, action="/p").filled(about="first", text="It was unpleasant.")
    )
    answer = browser.post("/p", data=sent)
    assert answer.status_code == 422
    assert "Choose the closest match." in answer.text
    assert "It was unpleasant." in answer.text


def test_the_answer_link_and_the_follow_up_link_report_as_well(
    app: Flask, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        ask = db.session.get_one(Introduction, introduction_id).asks[0]
        answering = links.issue(LinkPurpose.ANSWER, f"ask:{ask.id}", at=at, until=at + timedelta(days=9))
        following = links.issue(
            LinkPurpose.FOLLOW_UP,
            f"introduction:{introduction_id}:first",
            at=at,
            until=at + timedelta(days=9),
        )
    assert "Alice Marsh" in visitor(app).get("/p/" + answering.rpartition("/")[2]).text
    assert "Carol Duarte" in visitor(app).get("/p/" + following.rpartition("/")[2]).text


def test_another_link_opens_no_report(app: Flask, introduction_id: int, at: datetime) -> None:
    with app.app_context():
        undo = links.issue(
            LinkPurpose.UNDO, f"introduction:{introduction_id}:first", at=at, until=at + timedelta(days=9)
        )
        path = link(introduction_id, Role.SECOND, at)
    assert visitor(app).get("/p/" + undo.rpartition("/")[2]).status_code == 404
    assert visitor(app).get(path[:-3] + "AAA").status_code == 404


def test_nobody_reports_themselves_or_a_stranger(
    introduction_id: int, app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        with pytest.raises(DomainError):
            reported(introduction_id, Role.SECOND, Role.SECOND, at)
        with pytest.raises(DomainError):
            reported(introduction_id, Role.SECOND, Role.FIRST, at + timedelta(days=400))
        public_id = db.session.get_one(Introduction, introduction_id).public_id
    assert people.mallory.browser().get(f"/introductions/{public_id}/report").status_code == 404


def test_two_accused_make_two_cases(introduction_id: int, app: Flask, at: datetime) -> None:
    with app.app_context():
        one = reported(introduction_id, Role.SECOND, Role.FIRST, at)
        other = reported(introduction_id, Role.SECOND, Role.CONNECTOR, at)
        joined = reported(introduction_id, Role.CONNECTOR, Role.FIRST, at, Grounds.SAFETY)
        assert one.id == joined.id != other.id
        assert joined.severity == 10


def test_a_guest_whose_address_is_unknown_reports_all_the_same(
    app: Flask, people: People, mailbox: Mailbox, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        with atomic():
            introduction = db.session.get_one(Introduction, introduction_id)
            introduction.second = None
            introduction.guests.append(Guest(role=Role.SECOND, carrier=Carrier.CONNECTOR, label="G."))
        reported(introduction_id, Role.SECOND, Role.FIRST, at, block=True)
        assert count(Report) == 1
    mailbox.deliver(at)
    assert not mailbox.letters


def test_block_too_blocks_at_once_and_in_silence(
    app: Flask, people: People, mailbox: Mailbox, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        reported(introduction_id, Role.SECOND, Role.FIRST, at, block=True)
        assert is_blocked(people.carol.id, people.alice.id)
    mailbox.deliver(at)
    assert not mailbox.to("alice@example.org")


@pytest.mark.parametrize(
    ("grounds", "block", "is_so"),
    [("harassment", "", True), ("harassment", "no", False), ("copied", "", False), ("copied", "yes", True)],
)
def test_without_a_choice_the_reason_decides_whether_to_block(
    app: Flask, people: People, introduction_id: int, at: datetime, grounds: str, block: str, is_so: bool
) -> None:
    with app.app_context():
        path = link(introduction_id, Role.SECOND, at)
    browser = visitor(app)
    chosen = {"about": "first", "grounds": grounds} | ({"block": block} if block else {})
    answer = browser.post("/p", data=grouped(form_with(browser.get(path).text, action="/p").filled(**chosen)))
    assert answer.status_code == 200
    with app.app_context():
        assert is_blocked(people.carol.id, people.alice.id) is is_so


def test_the_receipt_goes_to_the_reporter_alone(
    app: Flask, people: People, mailbox: Mailbox, introduction_id: int, at: datetime
) -> None:
    with app.app_context():
        reported(introduction_id, Role.CONNECTOR, Role.FIRST, at)
        reported(introduction_id, Role.CONNECTOR, Role.FIRST, at)
    mailbox.deliver(at)
    assert [(letter.to, letter.subject) for letter in mailbox.letters] == [
        ("bob@example.org", "We’ve received your report")
    ]


def test_two_at_once_make_one_case(app: Flask, introduction_id: int, at: datetime) -> None:
    def say(role: Role) -> Callable[[], None]:
        def act() -> None:
            with app.app_context():
                reported(introduction_id, role, Role.FIRST, at)

        return act

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(say(role)) for role in (Role.SECOND, Role.CONNECTOR) * 2]:
            done.result()
    with app.app_context():
        assert (count(Case), count(Report)) == (1, 2)


def _bare(page: str) -> str:
    """A page without the secrets of its forms, and what tells one window from the next."""
    new_each_time = ("csrf_token", "form_id", "data-window")
    return "\n".join(line for line in page.splitlines() if not any(word in line for word in new_each_time))
