"""What the documents say is there, is there."""

import re
from dataclasses import fields

import pytest

from intro_app.config import Settings
from intro_app.identity.policy import FOUNDING_DAYS, FOUNDING_MEMBERS
from intro_app.introductions import capacity
from tests.house.conftest import ROOT, Module

MAP = ROOT / "docs" / "architecture.md"
OPERATIONS = ROOT / "docs" / "operations.md"

# A path, or a name with a call's brackets, written as code.
_PATH = re.compile(
    r"`((?:intro_app|templates|static|migrations|tests|docs|typings|benchmarks)/[\w./*-]*"
    r"|[\w-]+\.(?:md|toml))`"
)
_CALL = re.compile(r"`(?:\w+\.)*(\w+)\([^`]*\)`")


def _text(document: str) -> str:
    file = ROOT / document
    if not file.exists():
        pytest.skip(f"{document} is not written yet")
    return file.read_text(encoding="utf-8")


def test_the_map_names_only_files_that_exist() -> None:
    missing = [path for path in _PATH.findall(_text("docs/architecture.md")) if not _exists(path)]
    assert not missing


def test_the_map_names_only_functions_that_exist(site_code: list[Module]) -> None:
    code = "\n".join(module.text for module in site_code)
    named = set(_CALL.findall(_text("docs/architecture.md")))
    assert not [name for name in named if not re.search(rf"\b(def|class) {name}\b|\b{name}\(", code)]


def test_the_map_names_every_package(site_code: list[Module]) -> None:
    text = _text("docs/architecture.md")
    packages = {module.path.split("/")[1].removesuffix(".py") for module in site_code} - {"__init__"}
    assert not [package for package in packages if not re.search(rf"\b{package}\b", text)]


def test_every_setting_is_explained() -> None:
    text = _text("docs/operations.md")
    assert not [name for setting in fields(Settings) if f"`{(name := setting.name.upper())}`" not in text]


def test_what_being_new_limits_is_told_in_the_figures_that_hold() -> None:
    text = " ".join(_text("docs/operations.md").split())
    assert f"until {FOUNDING_MEMBERS} people have signed in twice" in text
    assert f"for {FOUNDING_DAYS.days} days at the most" in text
    usual = (
        f"{capacity.OPEN_ASKS_OF_A_NEWCOMER} ask open at a time"
        f" and {capacity.MONTHLY_ASKS_OF_A_NEWCOMER} sent"
    )
    founding = (
        f"{capacity.OPEN_ASKS_WHILE_FOUNDING} open and {capacity.MONTHLY_ASKS_WHILE_FOUNDING} sent while"
    )
    days, month = capacity.NEWCOMER_DAYS.days, capacity.MONTH.days
    assert f"for {days} days: {usual} in {month} days, or {founding} the site is founding" in text


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert not dead


def _exists(path: str) -> bool:
    return any(ROOT.glob(path.rstrip("/"))) or any(ROOT.rglob(path))


@pytest.mark.parametrize("page", ["docs/glossary.md", "docs/decisions/0009-closed-inside-told-later.md"])
def test_the_sign_of_the_day_is_explained(page: str) -> None:
    assert "sign of the day" in (ROOT / page).read_text()
