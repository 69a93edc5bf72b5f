"""The code of the house, as the tests of its rules read it."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: str
    text: str
    tree: ast.Module

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function in it, methods and inner ones too."""
        return [
            node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]


def modules_under(*folders: str) -> list[Module]:
    """Every Python file in these folders."""
    files = sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    texts = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return [Module(path, text, ast.parse(text)) for path, text in texts.items()]


@pytest.fixture(scope="session")
def site_code() -> list[Module]:
    """The code of the site."""
    return modules_under("intro_app")


@pytest.fixture(scope="session")
def all_code() -> list[Module]:
    """The code of the site, of its migrations, and of the tests."""
    return modules_under("intro_app", "migrations", "tests")
