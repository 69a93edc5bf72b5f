"""The small story: told by the services, once, in a database of its own, and never sent to anybody."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.config import Settings
from intro_app.config import settings as settings_now
from intro_app.db import db
from intro_app.devtools.story import FIVE, StoryRefused, sign_in_links, tell
from intro_app.followups.models import FollowUp
from intro_app.identity import service
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import State, Way
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_waiting
from intro_app.site_settings import follow_at_once, locked_settings
from intro_app.text.contacts import deliverable
from tests.support.identity_pages import follow, send
from tests.support.people import visitor
from tests.support.shelf import Shelf

pytestmark = pytest.mark.one_database(
    together=True
)  # it is told by the services, whose own tests play on both


@pytest.fixture
def told(app: Flask, settings: Settings, at: datetime, shelf: Shelf) -> Flask:
    """The site once the story was told."""
    shelf.bring(app, ("story", settings), lambda: tell(at))
    return app


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that only this machine reaches and that no e-mail leaves."""
    return replace(settings, base_url="http://127.0.0.1:8000", smtp_url="", dev_pages=True)


def test_it_tells_of_every_way_and_state_that_a_newcomer_should_see(app: Flask, at: datetime) -> None:
    with app.app_context():
        assert tell(at)
        rows = db.session.execute(select(Introduction.way, Introduction.state).order_by(Introduction.id))
        assert [tuple(row) for row in rows] == [
            (Way.NAMED, State.CONNECTED),
            *[(Way.OFFERED, State.CONNECTED)] * 2,
            *[(Way.NAMED, State.CONNECTED)] * 2,
            (Way.OFFERED, State.CONNECTED),
            (Way.NAMED, State.CONNECTED),
            (Way.DIRECT, State.CLOSED),
            (Way.DIRECT, State.ASKING),
            (Way.DIRECT, State.ASKING),
            (Way.OFFERED, State.ASKING),
            (Way.BLIND, State.ASKING),
        ]
        assert _count() == 34


class TestWhereFirstRequestsAreRead:
    """The story on a site that everybody can join."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Moderators read first requests there."""
        return replace(settings, hold_first_asks=1)

    def test_it_is_told_all_the_same(self, app: Flask, at: datetime) -> None:
        with app.app_context():
            assert tell(at)
            assert State.HELD not in set(db.session.scalars(select(Introduction.state)))


def test_it_has_a_circle_that_talks_and_plans_an_evening(told: Flask, client: FlaskClient) -> None:
    send(client, "/dev/people", who="alice@example.org")
    page = client.get("/community").text
    (path,) = re.findall(r'href="(/circles/[\w-]+)"[^>]*>(?:<\w+>)*Bellows and leather', page)
    circle = client.get(path).text
    assert all(words in circle for words in ("Which leather breathes?", "An evening with the bellows open"))
    assert "How to start a repair café" in client.get("/board").text


def test_dan_comes_to_his_desk_and_reads_what_priya_reported(told: Flask, client: FlaskClient) -> None:
    send(client, "/dev/people", who="carol@example.org")
    assert client.get("/moderation").status_code == 404
    send(client, "/dev/people", who="dan@example.org")
    desk = client.get("/moderation").text
    case = re.findall(r"/moderation/cases/[\w-]+", desk)[0]
    assert "A hidden sales pitch" in desk
    assert "It is about a platform that I am to subscribe to." in send(client, case, f"{case}/read").text


def test_bob_reads_his_number_its_way_and_every_line_with_reasons_on_his_page(
    told: Flask, client: FlaskClient
) -> None:
    send(client, "/dev/people", who="bob@example.org")
    page = client.get("/me/trust").text
    assert all(words in page for words in ("of 100", "Your score over time", "in good standing"))
    assert page.count("was worth it for both") == 5
    assert "Why it gives less:" in page
    assert "Points lose half their weight in a year, good and bad alike." in page


def test_nobody_is_asked_by_the_story_how_it_went_that_still_has_time(told: Flask) -> None:
    with told.app_context():
        asked = db.session.scalars(select(FollowUp)).all()
        assert [bool(one.concluded_at) for one in asked] == [True] * 6
        assert sum(one.useful_pair is not None for one in asked) == 5


def test_telling_it_twice_changes_nothing(app: Flask, at: datetime) -> None:
    with app.app_context():
        assert tell(at)
        assert not tell(at + timedelta(days=3))
        assert _count() == 34


def test_its_letters_go_to_nobody_and_none_is_left_to_be_sent(told: Flask) -> None:
    with told.app_context():
        addresses = db.session.scalars(select(OutboxMessage.address).distinct()).all()
        assert all(address and address.endswith("@example.org") for address in addresses)
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage).where(is_waiting())) == 0


def test_everybody_in_it_can_be_written_to(told: Flask) -> None:
    with told.app_context():
        addresses = db.session.scalars(select(Member.email)).all()
        assert [address for address in addresses if deliverable(address) != address] == []


def test_it_is_not_told_where_people_are(app: Flask, at: datetime) -> None:
    with app.app_context():
        service.join("zoe@example.com", "Zoe Real", at)
        with pytest.raises(StoryRefused, match="members here already"):
            tell(at)
        assert _count() == 1


def test_a_sign_in_link_of_the_story_opens_once_and_ends_when_a_new_one_is_made(
    told: Flask, client: FlaskClient, at: datetime
) -> None:
    with told.app_context():
        first, second = (next(iter(sign_in_links(at).values())) for _ in range(2))
    assert client.get(_path(first)).status_code == 410
    assert follow(client, _path(second)).headers["Location"] == "/introductions"
    assert client.get("/introductions").status_code == 200
    assert client.get(_path(second)).headers["Location"] == "/introductions?done=signed-in-before", (
        "who is in already goes on"
    )
    assert visitor(told).get(_path(second)).status_code == 410


def test_a_visitor_may_become_each_of_the_five_and_nobody_else(told: Flask, client: FlaskClient) -> None:
    for character in FIVE:
        assert send(client, "/dev/people", who=character.email).headers["Location"] == "/introductions"
        assert client.get("/introductions").status_code == 200
    assert send(client, "/dev/people", who="erik@example.org").status_code == 404


def test_becoming_somebody_needs_the_form_of_the_page(told: Flask, client: FlaskClient) -> None:
    assert client.post("/dev/people", data={"who": FIVE[0].email}).status_code == 400
    assert client.get("/introductions").status_code == 303


class TestWhereItHasAName:
    """The same site at a name: passkeys belong to one."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """This machine by its name."""
        return replace(settings, base_url="http://localhost:8000")

    def test_dan_can_add_a_passkey_of_his_own(self, told: Flask) -> None:
        client = visitor(told)
        send(client, "/dev/people", who="dan@example.org")
        assert send(client, "/me/passkeys", "/me/passkeys/new").status_code == 200


class TestWhereOthersCouldReachIt:
    """The same site, known to others by name, by address, through a proxy, or through its e-mails."""

    @pytest.fixture(
        params=[
            {"base_url": "https://meet.example.org"},
            {"bind_host": "0.0.0.0"},
            {"trusted_hops": 1},
            {"smtp_url": "smtp://127.0.0.1:1"},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def settings(self, settings: Settings, request: pytest.FixtureRequest) -> Settings:
        """One difference, which is enough."""
        return replace(settings, **request.param)

    def test_nobody_can_become_somebody(self, client: FlaskClient) -> None:
        assert client.get("/dev/people").status_code == 404


def test_it_is_not_told_where_mail_leaves(app: Flask, at: datetime) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")
    with app.app_context():
        with pytest.raises(StoryRefused, match="unset SMTP_URL"):
            tell(at)
        assert _count() == 0


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def _path(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


class TestItsGate:
    """The story where the environment does not say who can join, as in the demo."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Who can join is as it comes."""
        return replace(settings, joining=("invitation",))

    @pytest.mark.changes_app
    def test_it_takes_requests_and_can_be_set_otherwise_on_its_page(self, app: Flask, at: datetime) -> None:
        with app.app_context():
            assert tell(at)
            follow_at_once()
            assert settings_now().joining == ("request",)
            assert "joining" not in locked_settings()
