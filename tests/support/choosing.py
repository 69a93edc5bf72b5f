"""Which of all tests play: some only for hours on end, some on one database of the two."""

from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

import pytest


def chosen(items: list[pytest.Item], *, hours: bool, everywhere: bool) -> list[pytest.Item]:
    """Return the tests that play.

    What is marked `long` plays only if there are `hours`. What is marked `one_database` or `on_postgresql`
    plays on both databases only if it is to play `everywhere`. Raises UsageError for an ending that does not
    exist.
    """
    _refuse_unknown_endings(items)
    playing = items if hours else [item for item in items if not item.get_closest_marker("long")]
    if everywhere:
        return playing
    return [item for item in _on_one_database(playing) if _plays_that_ending(item)]


def _on_one_database(items: list[pytest.Item]) -> list[pytest.Item]:
    """Leave out one of each two that are alike but for their database; their name decides which.

    Those that are marked `together` go by the name of their file, since they begin with the same long story.
    One alone stays, so that whoever asks for a database gets it.
    """
    found = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        if item.get_closest_marker("one_database"):
            found[_without_database(item)].append(item)
    left_out = {
        id(item)
        for name, pair in found.items()
        if len(pair) > 1
        for item in pair
        if (_database(item) == "postgresql") is not _suits_postgresql(_deciding(item, name))
    }
    return [item for item in items if id(item) not in left_out]


def _deciding(item: pytest.Item, name: str) -> str:
    marker = item.get_closest_marker("one_database")
    return name.partition("::")[0] if marker and marker.kwargs.get("together") else name


def _suits_postgresql(name: str) -> bool:
    """Whether this is one of the third that plays there, where a test takes twice as long."""
    return crc32(name.encode()) % 3 == 0


def _without_database(item: pytest.Item) -> str:
    return item.nodeid.replace(_database(item), "", 1)


def _database(item: pytest.Item) -> str:
    """Its database, or the one on which its twin worlds stand; empty for a test without any."""
    given = getattr(item, "callspec", None)
    asked = [given.params.get(name) for name in ("database", "worlds")] if given else []
    return str(next(filter(None, asked), ""))


def _plays_that_ending(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("on_postgresql")
    if marker is None or _database(item) != "postgresql":
        return True
    given = getattr(item, "callspec", None)
    names = {item.name.partition("[")[0], *(given.params.values() if given else ())}
    return not names.isdisjoint(marker.args)


def _refuse_unknown_endings(items: Iterable[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("on_postgresql")
        for ending in marker.args if marker else ():
            if not _has_that_ending(item, ending):
                raise pytest.UsageError(f"{item.nodeid}: no ending is called {ending!r}")


def _has_that_ending(item: pytest.Item, ending: str) -> bool:
    """Whether this is a test in the same file or a parameter of this test, so that a typo is noticed."""
    given = [value for mark in item.iter_markers("parametrize") for value in mark.args[1]]
    return ending in given or hasattr(getattr(item, "module", None), ending)
