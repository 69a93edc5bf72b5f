"""One version: pyproject.toml has it, the change log begins with it, and an upgrade installs it."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from intro_app.version import version
from tests.bump import ROOT, bumped
from tests.house.test_wheel import lend_dependencies, run, wheel_of

PYPROJECT, CHANGELOG = (ROOT / "pyproject.toml").read_text(), (ROOT / "CHANGELOG.md").read_text()


def test_the_change_log_begins_with_this_version() -> None:
    newest = re.search(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", CHANGELOG, re.MULTILINE)
    assert newest
    assert version() == f"{newest[1]} (a checkout)"
    assert f'version = "{newest[1]}"' in PYPROJECT


def test_a_bump_writes_both() -> None:
    pyproject, changelog = bumped(PYPROJECT, CHANGELOG, "99.0.0", date(2030, 1, 2))
    assert 'version = "99.0.0"\n' in pyproject
    assert changelog.index("## 99.0.0 (2030-01-02)") < changelog.index("## 0.2.0")


@pytest.mark.parametrize("typed", ["", "1", "0.0.1", "v9.0.0", "9.0.0\n"])
def test_what_is_no_newer_version_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"VERSION must be like 0\.3\.0 and newer"):
        bumped(PYPROJECT, CHANGELOG, typed, date(2030, 1, 2))


@pytest.mark.slow
def test_the_documented_upgrade_installs_the_newer_wheel(tmp_path: Path) -> None:
    """Also when its version is the same, as between two releases."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    run(sys.executable, "-m", "venv", "--without-pip", str(home / "venv"), cwd=home)
    lend_dependencies(home)
    pip = shutil.which("pip3") or shutil.which("pip")
    if pip is None:
        pytest.skip("there is no pip beside python3")
    page = (ROOT / "docs" / "operations.md").read_text()
    command = re.search(r"pip (install --no-deps --force-reinstall) dist/", page)
    assert command
    said = []
    for mark in ("older", "newer"):
        wheel = wheel_of(tmp_path / mark, f'\nMARK = "{mark}"\n')
        python = str(home / "venv/bin/python")
        subprocess.run(
            [pip, "--python", python, *command[1].split(), "--no-index", "--quiet", str(wheel)], check=True
        )
        said.append(run(python, "-c", "import intro_app.version as v; print(v.MARK, v.version())", cwd=home))
    assert [line.split()[0] for line in said] == ["older", "newer"]
    assert f'version = "{said[1].split()[1]}"' in PYPROJECT
