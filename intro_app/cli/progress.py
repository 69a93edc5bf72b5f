"""What a command is at, for whoever waits: one line that moves on a terminal, a plain line now and then elsewhere."""

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

_AT_ONCE = 1.0  # seconds: what takes no longer says nothing
_ELSEWHERE = 10.0  # seconds between two lines where nobody watches
_MOVES = 0.1
_ANEW = "\r\x1b[K"


class Progress:
    """Says what is being done and how far it is, and wipes it off the terminal when it is done."""

    def __init__(
        self, doing: str = "", *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._out, self._clock, self._doing = out or sys.stderr, clock, doing
        self._moves = self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._next = clock() + (_AT_ONCE if self._moves else _ELSEWHERE)

    def step(self, doing: str) -> None:
        """Say at once what is begun now, as a sentence in the making: Starting the web server."""
        self._doing = doing
        self._say(f"{doing} …" if self._moves else f"{doing}.")

    def count(self, done: int) -> None:
        """How many are done; said only when it takes long, and not too often."""
        if self._clock() >= self._next:
            self._next = self._clock() + (_MOVES if self._moves else _ELSEWHERE)
            self._say(f"{self._doing}: {done:,} …" if self._moves else f"{self._doing}: {done:,} so far.")

    def _say(self, words: str) -> None:
        self._out.write(f"{_ANEW}{words}" if self._moves else f"{words}\n")
        self._out.flush()

    def done(self) -> None:
        """Leave a clean line to whatever is said next."""
        if self._moves:
            self._out.write(_ANEW)
            self._out.flush()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Wipe the line, also when it went wrong: what went wrong is said next."""
        self.done()
