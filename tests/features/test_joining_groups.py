"""Who joins comes into the group that staff chose: by an answer, a list, a link or an evening pass."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.config import Settings
from intro_app.db import db
from intro_app.groups import queries
from intro_app.groups.models import GroupSource, MemberGroup
from intro_app.groups.service import make_group
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.models import Invitation
from tests.support.groups import made_by
from tests.support.identity_pages import ask, letters, link_in
from tests.support.joining import accept, gated, join_by_link, letter_with, path_in, press
from tests.support.lists import reads, sends, works
from tests.support.people import People, visitor

MEI, NOA = "mei@elsewhere.net", "noa@elsewhere.net"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by request, or by invitation."""
    return gated(settings, "request", join_questions=("What brings you here?",))


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def in_group(app: Flask, public_id: str) -> list[tuple[str, GroupSource]]:
    """Who is in a group and how, by name."""
    with app.app_context():
        group = queries.by_public_id(public_id)
        assert group
        return [(row.name, row.source) for row in queries.staff_rows(group.id) if row.since]


def applies(app: Flask, address: str, name: str) -> None:
    """Somebody proves their address and asks to join."""
    browser = visitor(app)
    ask(browser, address)
    page = browser.get(link_in(letter_with(app, "l")), follow_redirects=True)
    assert press(browser, page, "/n", name=name, first="Bellows.").status_code == 303


def comes(app: Flask) -> None:
    """Whoever was let in last joins by the link in their e-mail."""
    browser = visitor(app)
    page = browser.get(path_in(letter_with(app, "q"), "q"))
    assert press(browser, page, "/q").status_code == 303


def test_staff_who_let_somebody_in_put_them_into_a_group(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    group, _code = made_by(people.dan, at)
    applies(app, MEI, "Mei Tanaka")
    page = dan.get("/staff/requests")
    press(dan, page, "/staff/requests", button="let_in", requests=["1"], group=group)
    assert in_group(app, group) == [], "nobody is in it before they come"
    comes(app)
    assert in_group(app, group) == [("Mei Tanaka", GroupSource.GATE)]
    assert "by joining this site" in dan.get(f"/staff/groups/{group}").text
    applies(app, NOA, "Noa Levi")
    page = dan.get("/staff/requests")
    press(dan, page, "/staff/requests", button="let_in", requests=["2"])
    comes(app)
    assert len(in_group(app, group)) == 1


def test_a_group_that_closed_meanwhile_keeps_nobody_out(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    group, _code = made_by(people.dan, at)
    applies(app, MEI, "Mei Tanaka")
    press(dan, dan.get("/staff/requests"), "/staff/requests", button="let_in", requests=["1"], group=group)
    page = dan.get(f"/staff/groups/{group}")
    press(dan, page, f"/staff/groups/{group}/close", sure="yes")
    comes(app)
    with app.app_context():
        assert db.session.query(MemberGroup).one().closed_at is not None


def test_a_list_has_a_column_for_the_group_by_name_or_code(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    group, code = made_by(people.dan, at)
    rows = (
        "Name;E-mail;Gruppe\n"
        f"Mei Tanaka;{MEI};class OF 2014\n"
        f"Noa Levi;{NOA};{code.lower()}\n"
        "Ivo Brandt;ivo@elsewhere.net;Class of 1914\n"
        f"Carol Duarte;{people.carol.email};Class of 2014\n"
        "Yui Sato;yui@elsewhere.net;\n"
    )
    preview = reads(dan, rows)
    assert "3 people will be invited." in preview.text
    assert "No group has this name or code." in preview.text
    assert "1 member will be put into a group." in preview.text
    assert preview.text.count("Class of 2014") == 3
    sends(dan, preview)
    assert in_group(app, group) == [("Carol Duarte", GroupSource.HAND)]
    works(app, at, 6)
    names = ("Mei Tanaka", "Noa Levi", "Yui Sato")
    for name, letter in zip(names, [one for one in letters(app) if "/i/" in one], strict=True):
        accept(app, path_in(letter, "i"), name)
    assert in_group(app, group) == [
        ("Carol Duarte", GroupSource.HAND),
        ("Mei Tanaka", GroupSource.GATE),
        ("Noa Levi", GroupSource.GATE),
    ]


def test_a_list_of_members_only_puts_them_into_their_group(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    group, _code = made_by(people.dan, at)
    rows = f"email,group\n{people.carol.email},Class of 2014\n{people.bob.email},Class of 2014\n"
    sends(dan, reads(dan, rows))
    works(app, at, 2)
    assert [name for name, _how in in_group(app, group)] == ["Bob Keller", "Carol Duarte"]
    assert not [one for one in letters(app) if "/i/" in one]


@pytest.mark.parametrize("page", ["/staff/evening", "/staff/invitations/links"])
def test_a_link_of_the_site_brings_people_into_a_group(
    app: Flask, people: People, dan: FlaskClient, at: datetime, page: str
) -> None:
    with app.app_context():
        group = make_group(people.dan.member, "Chapter Berlin", takes_requests=False, at=at).public_id
    shown = dan.get(page.removesuffix("/links"))
    typed = {"clock": "22:30"} if page == "/staff/evening" else {"days": "7"}
    made = press(dan, shown, page, label="Summer", places="3", group=group, **typed)
    assert made.status_code == 303
    with app.app_context():
        code = code_of(db.session.query(Invitation.id).order_by(Invitation.id.desc()).limit(1).scalar())
    join_by_link(app, code, MEI)
    assert in_group(app, group) == [("Mei Tanaka", GroupSource.GATE)]
