"""What `docs/asvs.md` and `docs/threats.md` say is held by a test, is; and nothing is outside them."""

import json
import re
from pathlib import Path

import pytest

from intro_app import create_app
from intro_app.config import Settings
from intro_app.web import cookies, headers
from intro_app.web.access import AccessRule
from tests.house.conftest import ROOT
from tests.support.databases import KEY

ASVS, THREATS = ROOT / "docs/asvs.md", ROOT / "docs/threats.md"
CHAOS = ROOT / "docs/operations/chaos.md"
_TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
_PAGE = re.compile(r"\]\(([^)]+)\)")
_ROW = re.compile(r"^\| ([\d.]+|[A-Z]\d+) \|(.*)\|$", re.MULTILINE)
_NOT_HELD = re.compile(r"not held \(\d{4}-\d\d-\d\d\)")
# Every requirement of levels 1 and 2 of ASVS 5.0, with its level.
LEVELS: dict[str, int] = json.loads((ROOT / "tests/support/asvs_levels.json").read_text())


def _rows(document: Path) -> dict[str, str]:
    found = _ROW.findall(document.read_text(encoding="utf-8").partition("## What doesn't apply")[0])
    assert len({name for name, _ in found}) == len(found), "a row stands twice"
    return dict(found)


def _not_applicable() -> list[str]:
    text = ASVS.read_text(encoding="utf-8").partition("## What doesn't apply")[2]
    return re.findall(r"\d+\.\d+\.\d+", text.partition("\n## ")[0])


@pytest.mark.parametrize("document", [ASVS, THREATS, CHAOS], ids=["asvs", "threats", "chaos"])
def test_every_test_and_page_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    lost = []
    assert text.count("::test_") == len(_TEST.findall(text)), "a test is named without its file"
    for file, name in set(_TEST.findall(text)):
        there = ROOT / "tests" / file
        if not there.exists() or not re.search(rf"^def {name}\(", there.read_text(), re.MULTILINE):
            lost.append(f"{file}::{name}")
    lost += [page for page in _PAGE.findall(text) if not (document.parent / page).exists()]
    assert not lost


def test_each_fault_has_a_test_and_names_alerts_and_figures_that_there_are() -> None:
    text = CHAOS.read_text(encoding="utf-8")
    faults = text.partition("\n## ")[0].splitlines()
    rows = [line for line in faults if line.startswith("| ") and not line.startswith("| fault ")]
    assert rows
    assert [line for line in rows if not _TEST.search(line)] == []
    alerts = (ROOT / "docs/deploy/monitoring/mutual-alerts.yaml").read_text()
    assert [name for name in re.findall(r"\bMutual[A-Z]\w+", text) if f"alert: {name}\n" not in alerts] == []
    told = (ROOT / "docs/operations.md").read_text(encoding="utf-8") + alerts
    assert [name for name in re.findall(r"\bmutual_\w+", text) if name not in told] == []


def test_every_requirement_of_two_levels_stands_there_once() -> None:
    rows = {name: text for name, text in _rows(ASVS).items() if name in LEVELS}
    aside = _not_applicable()
    assert sorted([*rows, *aside]) == sorted(LEVELS)
    wrong = [name for name, text in rows.items() if f" {LEVELS[name]} |" not in text]
    assert not wrong


@pytest.mark.parametrize("document", [ASVS, THREATS], ids=["asvs", "threats"])
def test_every_row_has_a_test_a_page_or_a_dated_reason(document: Path) -> None:
    held = (_TEST, _PAGE, _NOT_HELD)
    assert not [name for name, text in _rows(document).items() if not any(one.search(text) for one in held)]


def test_the_figures_at_the_top_are_those_of_the_table() -> None:
    rows = [text for name, text in _rows(ASVS).items() if name in LEVELS]
    tested = sum(bool(_TEST.search(text)) for text in rows)
    gaps = sum(bool(_NOT_HELD.search(text)) for text in rows)
    intro = " ".join(ASVS.read_text(encoding="utf-8").partition("\n## ")[0].split())
    assert f"{len(LEVELS)} requirements on levels 1 and 2. {len(rows)} of them apply" in intro
    assert (
        f"{tested} are held by a test, {len(rows) - tested - gaps} ask for a document, and {gaps} are"
        in intro
    )


def test_no_route_is_outside_it(tmp_path: Path) -> None:
    site = create_app(Settings(data_dir=tmp_path, secret_keys=(KEY,), lasting_key=KEY))
    text = ASVS.read_text(encoding="utf-8").partition("## Routes, forms")[2]
    for rule in site.url_map.iter_rules():
        access = getattr(site.view_functions[rule.endpoint], "access", AccessRule())
        assert f"| {_kind_of(access)} |" in text, rule.rule
        assert f"`{rule.endpoint.partition('.')[0]}`" in text, rule.rule
        if _kind_of(access) == "webhook":
            assert f"`{rule.rule}`" in text


def _kind_of(access: AccessRule) -> str:
    kinds = {"staff": access.staff, "token": access.token, "members": access.members}
    kinds["webhook"] = access.cross_site and not access.csrf
    return next((kind for kind, is_so in kinds.items() if is_so), "public")


def test_no_cookie_and_no_header_is_outside_it() -> None:
    text = ASVS.read_text(encoding="utf-8").partition("## Routes, forms")[2]
    named = [cookies.SESSION, cookies.VISITOR, cookies.FAMILIAR, cookies.ATTEMPTS, cookies.PROOF]
    code = Path(cookies.__file__).read_text()
    assert len(re.findall(r"^[A-Z]+ = \"[a-z]+\"$", code, re.MULTILINE)) == len(named)
    assert len(re.findall(r"\.set_cookie\(", code)) == 1
    assert len(re.findall(r"    _store\(", code)) == 2  # these, and that of a carried answer
    assert not [name for name in named if f"| `{name}` |" not in text]
    always = {*headers._ALWAYS, "Content-Security-Policy", "Strict-Transport-Security", "X-Robots-Tag"}
    assert not [name for name in always if f"| `{name}` |" not in text]


def test_cookies_are_set_in_one_place() -> None:
    setting = [file for file in (ROOT / "intro_app").rglob("*.py") if ".set_cookie(" in file.read_text()]
    assert [file.relative_to(ROOT).as_posix() for file in setting] == ["intro_app/web/cookies.py"]
