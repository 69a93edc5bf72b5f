"""What is private to one reader stands in nothing that another can read: no page, no mail, no file."""

from datetime import timedelta

import pytest

from intro_app import clock
from intro_app.db import db
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from tests.support.crawler import crawl
from tests.support.database_contents import everything_in, everything_opened
from tests.support.journeys.planted import tell
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.leaving import works
from tests.support.people import visitor
from tests.support.private_columns import HELD_BY_THE_SITE, OPEN_TO_READERS, PRIVATE, columns_of_words

DAY = timedelta(days=1)
# What its writer shows to all members.
SHOWN = ("circle.name", "circle.about")
# What waits for a moderator to decide about it.
STAYS = ("post_report.words",)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_private_word_is_read_by_nobody_else(world: PlantedWorld) -> None:
    tell(world)
    assert {mark.column for mark in world.marks} == PRIVATE
    found_by = _all_that_each_reads(world)
    leaks = [
        f"{name} reads {mark.column}: …{text[max(0, at - 300) : at + 80]}"
        for mark in world.marks
        for name, text in found_by.items()
        if name not in mark.readers and (at := text.find(mark.word)) >= 0
    ]
    assert not leaks, "\n\n".join(leaks)
    blind = [
        (name, mark.column)
        for mark in world.marks
        for name in mark.found_by
        if mark.word not in found_by[name]
    ]
    assert not blind, "the search does not look where these are read"


def test_every_column_of_words_is_planted_or_known_to_be_open() -> None:
    columns = columns_of_words()
    assert not columns - PRIVATE - OPEN_TO_READERS - HELD_BY_THE_SITE, (
        "say who reads it, or plant a word in it"
    )
    assert not (PRIVATE | OPEN_TO_READERS | HELD_BY_THE_SITE) - columns, "these are no columns any more"


def _all_that_each_reads(world: PlantedWorld) -> dict[str, str]:
    read = {}
    for name, one in world.people.items():
        assert one.person
        read[name] = crawl(one.person.browser(by_passkey=name == "dan"), one.letters)
    return {**read, "a visitor": crawl(visitor(world.story.app), [])}


@pytest.mark.slow
def test_a_thief_of_the_database_reads_none_of_them(
    world: PlantedWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does whoever has everything that is kept once all have left and nobody can appeal any more."""
    app = world.story.app
    with caplog.at_level("DEBUG"):
        tell(world)
    with app.app_context():
        stolen = everything_in(db.engine) + _logged(caplog)
    assert [mark.column for mark in world.marks if mark.word.encode() in stolen] == list(SHOWN)
    all_leave(world)
    with app.app_context():
        kept = everything_in(db.engine) + everything_opened(db.engine)
    assert sorted({mark.column for mark in world.marks if mark.word.encode() in kept}) == sorted(STAYS)


def all_leave(world: PlantedWorld) -> None:
    """Everybody deletes their account and their posts; two years go by."""
    app, at = world.story.app, clock.now()
    with app.app_context():
        for one in world.people.values():
            assert one.person
            privacy.close_now(one.person.member, Wishes(posts_too=True), at)
    world.story.work()
    works(app, at + timedelta(minutes=1), *(at + days * DAY for days in (1, 40, 41, 120, 250, 400, 800, 801)))


def _logged(caplog: pytest.LogCaptureFixture) -> bytes:
    """The lines of the site, and not those of the mail server that receives for the test."""
    ours = [one for one in caplog.records if one.name.startswith("intro_app")]
    return "\n".join(f"{one.getMessage()} {vars(one)}" for one in ours).encode()
