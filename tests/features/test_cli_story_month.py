"""The month of the story: what a stranger meets in the circle of thirty after `make run`."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.community.circles.models import Circle, CircleMember
from intro_app.community.gatherings.models import Gathering, GatheringVisitor
from intro_app.community.threads.models import Post, Thread
from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.story import tell
from intro_app.outbox.models import OutboxMessage
from tests.support.identity_pages import send
from tests.support.shelf import Shelf

pytestmark = pytest.mark.one_database(
    together=True
)  # it is told by the services, whose own tests play on both

NAME = "The organ of St Jakob"


@pytest.fixture
def told(app: Flask, settings: Settings, at: datetime, shelf: Shelf) -> Flask:
    """The site once the story was told."""
    shelf.bring(app, ("story", settings), lambda: tell(at))
    return app


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that only this machine reaches and that no e-mail leaves."""
    return replace(settings, base_url="http://127.0.0.1:8000", smtp_url="", dev_pages=True)


@pytest.fixture
def alice(told: Flask, client: FlaskClient) -> FlaskClient:
    """Alice's browser."""
    send(client, "/dev/people", who="alice@example.org")
    return client


def circle_of(client: FlaskClient) -> str:
    """The page of the circle, as its reader sees it."""
    page = client.get("/community").text
    return str(re.findall(rf'href="(/circles/[\w-]+)"[^>]*>(?:<\w+>)*{NAME}', page)[0])


def thread_in(page: str, title: str) -> str:
    """The address of a thread in a list."""
    return str(re.findall(rf'href="([^"]+/threads/[\w-]+)[^"]*"><strong>{title}', page)[0])


def test_it_is_a_month_of_thirty_people_with_two_hundred_posts_and_twelve_gatherings(told: Flask) -> None:
    with told.app_context():
        circle = db.session.scalars(select(Circle).where(Circle.name.startswith(NAME))).one()
        here = Thread.circle_id == circle.id
        posts = db.session.scalar(select(func.count(Post.id)).join(Thread).where(here))
        people = db.session.scalars(select(CircleMember).where(CircleMember.circle_id == circle.id)).all()
        gatherings = select(func.count()).where(Gathering.circle_id == circle.id)
        assert posts is not None
        assert posts >= 200
        assert len(people) == 30
        assert sum(one.is_co_host for one in people) == 2
        assert db.session.scalar(gatherings) == 12


def test_a_long_thread_opens_where_its_reader_stopped_and_others_are_new(alice: FlaskClient) -> None:
    page = alice.get(circle_of(alice)).text
    assert "new</span>" in page
    assert all(f"{mark}</span>" in page for mark in ("Pinned", "Locked", "Notice"))
    diary = alice.get(thread_in(page, "Loft diary")).text
    assert "First open workshop" not in diary, "it opens where she stopped, and there is a way back"
    assert "Number 7 came back from Potsdam" in diary
    assert 'id="new"' in diary
    again = alice.get(circle_of(alice)).text
    assert "#new" not in re.findall(r'<a href="([^"]+)"><strong>Loft diary', again)[0]


def test_a_post_has_a_picture_with_words_and_a_table(alice: FlaskClient) -> None:
    page = alice.get(circle_of(alice)).text
    leather = alice.get(thread_in(page, "Leather: sheep or goat")).text
    (source,) = re.findall(r'<img src="(/circles/[^"]+)" alt="Three pieces of leather', leather)
    shown = alice.get(source)
    assert shown.mimetype == "image/webp"
    assert shown.data[8:12] == b"WEBP"
    assert "<table>" in leather


def test_a_gathering_has_a_picture_that_its_public_page_shows(alice: FlaskClient, told: Flask) -> None:
    page = alice.get(circle_of(alice)).text
    (evening,) = re.findall(r'href="(/gatherings/[\w-]+)"[^>]*>(?:<\w+>)*Offene Orgel', page)
    (inside,) = re.findall(r'<img src="([^"]+)" alt="[^"]*folds of a bellows', alice.get(evening).text)
    public = told.test_client().get(evening.replace("gatherings", "visit")).text
    (outside,) = re.findall(r'<img src="([^"]+)" alt="[^"]*folds of a bellows', public)
    assert alice.get(inside).data == told.test_client().get(outside).data


def test_a_gathering_repeats_and_another_one_has_visitors_without_an_account(
    alice: FlaskClient, told: Flask
) -> None:
    page = alice.get(circle_of(alice)).text
    workshop = re.findall(r'href="(/gatherings/[\w-]+)"[^>]*>(?:<\w+>)*Offene Werkstatt', page)[0]
    assert "Upcoming dates" in alice.get(workshop).text
    with told.app_context():
        visitors = db.session.scalars(select(GatheringVisitor)).all()
        assert {one.confirmed_at is not None for one in visitors} == {True}
    send(alice, "/dev/people", who="bob@example.org")
    evening = re.findall(r'href="(/gatherings/[\w-]+)"[^>]*>(?:<\w+>)*Offene Orgel', page)[0]
    assert "Ruth Albers" in alice.get(evening).text
    assert "Ruth Albers" not in alice.get(f"/visit/{evening.rpartition('/')[2]}").text


def test_a_gift_waits_for_alice_and_the_pool_has_paid_for_a_year(alice: FlaskClient) -> None:
    assert "A year for you" in alice.get("/me/gifts").text


def test_the_outbox_has_a_digest_news_and_reminders(told: Flask) -> None:
    with told.app_context():
        kinds = set(db.session.scalars(select(OutboxMessage.kind)))
    assert {"weekly_digest", "circle_news", "gathering_reminder", "visit_confirmed", "gift_offered"} <= kinds


class TestRepliesByMail:
    """The story on a site that takes replies, as the demo does."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """What `make run` sets, too."""
        listens = "lmtp://127.0.0.1:2424"
        return replace(settings, bounce_address="replies@example.org", bounce_listen=listens)

    def test_a_visitor_replies_to_an_email_in_the_outbox(self, alice: FlaskClient, told: Flask) -> None:
        with told.app_context():
            news = select(OutboxMessage.key).where(OutboxMessage.kind == "circle_news")
            keys = list(db.session.scalars(news.order_by(OutboxMessage.posted_at.desc())))
        path = next(one for key in keys if "Send the reply" in alice.get(one := f"/dev/outbox/{key}").text)
        page = send(alice, path, f"{path}/reply", words="From my mail program, with love.").text
        assert "Your reply stands in the thread." in page
        with told.app_context():
            newest = db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
            assert newest.words == "From my mail program, with love."
        assert (
            "was not posted" in send(alice, path, f"{path}/reply", words="http://127.0.0.1:8000/l/mine").text
        )

    def test_where_others_could_reach_it_nobody_can(self, alice: FlaskClient, told: Flask) -> None:
        told.extensions["settings"] = replace(told.extensions["settings"], trusted_hops=1)
        assert send(alice, "/me", "/dev/outbox/x/reply", words="Hello").status_code == 404
