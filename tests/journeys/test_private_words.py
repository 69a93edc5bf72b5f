"""What is private to one reader stands in nothing that another can read: no page, no mail, no file."""

import pytest

from tests.support.crawler import crawl
from tests.support.journeys.planted import tell
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.people import visitor
from tests.support.private_columns import HELD_BY_THE_SITE, OPEN_TO_READERS, PRIVATE, columns_of_words


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
