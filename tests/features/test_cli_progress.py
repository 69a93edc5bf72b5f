"""Progress of commands: a moving line on a terminal, plain lines elsewhere, nothing for quick commands."""

from io import StringIO

import pytest

from intro_app.cli.progress import Progress
from tests.conftest import SiteMaker


class Terminal(StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        """It is one."""
        return True


class Seconds:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture(autouse=True)
def capable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can wipe a line."""
    monkeypatch.setenv("TERM", "xterm")


def counted(out: StringIO, seconds: int, per_second: int = 10) -> str:
    """What is said in so many seconds."""
    clock = Seconds()
    with Progress("Reading the chain", out=out, clock=clock) as progress:
        for number in range(seconds * per_second):
            clock.now = number / per_second
            progress.count(number * 1000)
    return out.getvalue()


def test_on_a_terminal_one_line_moves_and_is_wiped() -> None:
    said = counted(Terminal(), 3)
    assert "\n" not in said
    assert 10 <= said.count("Reading the chain:") <= 20
    assert "Reading the chain: 10,000 …" in said
    assert said.endswith("\r\x1b[K")


def test_what_is_quick_says_nothing() -> None:
    assert counted(Terminal(), 1).strip("\r\x1b[K") == ""
    assert counted(StringIO(), 9) == ""


@pytest.mark.parametrize("out", [StringIO(), Terminal()], ids=["a file", "a dumb terminal"])
def test_elsewhere_plain_lines_come_now_and_then(out: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    said = counted(out, 25)
    assert said.splitlines() == ["Reading the chain: 100,000 so far.", "Reading the chain: 200,000 so far."]


def test_steps_are_said_at_once() -> None:
    terminal, file = Terminal(), StringIO()
    for out in (terminal, file):
        with Progress(out=out) as progress:
            progress.step("Adding the demo data")
            progress.step("Starting the web server")
    assert file.getvalue() == "Adding the demo data.\nStarting the web server.\n"
    assert terminal.getvalue().count("\r\x1b[K") == 3
    assert "\n" not in terminal.getvalue()


def test_commands_that_may_take_long_say_no_more_than_before_when_they_are_quick(
    make_site: SiteMaker,
) -> None:
    site = make_site()
    assert site.run("audit", "verify").splitlines()[0] == "Lines: 0"
    assert site.run("trust", "recompute").splitlines()[0] == "Events: 0"
