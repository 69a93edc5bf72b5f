"""What encryption at rest costs a page of twenty introductions: at most 15 per cent of its time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from time import process_time

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.db import db
from intro_app.db.sealing import Keyring, keyring, set_keyring
from intro_app.devtools.story import tell
from tests.conftest import new_site
from tests.support.calendar import Calendar
from tests.support.databases import KEY
from tests.support.speed.pages import pages_of, with_twenty

ROUNDS, MOST = 60, 1.15
Act = Callable[[], object]


class OpenOnce(Keyring):
    """Opens each value once and then knows it: reading costs what it costs where nothing is encrypted."""

    known: dict[str, str]

    def open_text(self, sealed: str, column: str) -> str:
        """Return what was sealed."""
        if sealed not in self.known:
            self.known[sealed] = super().open_text(sealed, column)
        return self.known[sealed]


@pytest.fixture
def site(settings: Settings, the_calendar: Calendar, at: datetime) -> Iterator[Flask]:
    """The demo's story, in which Alice has twenty introductions."""
    made = new_site(replace(settings, smtp_url=""))
    with made.app_context():
        tell(at)
        with_twenty("Alice Marsh")
        db.session.remove()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("page", ["my introductions, 20", "an introduction"])
def test_a_page_takes_at_most_fifteen_per_cent_longer(site: Flask, at: datetime, page: str) -> None:
    with site.app_context():
        act, sealed = pages_of(site, at)[page], keyring()
    plain = OpenOnce([KEY])
    plain.known = {}
    with_keys, without = _fastest(site, act, sealed, plain)
    assert with_keys / without <= MOST, page


def _fastest(site: Flask, act: Act, *rings: Keyring) -> list[float]:
    """The shortest time of each, taken in turns, so that a busy machine slows down both."""
    times: list[list[float]] = [[] for _ring in rings]
    for _round in range(ROUNDS):
        for ring, taken in zip(rings, times, strict=True):
            set_keyring(site, ring)
            began = process_time()
            act()
            taken.append(process_time() - began)
    return [min(taken) for taken in times]
