"""The wheel is complete: installed elsewhere, it is the whole site."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.house.conftest import ROOT

# What a worker does every twenty seconds, without which the doctor finds that none runs.
_A_WORKER_RUNS = """
from intro_app import clock, create_app
from intro_app.periodic import beat
with create_app().app_context():
    beat("a worker", clock.now(), clock.now())
"""
CARRIED = ("templates", "static", "migrations")

pytestmark = pytest.mark.skipif(
    not (ROOT / "README.md").exists(), reason="the wheel needs the README, not written yet"
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files of this checkout and nothing that was fetched."""
    return wheel_of(tmp_path_factory.mktemp("wheel"))


def wheel_of(folder: Path, added: str = "") -> Path:
    """The wheel of this checkout, built in the folder; `added` ends its module about the version."""
    source = folder / "source"  # a copy: building leaves things behind
    keep_out = shutil.ignore_patterns(".git", ".venv", "data", "dist", "__pycache__", ".*_cache", "tests")
    shutil.copytree(ROOT, source, ignore=keep_out)
    with (source / "intro_app" / "version.py").open("a") as module:
        module.write(added)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    run(*build, str(folder), str(source), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_every_file_the_site_needs(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        f"intro_app/{file.relative_to(ROOT).as_posix()}"
        for folder in CARRIED
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    } | {file.relative_to(ROOT).as_posix() for file in (ROOT / "intro_app").rglob("*.py")}
    assert not needed - inside


@pytest.mark.slow
def test_the_wheel_brings_the_console_script(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        (entries,) = (name for name in package.namelist() if name.endswith("entry_points.txt"))
        assert "intro = intro_app.cli:main" in package.read(entries).decode()


@pytest.mark.slow
def test_the_wheel_runs_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    """An empty environment, the wheel, and what this environment already holds of its dependencies."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    run(sys.executable, "-m", "venv", "--without-pip", str(home / "venv"), cwd=home)
    python = home / "venv" / "bin" / "python"
    lend_dependencies(home)
    with zipfile.ZipFile(wheel) as package:
        package.extractall(_site_packages(home))
    said = run(str(python), "-m", "intro_app.cli", "db", "upgrade", cwd=home, DATA_DIR=str(home / "data"))
    assert (home / "data" / "mutual.db").exists(), said
    where = run(str(python), "-c", "import intro_app; print(intro_app.__file__)", cwd=home)
    assert where.startswith(str(home))
    run(str(python), "-c", _A_WORKER_RUNS, cwd=home, DATA_DIR=str(home / "data"))
    run(str(python), "-m", "intro_app.cli", "doctor", cwd=home, DATA_DIR=str(home / "data"))


def lend_dependencies(home: Path) -> None:
    """The pinned dependencies installed here; downloading them would test the network and not the wheel."""
    (_site_packages(home) / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")


def _site_packages(home: Path) -> Path:
    (found,) = (home / "venv" / "lib").glob("python*/site-packages")
    return found


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What the command printed, in an environment of its own."""
    inherited = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}
    }
    done = subprocess.run(
        command,
        cwd=cwd,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout
