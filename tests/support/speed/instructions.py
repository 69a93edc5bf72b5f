"""Counts what Python executes, instruction by instruction: the same on a busy machine as on an idle one.

What C does is not counted: the database's work, hashes, regular expressions. Statements have bounds of their
own.
"""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed import TraceFunction


class _Counter:
    """Counts instructions of the frames that begin while it is set."""

    def __init__(self) -> None:
        self.number = 0

    def begin(self, frame: FrameType, _what: str, _argument: object) -> "TraceFunction":
        """Take what Python tells about a new frame."""
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return self.go_on

    def go_on(self, _frame: FrameType, what: str, _argument: object) -> "TraceFunction":
        """Take an instruction, or the end of a frame."""
        if what == "opcode":
            self.number += 1
        return self.go_on


def instructions(act: Callable[[], object], rounds: int = 2) -> int:
    """Return how many instructions this takes once it has been done: the fewest of some rounds."""
    act()
    return min(_counted(act) for _round in range(rounds))


def of_bare_flask() -> int:
    """Return how many a page takes that says hello and does nothing else."""
    bare = Flask(__name__)
    bare.add_url_rule("/hello", view_func=lambda: "hello")
    client = bare.test_client()
    return instructions(lambda: client.get("/hello"))


def _counted(act: Callable[[], object]) -> int:
    counter, before = _Counter(), sys.gettrace()
    gc.collect()
    gc.disable()
    sys.settrace(counter.begin)
    try:
        act()
    finally:
        sys.settrace(before)
        gc.enable()
    return counter.number
