"""Who takes part in the journeys, and that nobody's details are seen on the way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.identity.models import Session
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from tests.support.calendar import Calendar
from tests.support.journeys.links_pressed import AskedCast
from tests.support.journeys.planted import a_world, tell
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.mail_server import Mailbox
from tests.support.moderation import reported
from tests.support.people import MemberHandle, People
from tests.support.restoring import RestoringOperator
from tests.support.shelf import Shelf
from tests.support.story import Somebody, Story

THREE = ("alice", "bob", "carol")

# Ends every session.
Gone = Callable[[], None]


def pytest_itemcollected(item: pytest.Item) -> None:
    """What a journey shows is the same on both databases, unless it is a secret."""
    if not any(map(item.get_closest_marker, ("both_databases", "on_postgresql"))):
        item.add_marker("one_database")


@pytest.fixture
def story(
    request: pytest.FixtureRequest,
    app: Flask,
    people: People,
    mailbox: Mailbox,
    the_calendar: Calendar,
    shelf: Shelf,
) -> Story:
    """A site on which nothing has happened yet, but that those of the three who take part know each other."""
    story = Story(app, people, mailbox, the_calendar)
    if names := [name for name in THREE if name in request.fixturenames]:
        settings = replace(app.extensions["settings"], base_url="")
        if not shelf.bring(app, (*names, people.at, settings), lambda: _gather(story, names)):
            for name in names:
                story.comes(people.recall(name))
    return story


@pytest.fixture
def operator(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[RestoringOperator]:
    """Whoever looks after the machine."""
    with ExitStack() as later:
        is_postgresql = app.extensions["settings"].database.startswith("postgresql")
        made = RestoringOperator(app, tmp_path, _new_databases(request, later) if is_postgresql else None)
        yield made
        with made.app.app_context():
            db.engine.dispose()


def _new_databases(request: pytest.FixtureRequest, later: ExitStack) -> Callable[[], str]:
    cluster = request.getfixturevalue("postgres_cluster")

    def make() -> str:
        cluster.drop("restored")  # of the try before
        later.callback(cluster.drop, "restored")
        url: str = cluster.create("restored")
        return url

    return make


@pytest.fixture
def alice(story: Story) -> Somebody:
    """She asks."""
    return story.cast[0]


@pytest.fixture
def bob(story: Story, alice: Somebody) -> Somebody:
    """He knows Alice, and Carol where she is there; one of the first members, in good standing."""
    return story.cast[1]


@pytest.fixture
def carol(story: Story, bob: Somebody) -> Somebody:
    """She knows Bob, and can be found."""
    return story.cast[2]


@pytest.fixture
def cast(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> AskedCast:
    """Alice has asked Carol directly."""
    return AskedCast(story, alice, bob, carol, alice.asks(to=carol))


@pytest.fixture
def settled(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> Story:
    """A month has passed, so that Bob may let the site write for him."""
    story.wait(timedelta(days=31))
    return story


@pytest.fixture
def gone(app: Flask) -> Gone:
    """Everybody's session ends, and nobody notices."""

    def end() -> None:
        with app.app_context(), atomic():
            db.session.execute(delete(Session))

    return end


@pytest.fixture
def world(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> PlantedWorld:
    """Everybody, and nothing written yet."""
    return a_world(story, alice, bob, carol)


@pytest.fixture
def told_world(world: PlantedWorld) -> PlantedWorld:
    """Everybody has written whatever can be written."""
    tell(world)
    return world


@pytest.fixture
def mallory(story: Story) -> MemberHandle:
    """She knows nobody, and may judge everybody: a moderator."""
    return story.people.mallory.becomes("moderator")


@pytest.fixture
def case_id(story: Story, alice: Somebody, carol: Somebody) -> str:
    """The address of a case: Carol was asked by Alice, and reported it."""
    public_id = alice.asks(to=carol)
    with story.app.app_context():
        asked = select(Introduction.id).where(Introduction.public_id == public_id)
        return reported(db.session.scalars(asked).one(), Role.SECOND, Role.FIRST, clock.now()).public_id


def _gather(story: Story, names: Sequence[str]) -> None:
    """They come in this order; two who come one after the other know each other and have read the mail."""
    story.member(story.people.alice)
    if "bob" in names:
        story.member(story.people.bob)
        story.people.vouch_for(story.people.bob)
        _become_acquainted(story, story.people.alice, story.people.bob)
    if "carol" in names:
        story.member(story.people.carol)
        _become_acquainted(story, story.people.bob, story.people.carol)


def _become_acquainted(story: Story, one: MemberHandle, other: MemberHandle) -> None:
    """Both said so before the test begins, and have read the mail about it."""
    story.people.know_each_other(one, other)
    story.work()
    story.mailbox.empty()
