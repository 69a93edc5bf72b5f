"""Shows a command's progress: one updating line on a terminal, a plain line now and then elsewhere."""

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

_AT_ONCE = 1.0  # seconds before the first count is shown on a terminal
_ELSEWHERE = 10.0  # seconds between two lines when the output is not a terminal
_MOVES = 0.1
_ANEW = "\r\x1b[K"


class Progress:
    """A progress line; it is cleared from the terminal at the end."""

    def __init__(
        self, doing: str = "", *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._out, self._clock, self._doing = out or sys.stderr, clock, doing
        self._moves = self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._next = clock() + (_AT_ONCE if self._moves else _ELSEWHERE)

    def step(self, doing: str) -> None:
        """Show at once what begins now, worded like "Starting the web server"."""
        self._doing = doing
        self._say(f"{doing} …" if self._moves else f"{doing}.")

    def count(self, done: int) -> None:
        """Show how many items are done; only when it takes long, and not too often."""
        if self._clock() >= self._next:
            self._next = self._clock() + (_MOVES if self._moves else _ELSEWHERE)
            self._say(f"{self._doing}: {done:,} …" if self._moves else f"{self._doing}: {done:,} so far.")

    def _say(self, words: str) -> None:
        self._out.write(f"{_ANEW}{words}" if self._moves else f"{words}\n")
        self._out.flush()

    def done(self) -> None:
        """Clear the line."""
        if self._moves:
            self._out.write(_ANEW)
            self._out.flush()

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Clear the line, also after an error, whose message is printed next."""
        self.done()
