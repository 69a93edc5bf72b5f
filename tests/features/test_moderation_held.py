"""Asks that a moderator reads before they are sent, at the desk; and what is taken down while it runs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.introductions.models import Introduction
from intro_app.introductions.service import close_due
from intro_app.introductions.states import Reason, Role
from intro_app.moderation import service
from intro_app.moderation.grounds import Grounds
from tests.support.browsing import grouped
from tests.support.forms import form_with, forms_in
from tests.support.identity_pages import form_secret
from tests.support.mail_server import Mailbox
from tests.support.moderation import HEARING, TEXT, UPHELD, noted, reported
from tests.support.people import MemberHandle, People
from tests.support.trust.asks import ask

DAY = timedelta(days=1)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months; Dan moderates."""
    people = People(app, at - 60 * DAY)
    people.dan.becomes("moderator")
    return people


class TestHeld:
    """Where the site's moderators read everybody's first ask."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """The first ask of everybody is read."""
        return replace(settings, hold_first_asks=1)

    def test_it_is_read_noted_and_sent_on(
        self, app: Flask, people: People, mailbox: Mailbox, at: datetime
    ) -> None:
        alice, carol = people.alice, people.carol
        with app.app_context():
            ask(alice, carol, at)
        page = reads_held(people.dan)
        assert "Alice Marsh" in page
        with app.app_context():
            assert noted("read_held_ask") == 1
        assert press(people.dan, page, "/release") == "/moderation?done=released"
        mailbox.deliver(at)
        assert mailbox.newest(carol.email).subject == "Alice Marsh would like to meet you"
        assert "/read" not in people.dan.browser(by_passkey=True).get("/moderation").text

    def test_it_goes_back_with_a_reason(
        self, app: Flask, people: People, mailbox: Mailbox, at: datetime
    ) -> None:
        alice, carol = people.alice, people.carol
        with app.app_context():
            ask(alice, carol, at)
        page = reads_held(people.dan)
        assert press(people.dan, page, "/return", rule="other", reason="") == "422"
        long = "what it is about " * 3_000
        refused = people.dan.browser(by_passkey=True)
        where, secret = (
            form_with(page, action="/return").action,
            {"csrf_token": form_secret(refused.get("/moderation"))},
        )
        back = refused.post(where, data={**secret, "rule": "other", "reason": long})
        assert (back.status_code, back.text.count('id="reason-error"'), long.strip() in back.text) == (
            422,
            1,
            True,
        )
        assert (
            press(people.dan, page, "/return", rule="hidden_pitch", reason="Please say what it is about.")
            == "/moderation?done=returned"
        )
        mailbox.deliver(at)
        assert "Please say what it is about." in " ".join(mailbox.newest(alice.email).text.split())
        assert not mailbox.to(carol.email)

    def test_an_author_who_left_is_not_told(
        self, app: Flask, people: People, mailbox: Mailbox, at: datetime
    ) -> None:
        with app.app_context():
            introduction = ask(people.alice, people.carol, at)
            mailbox.deliver(at)
            with atomic():
                people.alice.member.left_at = at
            service.send_back(
                introduction, Grounds.OTHER, "Please say what it is about.", people.dan.member, at=at
            )
        mailbox.deliver(at)
        assert [letter.subject for letter in mailbox.to(people.alice.email)] == [
            "Your request to meet Carol Duarte"
        ]

    def test_a_moderator_never_learns_of_a_held_ask_to_themselves(
        self, app: Flask, people: People, at: datetime
    ) -> None:
        with app.app_context():
            introduction = ask(people.alice, people.dan, at)
            desk = people.dan.browser(by_passkey=True).get("/moderation").text
            assert not [form for form in forms_in(desk) if form.action.endswith("/read")]
            with pytest.raises(service.AccessRefused):
                service.release(introduction, people.dan.member, at=at)
            with pytest.raises(service.AccessRefused):
                service.read_held(introduction, people.dan.member, at=at)
            assert noted("read_held_ask") == 0


def test_what_is_taken_down_reads_like_any_other_that_did_not_come_about(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        introduction = ask(people.alice, people.carol, at)
        case = reported(introduction.id, Role.SECOND, Role.FIRST, at)
        service.hear(
            case.id, replace(HEARING, unheard_because="She is afraid of her."), people.dan.member, at=at
        )
        service.decide(case.id, replace(UPHELD, removes=True), people.dan.member, at=at)
        found = db.session.get_one(Introduction, introduction.id, populate_existing=True)
        assert found.reason is Reason.REMOVED
        assert found.author_told_at is None
        assert "Waiting" in people.alice.browser().get(f"/introductions/{found.public_id}").text
        close_due(found.closes_at)
        mailbox.deliver(found.closes_at)
    assert mailbox.newest(people.alice.email).tells_of_a_closing
    assert not [letter for letter in mailbox.to(people.alice.email) if TEXT in letter.text]


def reads_held(moderator: MemberHandle) -> str:
    """The letter of the only ask that waits at the desk."""
    browser = moderator.browser(by_passkey=True)
    form = form_with(browser.get("/moderation").text, action="/read")
    answer = browser.post(form.action, data=grouped(form.filled()))
    assert answer.status_code == 200, answer.text
    return answer.text


def press(moderator: MemberHandle, page: str, action: str, **typed: str) -> str:
    """Send a form of this page with a session's own secret; where it leads, or the status."""
    browser = moderator.browser(by_passkey=True)
    where = form_with(page, action=action).action
    desk = [one for one in forms_in(browser.get("/moderation").text) if one.method == "post"]
    secret = desk[0].hidden if desk else {}
    answer = browser.post(where, data={**secret, **typed})
    return answer.location or str(answer.status_code)
