"""The folder of an operator, what they type there, and what is answered."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.live_site import LiveSite
from tests.support.mail_server import PostOffice
from tests.support.patience import PATIENCE


@dataclass
class Year:
    """What was typed and answered so far, by what it was for."""

    site: LiveSite
    office: PostOffice
    work: Path
    parts: dict[str, list[str]] = field(default_factory=dict)

    def begin(self, title: str, words: str) -> None:
        """Begin the next of the ten."""
        self.parts[title] = [words]

    def doctor(self) -> str:
        """Ask the doctor, who may find something: people of a real site do the rest at its pages."""
        return self.intro("doctor", status=None)

    def intro(self, *command: str, status: int | None = 0, **settings: str) -> str:
        """Type `intro …`; what it answered. Fails unless it ends with this status, if one is given."""
        chosen = {name.upper(): value for name, value in settings.items()}
        given = [f"{name}={value}" for name, value in chosen.items()]
        ended, said = self._ended(*command, **chosen)
        assert status is None or ended == status, f"intro {' '.join(command)}: {ended}\n{said}"
        self._note(" ".join([*given, "intro", *map(_quoted, command)]), said)
        return said

    def _ended(self, *command: str, **chosen: str) -> tuple[int, str]:
        """Return the exit status and what was said, both streams as a terminal shows them."""
        process = self.site.start(*command, **chosen)
        return process.popen.wait(timeout=PATIENCE), process.log.read_text()

    def shell(self, line: str) -> None:
        """Write down what is typed besides, which the caller does."""
        self._note(line, "")

    def _note(self, line: str, said: str) -> None:
        shown = [one for one in said.splitlines() if one.strip() and not one.startswith("✓")]
        part = list(self.parts)[-1]
        self.parts[part].append("\n".join([f"    $ {line}", *(f"    {one}" for one in shown)]))


def _quoted(word: str) -> str:
    return f"'{word}'" if re.search(r"[^\w@./:=+-]", word) else word


def start(year: Year) -> None:
    """Start both services, and wait for the worker."""
    year.site.start_web()
    worker = year.site.start_worker()
    _await_beat(year, worker.log)


def _await_beat(year: Year, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while "worker begins" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    assert "worker begins" in log.read_text(), year.site.logs()


def stop(year: Year) -> None:
    """Stop whatever runs."""
    for process in year.site.processes:
        if process.is_running:
            process.terminate()
