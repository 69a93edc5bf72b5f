"""The clock of a test: it stands where the test says, and ticks on from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import time_machine


@dataclass
class Calendar:
    """What the site takes for the present; only this process is moved, no server and no browser."""

    _traveller: time_machine.Traveller

    def go_to(self, moment: datetime) -> datetime:
        """From here on it is this moment."""
        self._traveller.move_to(moment)
        return moment

    def pass_by(self, span: timedelta) -> None:
        """So much time passes."""
        self._traveller.shift(span)


@contextmanager
def calendar(start: datetime, *, tick: bool = True) -> Iterator[Calendar]:
    """Set the time to `start` for the block; it runs on from there, or stands still without `tick`."""
    with time_machine.travel(start, tick=tick) as traveller:
        yield Calendar(traveller)
