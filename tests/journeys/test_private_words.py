"""What is private to one reader stands in nothing that another can read: no page, no mail, no file."""

from datetime import timedelta
from pathlib import Path

import pytest

from intro_app import clock
from intro_app.community.threads import queries as threads
from intro_app.community.threads.service import decide
from intro_app.db import db
from intro_app.privacy import service as privacy
from intro_app.privacy.service import Wishes
from tests.support.crawler import crawl
from tests.support.database_contents import everything_opened
from tests.support.journeys.planted import tell
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.leaving import works
from tests.support.people import visitor
from tests.support.private_columns import HELD_BY_THE_SITE, OPEN_TO_READERS, PRIVATE, columns_of_words
from tests.support.restoring import RestoringOperator
from tests.support.stolen import everything_stolen

DAY = timedelta(days=1)
# What its writer shows to all members.
SHOWN = ("circle.name", "circle.about")


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
@pytest.mark.both_databases
@pytest.mark.changes_app
def test_a_thief_of_all_that_is_kept_reads_none_of_them(
    world: PlantedWorld, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does whoever has the keys as well once all have left and nobody can appeal any more.

    The outbox is a table like all others; backups from before somebody left are the operator's to delete.
    """
    operator = RestoringOperator(world.story.app, tmp_path, None)
    with caplog.at_level("DEBUG"):
        tell(world)
        stolen = everything_stolen(operator, caplog)
    assert min(map(len, stolen.values())) > 1000, "there is something in each"
    for where, found in stolen.items():
        assert _marks_in(found, world) == (list(SHOWN) if where in {"database", "backup"} else []), where
    with caplog.at_level("DEBUG"):
        caplog.clear()
        all_leave(world)
        kept = everything_stolen(operator, caplog)
    with operator.app.app_context():
        kept["opened"] = everything_opened(db.engine)
    hits = [
        (where, mark.column)
        for where, found in kept.items()
        for mark in world.marks
        if mark.word.encode() in found
    ]
    assert not hits


def _marks_in(found: bytes, world: PlantedWorld) -> list[str]:
    return [mark.column for mark in world.marks if mark.word.encode() in found]


def all_leave(world: PlantedWorld) -> None:
    """The old report is decided; everybody deletes their account and their posts; two years go by."""
    app, at = world.story.app, clock.now()
    with app.app_context():
        (old,) = threads.reported_posts(world.id_of("dan"))
        decide(old.id, world.id_of("dan"), take_down=False, why="Nothing is wrong with it.", at=at)
        for one in world.people.values():
            assert one.person
            privacy.close_now(one.person.member, Wishes(posts_too=True), at)
    world.story.work()
    works(app, at + timedelta(minutes=1), *(at + days * DAY for days in (1, 40, 41, 120, 250, 400, 800, 801)))
