"""Invitation links: for so many people, whoever comes first, and nobody twice in the last place."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.config import Settings
from intro_app.db import db
from intro_app.identity.arrivals import Newcomer
from intro_app.identity.service import join_by_gate
from intro_app.joining.invitations.models import Invitation
from tests.features.test_identity_races import at_once
from tests.support.identity_pages import letters
from tests.support.joining import (
    brought,
    gated,
    join_by_link,
    letter_with,
    link_for,
    members,
    path_in,
    press,
)
from tests.support.people import People, visitor

MEI = "mei@elsewhere.net"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


def test_a_link_lets_in_as_many_as_it_is_for(app: Flask, people: People, at: datetime) -> None:
    people.vouch_for(people.bob)
    code = link_for(people.bob, at, places=2)
    assert code in people.bob.browser().get("/me/invitations").text
    assert join_by_link(app, code.lower().replace("-", ""), MEI).status_code == 303
    assert join_by_link(app, code, "noa@elsewhere.net", "Noa Levi").status_code == 303
    assert {MEI, "noa@elsewhere.net"} < members(app)
    assert {inviter for _member, inviter in brought(app)} == {people.bob.id}
    full = visitor(app).get(f"/j/{code}")
    assert full.status_code == 410
    assert "is full" in full.text
    page = people.bob.browser().get("/me/invitations").text
    assert "2 of 2 joined" in page
    assert MEI not in page


def test_whoever_comes_too_late_reads_that_it_is_full(app: Flask, people: People, at: datetime) -> None:
    code = link_for(people.bob, at)
    late = visitor(app)
    press(late, late.get(f"/j/{code}"), "/j", email="late@elsewhere.net")
    path = path_in(letter_with(app, "l"), "l")
    join_by_link(app, code, MEI)
    page = late.get(path, follow_redirects=True)
    assert "is full" in page.text
    asked = press(late, page, "/j/again", name="Late Lena")
    assert "passed it on" in asked.text
    assert "late@elsewhere.net" not in members(app)


def test_a_member_who_types_their_address_at_a_link_just_signs_in(
    app: Flask, people: People, at: datetime
) -> None:
    code, browser = link_for(people.bob, at), visitor(app)
    sent = press(browser, browser.get(f"/j/{code}"), "/j", email=people.alice.email)
    assert sent.headers["Location"] == "/sign-in/code"
    assert "Sign in" in letters(app)[-1]
    with app.app_context():
        assert db.session.scalars(select(Invitation.taken)).all() == [0]


def test_no_code_and_no_token_of_somebody_else_opens_anything(
    app: Flask, people: People, at: datetime
) -> None:
    link_for(people.bob, at)
    for code in ("0000-0000", "x", "AAAAAAAA", "'; DROP TABLE member"):
        assert visitor(app).get(f"/j/{code}").status_code == 404
    assert visitor(app).get("/i/not-a-token-of-ours-at-all").status_code == 404


def test_two_people_cannot_take_the_last_place(app: Flask, people: People, at: datetime) -> None:
    people.vouch_for(people.bob)
    link_for(people.bob, at, places=3)
    with app.app_context():
        brought_by = db.session.scalars(select(Invitation.id)).one()

    def come_in(number: int) -> None:
        newcomer = Newcomer(f"p{number}@elsewhere.net", f"invitation:{brought_by}")
        join_by_gate(newcomer, f"Person {'ABCDEFGH'[number]}", clock.now())

    assert sum(at_once(app, come_in)) == 3
    assert len([one for one in members(app) if one.endswith("@elsewhere.net")]) == 3
    with app.app_context():
        assert db.session.scalars(select(Invitation.taken)).one() == 3
