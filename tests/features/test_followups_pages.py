"""The pages after an introduction: who may see them, what acts, what only shows, and what they cost."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import links
from intro_app.db import db
from intro_app.introductions.models import Introduction
from intro_app.links import LinkPurpose
from intro_app.outbox import deliver_due
from tests.support.calendar import Calendar
from tests.support.followups import asked, connected, rows
from tests.support.mail_server import Mailbox
from tests.support.people import People

OVER = timedelta(days=28)


@pytest.fixture
def introduction_id(app: Flask, people: People, at: datetime, mailbox: Mailbox) -> int:
    """Alice and Carol were introduced by Bob two weeks ago, and asked today."""
    with app.app_context():
        made = asked(people.alice.member, people.carol.member, at, people.bob.member)
        deliver_due(at=at)
        return made


@pytest.fixture
def link(introduction_id: int, mailbox: Mailbox) -> str:
    """Alice's link."""
    return path_of(mailbox.newest("alice@example.org").link("f"))


def path_of(url: str) -> str:
    """The path of a link of this site."""
    return url.removeprefix("https://meet.example.org")


def public_id_of(app: Flask, introduction_id: int) -> str:
    """The id of an introduction's pages."""
    with app.app_context():
        return db.session.get_one(Introduction, introduction_id).public_id


def count_rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        return rows() | {"rate_count": 0}  # forms are counted for the network that they come from


def token_of(link: str) -> str:
    """The token of a link."""
    return link.rpartition("/")[2]


def test_looking_never_acts(
    app: Flask, people: People, client: FlaskClient, introduction_id: int, link: str
) -> None:
    public_id, alice = public_id_of(app, introduction_id), people.alice.browser()
    pages = ["", "/follow-up", "/card.vcf"]
    before = count_rows(app)
    for method in ("GET", "HEAD"):
        assert client.open(link, method=method).status_code == 200
        for path in (
            "/introduced",
            "/introduced/thanks",
            *(f"/introduced/{public_id}{page}" for page in pages),
        ):
            assert alice.open(path, method=method).status_code == 200
    assert count_rows(app) == before
    assert [client.open(path, method="GET").status_code for path in ("/f", "/d")] == [405, 405]


def test_a_lone_button_answers_nothing(client: FlaskClient, link: str, app: Flask) -> None:
    before = count_rows(app)
    pressed = client.post("/f", data={"token": token_of(link)})
    assert pressed.status_code == 422
    assert "Answer at least one question" in pressed.text
    only_ticked = client.post("/f", data={"token": token_of(link), "connector_may_know": "y"})
    assert only_ticked.status_code == 422
    assert count_rows(app) == before


def test_nothing_is_chosen_for_the_reader(client: FlaskClient, link: str) -> None:
    page = client.get(link)
    assert " checked" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers


def test_the_link_holds_until_day_42_and_a_moment_longer(
    client: FlaskClient, link: str, the_calendar: Calendar, at: datetime
) -> None:
    the_calendar.go_to(at + OVER + links.GRACE - timedelta(seconds=5))
    assert client.get(link).status_code == 200
    the_calendar.go_to(at + OVER + links.GRACE + timedelta(seconds=5))
    assert client.get(link).status_code == 410
    assert client.post("/f", data={"token": token_of(link), "talked": "yes"}).status_code == 410
    assert client.post("/f/report", data={"token": token_of(link)}).status_code == 410


def test_a_link_of_another_purpose_or_a_cut_one_opens_nothing(
    app: Flask, client: FlaskClient, link: str
) -> None:
    with app.app_context():
        other = links.issue(
            LinkPurpose.UNDO,
            "introduction:1:first",
            at=datetime.fromisoformat("2026-05-04T08:00Z"),
            until=None,
        )
    assert client.get(link[:-3]).status_code == 404
    assert client.get(f"/f/{token_of(path_of(other))}").status_code == 404
    assert client.get(f"/d/{token_of(link)}").status_code == 404
    assert client.post("/d", data={"token": token_of(link), "sure": "yes"}).status_code == 404


def test_a_link_answers_for_its_own_party_only(
    app: Flask, client: FlaskClient, link: str, mailbox: Mailbox, introduction_id: int
) -> None:
    assert (
        client.post("/f", data={"token": token_of(link), "talked": "yes", "worth": "no"}).status_code == 200
    )
    theirs = client.get(path_of(mailbox.newest("carol@example.org").link("f")))
    assert " checked" not in theirs.text
    mine = client.get(link)
    assert len(re.findall(" checked", mine.text)) == 2


def test_strangers_and_the_connector_find_no_such_page(
    app: Flask, people: People, introduction_id: int
) -> None:
    public_id = public_id_of(app, introduction_id)
    for browser in (people.mallory.browser(), people.bob.browser()):
        for path in (
            f"/introduced/{public_id}",
            f"/introduced/{public_id}/follow-up",
            "/introduced/" + "x" * 22,
        ):
            assert browser.get(path).status_code == 404


def test_there_is_no_question_before_its_time(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        made = connected(people.alice.member, people.carol.member, at - timedelta(days=3))
    path = f"/introduced/{public_id_of(app, made)}"
    alice = people.alice.browser()
    assert alice.get(f"{path}/follow-up").status_code == 404
    assert "Say how it went" not in alice.get(path).text + alice.get("/introduced").text


def test_a_report_needs_no_answer_and_no_account(client: FlaskClient, link: str) -> None:
    onward = client.post("/f/report", data={"token": token_of(link)})
    assert onward.status_code == 303
    assert onward.location.startswith("https://meet.example.org/p/")
