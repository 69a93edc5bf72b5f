"""How much memory the processes of the web server hold, read again and again, and what of it is growth.

Each process is compared with itself: a fresh one has less than one that is warm, so that a sum over all of
them would fall when one is replaced, and could hide what another has gained. What a process holds counts with
the pages that it shares with others: that the first of them writes into such a page is no growth of anybody.
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

# So many readings make one figure: a single one may fall into a request that needs much for a moment.
_READINGS = 5
_MOST_GROWTH = 1.1


@dataclass(frozen=True)
class MemoryReading:
    """What one process held at one time, in KiB, and its share, where a shared page is split."""

    at: float
    held: int
    share: int


@dataclass(frozen=True)
class Growth:
    """What one process held when it was warm, and at the end."""

    warm: int
    last: int

    @property
    def is_too_much(self) -> bool:
        """Whether it is more than a tenth."""
        return self.last > self.warm * _MOST_GROWTH


@dataclass
class Memory:
    """The readings of each process, by its number."""

    readings: dict[int, list[MemoryReading]] = field(default_factory=dict)

    def take(self, at: float, found: Mapping[int, tuple[int, int]]) -> None:
        """Keep what each process holds now, and its share of it."""
        for pid, (held, share) in found.items():
            self.readings.setdefault(pid, []).append(MemoryReading(at, held, share))

    def grown(self, warm_up: float) -> list[Growth]:
        """Return the growth of each process that lived to the end, once it was as old as `warm_up` seconds.

        One that is younger than twice that is left out: it has hardly been warm.
        """
        return [
            Growth(_figure(warm[:_READINGS]), _figure(read[-_READINGS:]))
            for read in self._alive()
            if (warm := [one for one in read if one.at >= read[0].at + warm_up])
            and read[-1].at >= read[0].at + 2 * warm_up
        ]

    def together(self, warm_up: float) -> Growth:
        """Return what all of them took of the machine, shared pages counted once."""
        sums: dict[float, int] = {}
        for one in (one for read in self.readings.values() for one in read):
            sums[one.at] = sums.get(one.at, 0) + one.share
        times = sorted(sums)
        warm = [sums[at] for at in times if at >= times[0] + warm_up]
        return Growth(int(median(warm[:_READINGS])), int(median(warm[-_READINGS:])))

    @property
    def ended(self) -> int:
        """How many processes ended on the way, and were replaced."""
        return len(self.readings) - len(self._alive())

    def _alive(self) -> list[list[MemoryReading]]:
        latest = max((read[-1].at for read in self.readings.values()), default=0.0)
        return [read for read in self.readings.values() if read[-1].at == latest]


def _figure(readings: list[MemoryReading]) -> int:
    return int(median(one.held for one in readings))


@contextmanager
def watched(group: int, pause: float) -> Iterator[Memory]:
    """Read the memory of all processes of a group every so many seconds."""
    memory, done = Memory(), threading.Event()

    def go_on() -> None:
        while not done.wait(pause):
            memory.take(time.monotonic(), dict(_held_by(group)))

    watch = threading.Thread(target=go_on)
    watch.start()
    try:
        yield memory
    finally:
        done.set()
        watch.join()


def family(group: int) -> list[int]:
    """Return all processes of a group."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            if os.getpgid(int(place.name)) == group:
                found.append(int(place.name))
    return found


def _held_by(group: int) -> Iterator[tuple[int, tuple[int, int]]]:
    for pid in family(group):
        with suppress(OSError):  # it ended just now
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            sizes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
            yield pid, (sizes["Rss"], sizes["Pss"])
