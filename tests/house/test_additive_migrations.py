"""A migration only adds, so that the code before it goes on while an upgrade is under way.

The test of a rolling upgrade plays the newest one (`journeys/test_rolling_upgrade.py`); this looks at all.
"""

import ast
from pathlib import Path

import pytest

from tests.house.conftest import ROOT

# Before this one nothing was promised.
_SINCE = 89
# Migrations that need both services stopped: the change log then says so under the version.
_STOPS: dict[str, str] = {}
_TAKES_AWAY = {"drop_table", "drop_column", "rename_table", "drop_constraint", "create_check_constraint"}

NEWER = [
    file
    for file in sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    if int(file.name[:4]) >= _SINCE
]


def faults(text: str) -> list[str]:
    """What the `upgrade` of a migration does that code of the version before would stumble over."""
    upgrade = next(
        node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    found = [name for call in calls if (name := _name(call)) in _TAKES_AWAY]
    found += ["alter_column" for call in calls if _name(call) == "alter_column" and _narrows(call)]
    found += [
        "add_column" for call in calls if _name(call) == "add_column" and any(map(_must_be_given, call.args))
    ]
    return found


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _narrows(call: ast.Call) -> bool:
    """Whether a column gets another name or type, or may no longer be empty."""
    return any(
        word.arg in {"new_column_name", "type_"} or (word.arg == "nullable" and _is(word.value, False))
        for word in call.keywords
    )


def _must_be_given(argument: ast.expr) -> bool:
    """Whether this is a column that older code, which doesn't know it, would have to fill."""
    if not isinstance(argument, ast.Call) or _name(argument) != "Column":
        return False
    words = {word.arg: word.value for word in argument.keywords}
    return "nullable" in words and _is(words["nullable"], False) and "server_default" not in words


def _is(node: ast.expr, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


@pytest.mark.parametrize("file", NEWER, ids=lambda file: file.stem)
def test_a_migration_takes_nothing_from_running_code(file: Path) -> None:
    if file.stem in _STOPS:
        assert _STOPS[file.stem] in (ROOT / "CHANGELOG.md").read_text()
    else:
        assert faults(file.read_text()) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('op.add_column("a", sa.Column("b", sa.String(), nullable=True))', []),
        ('op.add_column("a", sa.Column("b", sa.String(), nullable=False, server_default=""))', []),
        ('op.create_table("a", sa.Column("b", sa.String(), nullable=False))', []),
        ('op.add_column("a", sa.Column("b", sa.String(), nullable=False))', ["add_column"]),
        ('op.drop_column("a", "b")', ["drop_column"]),
        ('op.alter_column("a", "b", new_column_name="c")', ["alter_column"]),
        ('op.alter_column("a", "b", nullable=False)', ["alter_column"]),
        ('op.alter_column("a", "b", nullable=True)', []),
    ],
)
def test_what_would_break_running_code_is_found(line: str, found: list[str]) -> None:
    assert faults(f"def upgrade():\n    {line}\n") == found
