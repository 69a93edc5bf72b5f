"""A restore checks everything before it touches anything, and refuses what it cannot restore."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from intro_app import clock, create_app
from intro_app.cli import intro
from intro_app.cli.database import inside, upgrade_database
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.journal.models import Restoration
from intro_app.journal.service import write_down
from intro_app.outbox.suppression import is_suppressed, suppress
from tests.support.databases import KEY

OTHER = "another-key-that-only-tests-use-and-long"


class RestoredMachine:
    """A site with one backup and a journal, on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "mutual.db"
        settings = Settings(data_dir=folder, secret_keys=(KEY,), lasting_key=KEY)
        self.app = create_app(settings)
        upgrade_database(self.app)
        with inside(self.app):
            suppress("carol@example.org", "everything", clock.now())
            write_down(clock.now())
        assert self.types("backup", str(folder / "backups"))[0] == 0
        self.backup = max((folder / "backups").glob("mutual-*"))

    def types(self, *command: str, **settings: str) -> tuple[int, str]:
        """Return the exit status and what the command printed."""
        given = {"DATA_DIR": str(self.folder), "SECRET_KEYS": KEY, "LASTING_KEY": KEY}
        result = CliRunner().invoke(intro, command, env=given | settings)
        return result.exit_code, result.output

    def restores(self, *options: str, **settings: str) -> tuple[int, str]:
        """Try it."""
        return self.types("restore", str(self.backup), *options, **settings)


@pytest.fixture
def machine(tmp_path: Path) -> RestoredMachine:
    """The machine of a site."""
    return RestoredMachine(tmp_path)


def _says(machine: RestoredMachine, **other: object) -> None:
    """Let the manifest say something else."""
    file = machine.backup / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | other))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"schema": ["9999"], "version": "9.1"}, "made by version 9.1, which is newer"),
        ({"lasting_key": "0" * 16}, "Its check value is 0000000000000000"),
        ({"data_keys": ["00000000"]}, "A data key is missing (00000000)"),
        ({"sha256": "0" * 64}, "is missing or has been changed"),
        ({"file": "mutual.dump"}, "is of a database on PostgreSQL"),
        ({"journal": ""}, "doesn't reach from this backup to the end"),
        ({"journal_line": 7}, "doesn't reach from this backup to the end"),
    ],
)
def test_what_cannot_be_restored_is_refused_and_nothing_is_touched(
    machine: RestoredMachine, other: dict[str, object], sentence: str
) -> None:
    _says(machine, **other)
    before = machine.file.read_bytes()
    status, said = machine.restores("--replace")
    assert (status, sentence in said) == (1, True), said
    assert machine.file.read_bytes() == before


def test_a_database_that_is_there_stays_unless_it_is_to_be_set_aside(machine: RestoredMachine) -> None:
    status, said = machine.restores()
    assert (status, "--replace" in said) == (1, True), said
    status, said = machine.restores("--replace")
    assert (status, "The site is held" in said) == (0, True), said
    assert [file for file in machine.folder.glob("mutual.db.2*") if file.stat().st_size]


def test_another_key_is_refused_by_its_check_value(machine: RestoredMachine) -> None:
    status, said = machine.restores("--replace", LASTING_KEY=OTHER)
    assert (status, "LASTING_KEY is not the one" in said) == (1, True), said


def test_a_held_site_is_named_by_the_doctor_until_it_is_released(machine: RestoredMachine) -> None:
    assert machine.restores("--replace")[0] == 0
    assert "is held: only codes are sent" in machine.types("doctor")[1]
    status, said = machine.types("restore", "--release", "--yes")
    assert (status, "The site is released." in said) == (0, True), said
    assert "is held" not in machine.types("doctor")[1]
    assert "The site is not held." in machine.types("restore", "--release", "--yes")[1]


def test_nothing_starts_on_a_database_of_which_the_replay_was_interrupted(machine: RestoredMachine) -> None:
    with inside(machine.app), atomic():
        db.session.add(Restoration(backup_made_at=clock.now(), restored_at=clock.now()))
    status, said = machine.types("backup", str(machine.folder / "more"))
    assert (status, "was interrupted" in said) == (1, True), said


def test_no_line_is_added_by_a_restore_and_the_journal_goes_on(machine: RestoredMachine) -> None:
    (file,) = (machine.folder / "journal").glob("*.jsonl")
    before = file.read_text()
    assert machine.restores("--replace")[0] == 0
    app = create_app(Settings(data_dir=machine.folder, secret_keys=(KEY,), lasting_key=KEY))
    with inside(app):
        assert write_down(clock.now()) == 0
        suppress("dan@example.org", "everything", clock.now())
        assert write_down(clock.now()) == 1
    assert file.read_text().startswith(before)


@pytest.mark.parametrize("options", [(), ("--without-journal",)])
def test_a_backup_right_after_a_restore_is_restored_with_the_journal(
    machine: RestoredMachine, options: tuple[str, ...]
) -> None:
    """Nothing has changed in between, so the worker has written no line."""
    assert machine.restores("--replace", *options)[0] == 0
    assert "There is no journal yet" not in machine.types("doctor")[1]
    assert machine.types("restore", "--release", "--yes")[0] == 0
    assert machine.types("backup", str(machine.folder / "later"))[0] == 0
    (later,) = (machine.folder / "later").glob("mutual-*")
    app = create_app(Settings(data_dir=machine.folder, secret_keys=(KEY,), lasting_key=KEY))
    with inside(app):
        suppress("dan@example.org", "everything", clock.now())
        write_down(clock.now())
    status, said = machine.types("restore", str(later), "--replace")
    assert (status, "The journal was replayed until" in said) == (0, True), said
    with inside(app):
        assert is_suppressed("dan@example.org", at=clock.now())


def test_a_worker_that_cannot_write_the_journal_does_not_start(machine: RestoredMachine) -> None:
    (machine.folder / "taken").write_text("a file")
    result = CliRunner().invoke(
        intro,
        ["worker"],
        env={
            "DATA_DIR": str(machine.folder),
            "SECRET_KEYS": KEY,
            "LASTING_KEY": KEY,
            "JOURNAL_DIR": str(machine.folder / "taken" / "below"),
        },
    )
    assert "JOURNAL_DIR" in str(result.exception)
