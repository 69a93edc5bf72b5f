"""Every command that a document tells an operator to type can be typed like that."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from intro_app.cli import intro
from tests.house.conftest import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# What may stand before it on a line of its own: a prompt, settings, another user, a container.
_LINE = re.compile(
    r"^    (?:\$ )?(?:[A-Z_]+=\S+ )*(?:sudo -u mutual )?(?:docker compose (?:exec|run)(?: -[\w-]+)* \w+ )?"
    r"(?:\S+/bin/)?intro (\S.*)$",
    re.MULTILINE,
)


def _ensure_taken(command: click.Command, words: list[str], parent: click.Context | None = None) -> None:
    """Raise UsageError unless the command takes these words; run nothing."""
    if not isinstance(command, click.Group):
        command.make_context(command.name, list(words), parent=parent)
        return
    context = click.Context(command, parent=parent, info_name=command.name)
    _options, rest, _order = command.make_parser(context).parse_args(list(words))
    if not rest and not command.invoke_without_command:
        raise click.UsageError("a command is missing", context)
    _name, inner, left = command.resolve_command(context, rest)
    assert inner
    _ensure_taken(inner, left, context)


def _mistakes(lines: list[str]) -> Iterator[str]:
    for line in lines:
        words = shlex.split(line, comments=True)
        try:
            if words != ["--version"]:
                _ensure_taken(intro, words)
        except click.BadParameter as problem:
            if isinstance(problem, click.MissingParameter):  # else a file of the operator's machine
                yield f"{line}: {problem.format_message()}"
        except click.UsageError as problem:
            yield f"{line}: {problem.format_message()}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_each_line_that_is_typed_is_a_command_with_all_that_it_needs(document: Path) -> None:
    assert not list(_mistakes(_LINE.findall(document.read_text(encoding="utf-8"))))


def test_a_wrong_line_would_be_found() -> None:
    wrong = ["backup", "doctor --pray", "walk", "member move a@b.example", "keys restore"]
    assert len(list(_mistakes(wrong))) == len(wrong)
