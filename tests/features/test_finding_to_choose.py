"""Whoever is to be chosen is found by what they say about themselves, as far as the reader may see."""

import re
from datetime import datetime

import pytest
from flask import Flask

from intro_app.identity.models import Member
from intro_app.people.queries import find_known
from intro_app.people.service import block, take_snapshot
from tests.support.people import MemberHandle, People
from tests.support.searching import HELP, says
from tests.support.shelf import Shelf

LETTERS = "abcdefghijkl"


@pytest.fixture
def many(app: Flask, people: People, shelf: Shelf) -> list[MemberHandle]:
    """Twelve people whom Bob knows."""
    if not shelf.bring(app, ("twelve whom Bob knows", people.at), lambda: _join(people)):
        people.recall("bob")
    return [people.recall(letter) for letter in LETTERS]


def _join(people: People) -> None:
    for letter in LETTERS:
        one = people.join(f"Person {letter}", f"{letter}@example.org")
        people.know_each_other(people.bob, one)


def found(bob: MemberHandle, typed: str) -> list[str]:
    """The names of those found among Bob's acquaintances; in an application context."""
    page = find_known(bob.id, typed)
    assert page.search
    return [row.name for row in page.rows] if page.search.found else []


TYPED = (
    "pear",
    "PEARS",
    "peer",
    "prune trees",
    '"old pear trees"',
    "lisboa",
    "portugiesisch person a",
    "erson a",
)


@pytest.mark.parametrize("typed", TYPED)
def test_by_words_of_a_page_in_any_order(
    app: Flask, people: People, many: list[MemberHandle], typed: str
) -> None:
    with app.app_context():
        says(many[0], can_help_with=HELP, place="Lisboa", languages="Portugiesisch")
        assert found(people.bob, typed) == ["Person a"]


def test_a_name_is_enough_and_nobody_else_needs_a_page(
    app: Flask, people: People, many: list[MemberHandle]
) -> None:
    with app.app_context():
        assert found(people.bob, "person") == [one.name for one in many]
        assert found(people.bob, "nobody at all") == []


def test_whoever_waits_finds_them_by_what_they_said_before(
    app: Flask, people: People, many: list[MemberHandle]
) -> None:
    with app.app_context():
        says(many[0], headline="Baker of rye bread")
        take_snapshot(people.bob.member, many[0].member, "introduction:1")
        says(many[0], headline="Mends bicycles")
        assert found(people.bob, "rye") == ["Person a"]
        assert found(people.bob, "bicycles") == []


HOSTILE = (
    '"',
    '"""',
    "NEAR(a b)",
    "a* OR b*",
    "' OR 1=1 --",
    "\\",
    "🙂",
    "%_",
    "x" * 10_000,
    "(((",
    "a\x00b",
    "-pear",
)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_breaks_a_page(people: People, typed: str) -> None:
    bob = people.bob.browser()
    for path in ("/me/acquaintances", "/ask", "/me/blocks"):
        assert bob.get(path, query_string={"find": typed}).status_code == 200
    assert bob.post("/offer", data={"step": "edit", "find_whom": typed}).status_code < 500


def test_what_was_found_is_marked_and_named_in_a_choice(
    app: Flask, people: People, many: list[MemberHandle]
) -> None:
    with app.app_context():
        says(many[0], can_help_with=HELP)
    page = people.bob.browser().get("/me/acquaintances?find=pear").text
    assert "Prunes old <mark>pear</mark> trees" in page
    assert len(re.findall(r'class="person-found"', page)) == 1


def test_blocked_people_are_searched_by_name_alone(
    app: Flask, people: People, many: list[MemberHandle], at: datetime
) -> None:
    bob = people.bob.browser()
    with app.app_context():
        says(many[0], can_help_with=HELP)
        _blocks_all(people.bob.member, many, at)
    assert "Person c" not in bob.get("/me/blocks?find=erson+a").text
    assert "No one found" in bob.get("/me/blocks?find=pear").text


def _blocks_all(bob: Member, many: list[MemberHandle], at: datetime) -> None:
    for one in many:
        block(bob.id, one.id, at)
