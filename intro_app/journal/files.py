"""The journal's folder: a file for each day, a line for each change, each line sealed under LASTING_KEY.

Whoever reads a file sees how many lines a day has, and nothing else. The name of the journal and the number
of the line are sealed too, so that no line can be moved, left out or written by somebody else unnoticed.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from intro_app.db.sealing import Keyring, SealError
from intro_app.journal.policy import Line, Place, continued, filled, is_old

_COLUMN = "journal"
_FIRST_LOOK = 64 * 1024


class JournalFolder:
    """The files in one folder, read and continued with one LASTING_KEY."""

    def __init__(self, folder: Path, lasting_key: str) -> None:
        self.folder = folder
        self._keys = Keyring((lasting_key,))

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Yield whether it is this process's turn to write; only one writes at a time. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.folder / ".turn", "w", opener=_private) as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def append(self, changes: Iterable[tuple[str, str, dict[str, Any]]], mark: Place, at: datetime) -> Place:
        """Write a line for each change, each a kind, a key and facts, and return the place of the last.

        They are on the disk when this returns. `mark` is the place up to which it should go. Raises OSError.
        """
        last = self.last()
        place = continued(last.place if last else None, mark) or Place(secrets.token_hex(4), 0)
        written = []
        for kind, key, facts in changes:
            place = Place(place.journal, place.line + 1)
            written.append(self._sealed(place, at, kind, key, facts))
        self._write("".join(written), self._file_of(at))
        return place

    def _file_of(self, at: datetime) -> Path:
        """Return the file to write into: that of the day, or a later one, if a clock had run ahead."""
        today = self.folder / f"{at.astimezone(UTC).date().isoformat()}.jsonl"
        return max([today, *self._files()])

    def _write(self, text: str, file: Path) -> None:
        """Append to the file; a line of which only a part got onto the disk is ended before."""
        with open(file, "a+b", opener=_private) as opened:
            if opened.tell():
                opened.seek(-1, os.SEEK_END)
                text = text if opened.read(1) == b"\n" else f"\n{text}"
            opened.write(text.encode())
            opened.flush()
            os.fsync(opened.fileno())

    def _sealed(self, place: Place, at: datetime, kind: str, key: str, facts: dict[str, Any]) -> str:
        said = [place.journal, place.line, at.astimezone(UTC).isoformat(), kind, key, facts]
        sealed = self._keys.seal_text(filled(json.dumps(said, separators=(",", ":"))), _COLUMN)
        return json.dumps({"journal": place.journal, "line": place.line, "sealed": sealed}) + "\n"

    def lines(self) -> Iterator[Line]:
        """Yield every line that opens with this key, oldest first. Raises OSError."""
        for file in self._files():
            with file.open(encoding="utf-8", errors="replace") as opened:
                yield from filter(None, map(self._opened, opened))

    def last(self) -> Line | None:
        """Return the last line that opens with this key, if there is one in the newest file."""
        for file in reversed(self._files()):
            with file.open("rb") as opened:
                opened.seek(0, os.SEEK_END)
                opened.seek(max(0, opened.tell() - _FIRST_LOOK))
                ends = opened.read().decode(errors="replace").splitlines()
            return next(filter(None, map(self._opened, reversed(ends))), None)
        return None

    def _opened(self, text: str) -> Line | None:
        try:
            sealed = json.loads(text)["sealed"]
            journal, line, at, kind, key, facts = json.loads(self._keys.open_text(sealed, _COLUMN))
        except (ValueError, KeyError, TypeError, SealError):
            return None
        return Line(Place(journal, line), datetime.fromisoformat(at), kind, key, facts)

    def forget(self, today: date) -> None:
        """Delete the files of days that were kept long enough."""
        for file in self._files():
            if is_old(date.fromisoformat(file.stem), today):
                file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(file for file in self.folder.glob("????-??-??.jsonl") if _is_day(file.stem))


def _is_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True


def _private(path: str, flags: int) -> int:
    """Open a file that only its owner may read."""
    return os.open(path, flags, 0o600)
