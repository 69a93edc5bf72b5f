"""Measure how long an author's act takes in each of two worlds, and whether that distinguishes them."""

import gc
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from werkzeug.test import TestResponse

from intro_app.db import db
from tests.support.browsing import grouped
from tests.support.forms import forms_in
from tests.support.twins.letters import COPY, letter
from tests.support.twins.reader import TwinReader
from tests.support.twins.world import TwinWorld

Act = Callable[[], TestResponse]


@dataclass
class Stopwatch:
    """One world as it is now: brought back to this moment before each act, so that each is the first."""

    world: TwinWorld
    act: Act
    changes: bool = True

    def __post_init__(self) -> None:
        with self.world.app.app_context():
            self._file = Path(str(db.engine.url.database))
            db.engine.dispose()
        self._kept = self._file.with_suffix(".kept")
        shutil.copy(self._file, self._kept)

    def time(self) -> float:
        """Seconds that the act took; everything it changed is taken back before the next."""
        if self.changes:
            self._take_back()
        begun = perf_counter()
        answer = self.act()
        took = perf_counter() - begun
        assert answer.status_code < 500
        return took

    def _take_back(self) -> None:
        with self.world.app.app_context():
            db.engine.dispose()
            for left in self._file.parent.glob(f"{self._file.name}-*"):
                left.unlink()
            shutil.copy(self._kept, self._file)
            db.session.execute(text("SELECT count(*) FROM introduction"))  # the connection is ready


def times(one: Stopwatch, other: Stopwatch, count: int) -> tuple[list[float], list[float]]:
    """So many of each, in an order that chance chooses, so that a busy moment strikes both alike."""
    found: tuple[list[float], list[float]] = ([], [])
    for watch in (one, other):
        for _time in range(5):
            watch.time()
    gc.collect()
    gc.disable()
    try:
        for _pair in range(count):
            for which in random.sample([0, 1], 2):
                found[which].append((one, other)[which].time())
    finally:
        gc.enable()
    return found


def share_of_longer(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how often the other took longer than the one (Mann-Whitney U / nm): .5 when nothing differs."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_value, which) in enumerate(ranked, 1) if which)
    return (ranks - len(other) * (len(other) + 1) / 2) / (len(one) * len(other))


def distinguishability(*shares: float) -> float:
    """Return the area under the ROC curve of these together, from .5 (indistinguishable) to 1."""
    area = sum(shares) / len(shares)
    return max(area, 1 - area)


def _ready(reader: TwinReader) -> Callable[[str, dict[str, list[str]]], TestResponse]:
    assert reader.browser, "the author is signed in"
    browser = reader.browser
    return lambda path, data: browser.post(path, data=data)


def withdraws(world: TwinWorld, who: str) -> Act:
    """Withdraw it, from a page that is open."""
    path = f"/introductions/{world.introduction}"
    page = world[who].get(path)
    form = next(form for form in forms_in(page.text) if form.action.endswith("/withdraw"))
    send, data = _ready(world[who]), grouped(form.filled())
    return lambda: send(form.action, data)


def sends(world: TwinWorld, who: str, path: str) -> Act:
    """Send the same letter there, from a page that is open."""
    page = world[who].get("/ask/" + world["dan"].id)
    form = next(form for form in forms_in(page.text) if "why" in form.names)
    typed = letter(COPY, someone=False)
    send, data = _ready(world[who]), grouped(form.filled(button="preview", **typed)) | {"step": ["send"]}
    return lambda: send(path, data)


def opens(world: TwinWorld, who: str, path: str) -> Act:
    """Look at a page."""
    world[who].get(path)
    browser = world[who].browser
    assert browser, "the author is signed in"
    return lambda: browser.get(path)
