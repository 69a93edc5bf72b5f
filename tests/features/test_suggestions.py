"""A connector is shown two people whose words meet; nobody else learns of it, and no answer can be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity import service as identity
from intro_app.identity.service.erasing import close_account
from intro_app.people import service as people_service
from intro_app.people.models import BlockKind
from intro_app.people.queries import acquaintances_of
from intro_app.people.service import take_snapshot
from intro_app.suggestions.models import RestingPair, Suggestion, SuggestionTurn
from intro_app.suggestions.policy import MOST_A_WEEK, WEEK
from intro_app.suggestions.service import (
    erase_suggestions_about,
    erase_suggestions_to,
    forget_suggestions,
    give_turns,
)
from tests.support.forms import form_with
from tests.support.people import MemberHandle, People
from tests.support.suggestions import OPEN, a_week_is_made, may_be_suggested, pairs, two_who_fit
from tests.support.trust.asks import offer

FIT = [("Alice Marsh", "Carol Duarte")]


@pytest.fixture(autouse=True)
def _fitting(app: Flask, people: People, at: datetime) -> None:
    two_who_fit(app, people, at)


def test_a_connector_reads_who_fits_and_why(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        assert a_week_is_made(people.bob, at) == FIT
    page = people.bob.browser().get("/suggestions").text
    assert "Somebody who knows <mark>bookkeeping</mark> for <mark>charities</mark>" in page
    assert "bookkeeping · charities" in page
    for other in (people.alice, people.carol):
        assert "Duarte" not in other.browser().get("/suggestions").text.replace(other.name, "")


def test_the_offer_begins_with_both(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        a_week_is_made(people.bob, at)
    bob = people.bob.browser()
    path = f"/offer?first={people.carol.public_id}&amp;whom={people.alice.public_id}"
    assert f'href="{path}"' in bob.get("/suggestions").text
    offer = bob.get(path.replace("&amp;", "&")).text
    for person in (people.alice, people.carol):
        assert f'selected value="{person.public_id}"' in offer


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_nobody_is_suggested_who_did_not_tick_it(app: Flask, people: People, at: datetime, who: str) -> None:
    person: MemberHandle = getattr(people, who)
    with app.app_context():
        assert identity.DoorWishes(visible=True, takes_direct_asks=True).suggested is False
        identity.set_door(person.member, OPEN)
        with atomic():
            person.member.sign.show(person.member.door, at)
        assert a_week_is_made(people.bob, at) == []


def test_what_was_dismissed_never_comes_again(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        a_week_is_made(people.bob, at)
    bob = people.bob.browser()
    form = form_with(bob.get("/suggestions").text, action="/dismiss")
    assert bob.post(form.action, data=dict(form.filled())).status_code == 303
    assert "No suggestions this week" in bob.get("/suggestions").text
    with app.app_context():
        assert len(list(db.session.scalars(select(RestingPair)))) == 1
        for weeks in (1, 20, 100):
            later = at + weeks * WEEK
            forget_suggestions(later)
            assert a_week_is_made(people.bob, later) == []


def test_somebody_else_cannot_dismiss_it(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        a_week_is_made(people.bob, at)
    pair = form_with(people.bob.browser().get("/suggestions").text, action="/dismiss").filled()
    sees = dict(pair)["pair"]
    browser = people.alice.browser()
    form = form_with(browser.get("/me/door").text, field="visible")
    for sent in (sees, "", "x", ".", f"{sees}.", "9" * 40, "-1", "' OR 1=1"):
        data = {**dict(form.filled()), "pair": sent}
        assert browser.post("/suggestions/dismiss", data=data).status_code == 303
    with app.app_context():
        assert pairs(people.bob, at) == FIT


def test_nobody_is_suggested_more_than_twice_in_a_week(app: Flask, people: People, at: datetime) -> None:
    connectors = [people.join(f"Connector {letter}", f"{letter}@example.org") for letter in "pqrs"]
    for one in connectors:
        people.know_each_other(one, people.alice)
        people.know_each_other(one, people.carol)
    with app.app_context():
        shown = [a_week_is_made(one, at) for one in connectors]
        assert [bool(one) for one in shown] == [True] * MOST_A_WEEK + [False] * (4 - MOST_A_WEEK)
        assert a_week_is_made(connectors[3], at + WEEK + timedelta(hours=1)) == FIT


def test_what_the_connector_did_rests(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        offer(people.bob, people.alice, people.carol, at)
        assert a_week_is_made(people.bob, at) == []


Deed = Callable[[People, datetime], None]
SILENT: dict[str, Deed] = {
    "one of the two blocks the other": lambda people, at: people_service.block(
        people.carol.id, people.alice.id, at
    ),
    "one wants nothing through the connector": lambda people, at: people_service.block(
        people.carol.id, people.bob.id, at, kind=BlockKind.AS_CONNECTOR
    ),
    "one stops all mail": lambda people, _at: identity.set_door(
        people.carol.member, replace(OPEN, suggested=True, asks_per_30_days=0)
    ),
    "nothing": lambda _people, _at: None,
}
WAITED = {
    "blocks": lambda people, at: people_service.block(people.carol.id, people.bob.id, at),
    "ends the acquaintance": lambda people, at: people_service.end(
        _acquaintance_with(people.bob, people.carol), people.carol.id, at
    ),
    "leaves": lambda people, at: close_account(people.carol.member, at),
    "is in no suggestion any more": lambda people, at: may_be_suggested(
        people.carol, at, ticked=False, can_help_with="Nothing"
    ),
}


def _acquaintance_with(person: MemberHandle, other: MemberHandle) -> int:
    return next(one.id for one in acquaintances_of(person.id) if one.member_id == other.id)


@pytest.mark.parametrize("deed", SILENT)
@pytest.mark.parametrize("first", [True, False])
def test_what_a_connector_must_not_notice_changes_nothing(
    app: Flask, people: People, at: datetime, deed: str, first: bool
) -> None:
    with app.app_context():
        if first:
            SILENT[deed](people, at)
        assert a_week_is_made(people.bob, at) == FIT
        if not first:
            SILENT[deed](people, at)
        assert pairs(people.bob, at) == FIT


@pytest.mark.parametrize("deed", WAITED)
def test_whoever_waits_sees_the_suggestion_as_before(
    app: Flask, people: People, at: datetime, deed: str
) -> None:
    with app.app_context():
        take_snapshot(people.bob.member, people.carol.member, "introduction:1")
        a_week_is_made(people.bob, at)
        before = people.bob.browser().get("/suggestions").text
        WAITED[deed](people, at)
        assert pairs(people.bob, at) == FIT
        after = people.bob.browser().get("/suggestions").text
        assert _rows(after) == _rows(before)
        assert a_week_is_made(people.bob, at) == FIT
    with app.app_context():
        people_service.drop_snapshot("introduction:1")
        assert pairs(people.bob, at) == []


def _rows(page: str) -> str:
    return page.partition('<ul class="rows">')[2].partition("csrf")[0]


def test_every_member_has_a_turn_once_a_week(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        give_turns(at)
        turns = {one.member_id: one.next_at for one in db.session.scalars(select(SuggestionTurn))}
        assert {people.alice.id, people.bob.id, people.carol.id} <= turns.keys()
        assert all(at < moment < at + timedelta(days=8) for moment in turns.values())
        give_turns(at + timedelta(days=1))
        assert {one.member_id: one.next_at for one in db.session.scalars(select(SuggestionTurn))} == turns


def test_nothing_is_left_of_who_leaves(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        a_week_is_made(people.bob, at)
        erase_suggestions_to(people.bob.id)
        assert list(db.session.scalars(select(Suggestion))) == []
        a_week_is_made(people.bob, at)
        erase_suggestions_about(people.carol.id)
        assert list(db.session.scalars(select(Suggestion))) == []
