"""What docs/deploy says is true of the code: commands, settings, files, and how little a service may do."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from intro_app.cli import intro
from intro_app.config import Settings
from tests.conftest import cannot
from tests.house.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
# Of systemd's scale from 0 (safe) to 10.
MOST_EXPOSED = 2.5
SETTINGS = {one.name.upper() for one in fields(Settings)}


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_a_service_may_do_little_more_than_it_has_to(service: Path) -> None:
    said = _systemd_analyze("security", "--offline=yes", "--no-pager", str(service))
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= MOST_EXPOSED


def test_systemd_understands_every_line_of_the_units() -> None:
    units = [*SERVICES, *(DEPLOY / "systemd").glob("*.timer")]
    said = _systemd_analyze("verify", *map(str, units)).splitlines()
    assert not [line for line in said if "is not executable" not in line], "the program is elsewhere here"


@pytest.mark.parametrize(
    "file", [*SERVICES, DEPLOY / "compose.yaml", ROOT / "Dockerfile"], ids=lambda f: f.name
)
def test_each_command_exists(file: Path) -> None:
    text = re.sub(r'", "|"', " ", file.read_text())
    named = re.findall(r"(?:bin/|\[ )intro (\w+)", text)
    assert named
    assert not set(named) - intro.commands.keys()


def test_compose_gives_settings_that_there_are_and_asks_for_what_its_example_has() -> None:
    compose = (DEPLOY / "compose.yaml").read_text()
    given = re.search(r"environment: &settings\n((?:    .*\n)+)", compose)
    assert given
    assert not set(re.findall(r"^    +([A-Z_]+):", given[1], re.MULTILINE)) - SETTINGS
    asked = set(re.findall(r"\$\{([A-Z_]+)", compose))
    assert asked == set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))


def test_the_image_is_built_from_files_that_are_there_and_not_kept_out() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert not [name for name in copied if not (ROOT / name).exists()]
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert copied == set(let_in)


def test_the_image_listens_where_the_site_does_and_is_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert f"EXPOSE {Settings.port}" in dockerfile
    assert re.search(r"^USER 1\d{4}$", dockerfile, re.MULTILINE)


def _systemd_analyze(*arguments: str) -> str:
    program = shutil.which("systemd-analyze") or cannot("systemd-analyze is not installed")
    command: Sequence[str] = [program, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return run.stdout + run.stderr
