"""Follow one request through the files of the application, to measure what a reader has to open.

A hop is a call from one file into another; the same hop repeated at once counts once. Not counted is what
everybody knows after a day: the packages below the features, models, texts, the current member, and the
inside of the outbox. Hops are counted from the view to the last e-mail that is posted, statements and
transactions until the view returns.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType

from flask import Flask
from sqlalchemy import event

import intro_app
from intro_app.db import db

_APPLICATION = Path(intro_app.__file__).parent
_LOW_FLOORS = {"db", "web", "text", "config", "outbox", "cli", "translations"}
_KNOWN_FILES = {
    "__init__.py",
    "clock.py",
    "i18n.py",
    "errors.py",
    "wording.py",
    "plots.py",
    "identity/session.py",
    "introductions/texts.py",
}
_POST = "outbox/service.py"
_NO_FUNCTIONS = {"<module>", "<lambda>", "<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>"}


@dataclass
class Flow:
    """What one request went through, from the view of this name on; `hops` are (from, to), in order."""

    view: str
    hops: list[tuple[str, str]] = field(default_factory=list)
    statements: int = 0
    transactions: int = 0

    @property
    def files(self) -> set[str]:
        """Return the files that it went through."""
        return {file for hop in self.hops for file in hop}

    def __str__(self) -> str:
        counted = f"{len(self.hops)} hops, {len(self.files)} files"
        return f"{self.view}: {counted}, {self.statements} statements, {self.transactions} transactions"


class _Watcher:
    """Notes calls, statements and commits while the view runs; hops after the last e-mail are dropped."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.hops: list[tuple[str, str]] = []
        self.view: FrameType | None = None
        self.is_over = False

    @property
    def is_on(self) -> bool:
        """Return whether the view runs."""
        return self.view is not None and not self.is_over

    def watch(self, frame: FrameType, what: str, _argument: object) -> None:
        """Take what Python tells a profiler."""
        if what == "call" and not self.is_over:
            self._enter(frame)
        elif what == "return" and frame is self.view:
            self.is_over = True

    def state(self, *_told: object) -> None:
        """Take a statement that is about to be executed."""
        self.flow.statements += self.is_on

    def commit(self, _connection: object) -> None:
        """Take a commit."""
        self.flow.transactions += self.is_on

    def _enter(self, frame: FrameType) -> None:
        code = frame.f_code
        if self.view is None and code.co_name == self.flow.view and _file_of(code):
            self.view = frame
        if self.view is None or _is_resumed(frame):
            return
        is_post = code.co_name == "post" and code.co_filename.endswith(_POST)
        if file := _POST if is_post else _file_of(code):
            self._hop(_caller_of(frame), file)
        if is_post:
            self.flow.hops = list(self.hops)

    def _hop(self, caller: str | None, file: str) -> None:
        hop = (caller or "", file)
        if caller and caller != file and self.hops[-1:] != [hop]:
            self.hops.append(hop)


@contextmanager
def followed(app: Flask, view: str) -> Iterator[Flow]:
    """Follow what happens in this block from the view of this name on; the flow is complete after it."""
    flow = Flow(view)
    watcher = _Watcher(flow)
    with app.app_context():
        engine = db.engine
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": watcher.state,
        "commit": watcher.commit,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    sys.setprofile(watcher.watch)
    try:
        yield flow
    finally:
        sys.setprofile(None)
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


def _is_resumed(frame: FrameType) -> bool:
    """Return whether a generator goes on, which is no call."""
    return bool(frame.f_code.co_flags & CO_GENERATOR) and frame.f_lasti > 1


def _caller_of(frame: FrameType) -> str | None:
    above = frame.f_back
    while above:
        if file := _file_of(above.f_code):
            return file
        above = above.f_back
    return None


def _file_of(code: CodeType) -> str | None:
    """Return the file of ours in which this code stands; None for code that is left out."""
    path = Path(code.co_filename)
    if code.co_name in _NO_FUNCTIONS or not path.is_relative_to(_APPLICATION):
        return None
    file = path.relative_to(_APPLICATION)
    is_left_out = file.parts[0] in _LOW_FLOORS or "models" in file.with_suffix("").parts
    return None if is_left_out or file.as_posix() in _KNOWN_FILES else file.as_posix()
