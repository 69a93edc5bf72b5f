"""Whoever knows or blocked a thousand people reads, and is sent, what somebody who knows sixty is."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows
from intro_app.identity.models import Session
from intro_app.identity.queries import sessions_page
from intro_app.people import service
from intro_app.people.queries import (
    LISTED,
    acquaintances_of,
    find_blocked,
    find_known,
    first_steps,
    known_page,
    proposed_to_page,
    questions_to,
)
from tests.support.community import Village
from tests.support.database_work import work
from tests.support.identity_pages import send
from tests.support.people import MemberHandle, People
from tests.support.searching import HELP, says

pytestmark = pytest.mark.slow
_FEW, _MANY, _THOUSANDS = 60, 1_000, 5_000
_TYPED = ("pear", "harpsichord", "olu", "few", "pear trees", "nobody at all", "harpsichrd")
_PATHS = ("/ask", "/offer", "/me/acquaintances", "/me/blocks", "/me/sessions", "/me")


def _crowd(people: People, name: str, times: int, at: datetime) -> None:
    """Join so many whom Bob knows, as many who say that they know him, and as many whom he blocked."""
    bob, known = people.bob, people.join(name, f"{name}@example.org")
    asking = people.join(f"Asking {name}", f"asking.{name}@example.org")
    blocked = people.join(f"Blocked {name}", f"blocked.{name}@example.org")
    people.know_each_other(bob, known)
    says(known, headline=HELP)
    service.say_i_know(asking.member, bob.member, at)
    service.block(bob.id, blocked.id, at)
    _copied({"member": "id", "door": "member_id", "door_sign": "member_id"}, [known, asking, blocked], times)
    _copied({"search_entry": "member_id", "search_posting": "member_id"}, [known], times)
    for one in (known, asking):
        _copied_pairs("acquaintance", "b_id", one, times)
    _copied_pairs("block", "blocked_id", blocked, times)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    db.session.remove()


def _copied(tables: dict[str, str], people: list[MemberHandle], times: int) -> None:
    for table, column in tables.items():
        for one in people:
            copy_rows(table, f"{table}.{column} = {one.id}", frozenset({column}), times)


def _copied_pairs(table: str, column: str, one: MemberHandle, times: int) -> None:
    copy_rows(table, f"{table}.{column} = {one.id}", frozenset({"id", column}), times)


def _signed_in(person: MemberHandle, times: int) -> None:
    """Sign in by so many browsers more."""
    ids = select(Session.id_hash).where(Session.member_id == person.id)
    before = set(db.session.scalars(ids))
    person.browser()
    (new,) = set(db.session.scalars(ids)) - before
    db.session.remove()
    copy_rows("session", f"session.id_hash = '{new}'", frozenset(), times)


def test_a_page_of_a_list_reads_what_it_shows(app: Flask, people: People, at: datetime) -> None:
    """Also of what is typed for: said by all, by one, by those who came first, by nobody, and mistyped."""
    bob = people.bob
    pages: list[Callable[[], object]] = [
        lambda: known_page(bob.id),
        lambda: known_page(bob.id, before=2**40),
        lambda: known_page(bob.id, without=lambda ids: set(sorted(ids)[::7])),
        lambda: proposed_to_page(bob.id),
        lambda: find_blocked(bob.id, ""),
        lambda: sessions_page(bob.id, at),
        lambda: first_steps(bob.member),
        *(partial(find_known, bob.id, typed) for typed in _TYPED),
    ]
    with app.app_context():
        _knows_olu(people)
        _signed_in(bob, _FEW)
        _crowd(people, "few", _FEW, at)
        few = [work(app, page) for page in pages]
        _signed_in(bob, _THOUSANDS)
        _crowd(people, "many", _THOUSANDS, at)
        many = [work(app, page) for page in pages]
    assert all(after <= 1.5 * before + 20 for before, after in zip(few, many, strict=True)), (few, many)


def _knows_olu(people: People) -> MemberHandle:
    """Join the one whom Bob has known longest."""
    oldest = people.join("Olu Bello", "olu@example.org")
    people.know_each_other(people.bob, oldest)
    says(oldest, headline="Restores harpsichords")
    return oldest


def test_everybody_stands_on_one_page_after_the_other(app: Flask, people: People, at: datetime) -> None:
    bob = people.bob
    with app.app_context():
        _crowd(people, "few", 3 * LISTED, at)
        met, before = list[int](), None
        while (page := known_page(bob.id, before)).more:
            met, before = [*met, *(row.member_id for row in page.rows)], page.more
        met += [row.member_id for row in page.rows]
        assert sorted(met) == sorted(row.member_id for row in acquaintances_of(bob.id))
        assert len(met) > 3 * LISTED


def test_a_page_is_no_longer_and_leads_to_everybody(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        _knows_olu(people)
        _crowd(people, "few", _FEW, at)
    browser = people.bob.browser()
    few = [len(browser.get(path).text) for path in _PATHS]
    with app.app_context():
        _crowd(people, "many", _MANY, at)
    many = [len(browser.get(path).text) for path in _PATHS]
    assert all(after < 1.05 * before for before, after in zip(few, many, strict=True)), (few, many)
    for path in ("/ask", "/me/acquaintances"):
        assert "Olu Bello" not in (first := browser.get(path).text)
        assert "These are the newest. Type to find the others." in first
        assert "Olu Bello" in browser.get(f"{path}?find=harpsichord").text
        assert "More than 50 found" in browser.get(f"{path}?find=pear").text
        assert "Olu Bello" in _last_page(browser, path)


def _last_page(browser: FlaskClient, path: str) -> str:
    """The last page of a list that one reaches by its links."""
    while True:
        page = browser.get(path).text
        further = re.search(r'<a href="([^"]+before=[^"]+)" rel="next"', page)
        if not further:
            return page
        path = further[1].replace("&amp;", "&")


def test_whom_to_invite_is_a_page_and_leads_to_everybody(
    app: Flask, people: People, village: Village, at: datetime
) -> None:
    """Whoever belongs to the circle already makes its page no shorter."""
    inside = people.join("Ines Prado", "ines@example.org")
    village.pays(people.bob)
    circle = village.circle(people.bob, inside)
    gathering = village.gathering(circle, people.bob)
    with app.app_context():
        people.know_each_other(people.bob, inside)
        _knows_olu(people)
        _crowd(people, "few", _FEW, at)
    browser, paths = people.bob.browser(), (f"/circles/{circle}/people", f"/gatherings/{gathering}")
    few = [len(browser.get(path).text) for path in paths]
    with app.app_context():
        _crowd(people, "many", _MANY, at)
    many = [len(browser.get(path).text) for path in paths]
    assert all(after < 1.05 * before for before, after in zip(few, many, strict=True)), (few, many)
    for path in paths:
        assert "Olu Bello" not in browser.get(path).text
        assert "Olu Bello" in browser.get(f"{path}?find=harpsichord").text
    assert browser.get(paths[0]).text.count('name="who" value=') == LISTED
    assert "Olu Bello" in _last_page(browser, paths[0])


def test_whoever_is_chosen_stays_a_choice(app: Flask, people: People, at: datetime) -> None:
    """Without scripts: typed, found, chosen, and still there when the other is looked for."""
    with app.app_context():
        oldest = _knows_olu(people)
        _crowd(people, "few", _FEW, at)
    browser = people.bob.browser()
    option = f'value="{oldest.public_id}"'
    assert option not in browser.get("/offer").text
    found = send(browser, "/offer", step="edit", find_first="olu").text
    assert option in found
    chosen = {"first": oldest.public_id, "find_whom": "pear", "step": "edit"}
    again = send(browser, "/offer", **chosen).text
    assert re.search(f"selected {option}|{option} selected|selected[^>]*{option}", again)
    assert browser.get(f"/offer?first={oldest.public_id}").text.count(option) == 1


def test_those_found_are_a_page_long_and_the_next_has_the_others(
    app: Flask, people: People, at: datetime
) -> None:
    bob = people.bob
    with app.app_context():
        _crowd(people, "few", 2 * LISTED, at)
        first = find_known(bob.id, "pear")
        second = find_known(bob.id, "pear", first.more)
        third = find_known(bob.id, "pear", second.more)
        found = [row.member_id for page in (first, second, third) for row in page.rows]
        assert [len(page.rows) for page in (first, second, third)] == [LISTED, LISTED, 1]
        assert len(set(found)) == 2 * LISTED + 1
        assert questions_to(bob.id) == 2 * LISTED + 1
