"""Asks that a moderator reads first: only their author knows, and the timing reveals nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.db import db
from intro_app.errors import StaleError
from intro_app.introductions import queries, service
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.moderation.grounds import Grounds
from intro_app.people.service import block
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.trust.asks import ask, offer

DAY = timedelta(days=1)
RULE = Grounds.HIDDEN_PITCH.rule


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site whose moderators read everybody's first ask, without spread closings, to compare them."""
    return replace(settings, hold_first_asks=1, closing_spread_hours=0)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - 60 * DAY)


def again(introduction: Introduction) -> Introduction:
    """As the database has it now."""
    db.session.expire_all()
    return db.session.get_one(Introduction, introduction.id)


def test_a_first_ask_is_kept_until_a_moderator_has_read_it(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    alice, carol = people.alice, people.carol
    with app.app_context():
        introduction = ask(alice, carol, at)
        public_id, held = introduction.public_id, introduction.state
        assert queries.held() == [introduction.id]
    mailbox.deliver(at)
    assert held == "held"
    assert not mailbox.to(carol.email)
    assert "a moderator reads your letter" in mailbox.to(alice.email)[-1].text.replace("\n", " ")
    assert carol.browser().get(f"/introductions/{public_id}").status_code == 404
    assert "Being read by a moderator" in alice.browser().get(f"/introductions/{public_id}").text


def test_released_it_reads_as_if_it_were_sent_then(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    later = at + 3 * DAY
    with app.app_context():
        held = ask(people.alice, people.carol, at)
        service.release_held(held, later)
        assert queries.held() == []
        second = ask(people.alice, people.bob, later, number=1)
        assert second.state == "asking", "the first one has been read"
        released = again(held)
        assert (released.sent_at, released.closes_at) == (second.sent_at, second.closes_at)
        ask_of = {one: one.ask_of(Role.SECOND) for one in (released, second)}
        assert len({one.decide_by for one in ask_of.values() if one}) == 1
    mailbox.deliver(later)
    letters = [mailbox.to(person.email)[-1] for person in (people.carol, people.bob)]
    assert len({letter.subject for letter in letters}) == 1
    assert len({letter.text.count("\n") for letter in letters}) == 1
    with pytest.raises(StaleError), app.app_context():
        service.release_held(again(held), later)


def test_given_back_it_says_why_and_does_not_count(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    people.know_each_other(people.alice, people.bob)
    with app.app_context():
        held = ask(people.alice, people.carol, at, through=people.bob)
        service.return_held(held, RULE, "Please leave the address of your shop out.", at + DAY)
        assert again(held).author_told_at == at + DAY
        service.close_due(at + 30 * DAY)
        anew = ask(people.alice, people.carol, at + DAY, through=people.bob)
        assert anew.state == "held", "nothing of hers has been let out yet"
        known = queries.dealings(people.alice.id, None, None, lately=at - DAY)
        assert (known.asked_lately, known.first_asked_lately) == (1, at + DAY)
    mailbox.deliver(at + 31 * DAY)
    subjects = [letter.subject for letter in mailbox.to(people.alice.email)]
    assert "Your letter needs a change before it goes out" in subjects
    assert not any(letter.tells_of_a_closing for letter in mailbox.to(people.alice.email))
    assert "Please leave the address of your shop out." in "".join(
        letter.text for letter in mailbox.to(people.alice.email)
    )
    assert not [one for one in mailbox.to(people.bob.email) if one.links("r")]


def test_a_block_meanwhile_changes_nothing_that_its_author_could_see(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    """Neither before the release nor after it; it simply runs out, and ends with the words for every end."""
    with app.app_context():
        held = ask(people.alice, people.carol, at)
        block(people.carol.id, people.alice.id, at + timedelta(hours=1))
        assert again(held).state == "held"
        service.release_held(held, at + DAY)
        assert again(held).state == "asking"
        other = ask(people.dan, people.bob, at)
        service.release_held(other, at + DAY)
        assert again(held).closes_at == again(other).closes_at
        for days in range(1, 13):
            service.lapse_due(at + days * DAY)
            service.close_due(at + days * DAY)
    mailbox.deliver(at + 13 * DAY)
    assert not [one for one in mailbox.to(people.carol.email) if one.links("r")]
    ends = [mailbox.to(person.email)[-1] for person in (people.alice, people.dan)]
    named = [f"About your request to meet {asked.name}" for asked in (people.carol, people.bob)]
    assert [one.subject for one in ends] == named


def test_what_nobody_reads_closes_on_its_date(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        held = ask(people.alice, people.carol, at)
        service.close_due(held.closes_at)
        assert again(held).state == "closed"
        service.ensure_can_ask(  # raises nothing: it may be asked again at once
            people.alice.member, recipient=people.carol.member, connector=None, at=at + 11 * DAY
        )
    mailbox.deliver(at + 11 * DAY)
    assert mailbox.to(people.alice.email)[-1].tells_of_a_closing


def test_an_offer_is_read_first_too(app: Flask, people: People, mailbox: Mailbox, at: datetime) -> None:
    people.know_each_other(people.bob, people.alice)
    people.know_each_other(people.bob, people.carol)
    with app.app_context():
        held = offer(people.bob, people.alice, people.carol, at)
        assert held.state == "held"
        service.release_held(held, at + DAY)
    mailbox.deliver(at + DAY)
    assert [one for one in mailbox.to(people.alice.email) if one.links("r")]
    assert not [one for one in mailbox.to(people.carol.email) if one.links("r")]


def test_it_is_said_before_writing(people: People) -> None:
    page = people.alice.browser().get(f"/ask/{people.carol.public_id}")
    assert "A moderator reads this before it goes out" in page.text
