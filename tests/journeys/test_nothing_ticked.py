"""No box and no circle is ticked for anybody: what is ticked was ticked by its reader, and saved."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.support.crawler import pages_read
from tests.support.journeys.planted_world import PlantedWorld
from tests.support.people import People, visitor

# What everybody in the story has saved: their doors stand open.
SAVED = {("/me/door", "visible"), ("/me/door", "takes_direct_asks")}
# Circles that stand for no consent: who is reported where there is only one, the block that some reasons
# suggest, and that no report was made against better knowledge.
NO_CONSENT = {"about", "block", "bad_faith"}


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_is_ticked_on_any_page_but_what_was_saved(told_world: PlantedWorld) -> None:
    ticked, boxes = set[tuple[str, str]](), 0
    for name, one in told_world.people.items():
        assert one.person
        for path, page in pages_read(one.person.browser(by_passkey=name == "dan"), one.letters).items():
            found = list(_boxes(page))
            boxes += len(found)
            ticked |= {(path, box) for box, is_ticked in found if is_ticked and box not in NO_CONSENT}
    assert ticked == SAVED
    assert boxes > 100


def test_a_newcomer_finds_nothing_ticked(app: Flask, people: People) -> None:
    newcomer = people.join("Nora Lind", door_open=False)
    pages = [*pages_read(newcomer.browser(), []).items(), *pages_read(visitor(app), []).items()]
    assert [(path, box) for path, page in pages for box, is_ticked in _boxes(page) if is_ticked] == []


class _TickParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a box or a circle, and whether it is ticked."""
        given = dict(attrs)
        if tag == "input" and given.get("type") in {"checkbox", "radio"}:
            self.boxes.append((given.get("name") or "", "checked" in given))


def _boxes(page: str) -> Iterator[tuple[str, bool]]:
    reader = _TickParser()
    reader.feed(page)
    return iter(reader.boxes)
