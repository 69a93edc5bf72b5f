"""A backup is made while the site runs, says what it is, and is opened elsewhere to see that it is whole."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from intro_app import clock, create_app
from intro_app.audit.service import note
from intro_app.cli import intro
from intro_app.cli.backup import make_backup
from intro_app.cli.database import inside, upgrade_database
from intro_app.cli.progress import Progress
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.devtools.story import tell
from intro_app.identity.models import Member
from tests.support.databases import KEY
from tests.support.postgres import programs

OTHER = "another-key-that-only-tests-use-and-long"


class Operator:
    """Somebody who types commands on the machine of a site."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database, self.folder, self.backups = database, folder, folder / "backups"
        self.app = create_app(self.settings(database))
        upgrade_database(self.app)

    def settings(self, database: str) -> Settings:
        return Settings(database_url=database, data_dir=self.folder, secret_keys=(KEY,), lasting_key=KEY)

    def types(self, *command: str, **settings: str) -> tuple[int, str]:
        """Return the exit status and what the command printed."""
        keys = {"SECRET_KEYS": KEY, "LASTING_KEY": KEY}
        chosen = {"DATABASE_URL": self.database, "DATA_DIR": str(self.folder)} | keys | settings
        result = CliRunner().invoke(intro, command, env=chosen)
        return result.exit_code, result.output

    def backs_up(self, *options: str) -> Path:
        """Return the folder of a new backup."""
        status, said = self.types("backup", str(self.backups), *options)
        assert status == 0, said
        return max(self.backups.glob("mutual-*"))

    def verifies(self, what: Path | None = None, **settings: str) -> tuple[int, str]:
        return self.types("backup", "verify", str(what or self.backups), **settings)


@pytest.fixture
def operator(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """The operator of a site on whose chain of looks and grants something stands."""
    monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    made = Operator(database, tmp_path)
    with inside(made.app), atomic():
        note(None, "granted", None, "role:1", "asked by the board", clock.now())
    return made


def test_a_backup_is_whole_and_holds_everybody(operator: Operator) -> None:
    with inside(operator.app):
        tell(clock.now())
        named = select(Member.public_id, Member.mailbox_hash)
        members = {tuple(row) for row in db.session.execute(named)}
    made = operator.backs_up()
    status, said = operator.verifies()
    assert (status, f"The backup {made} is complete" in said) == (0, True), said
    if operator.database.startswith("sqlite"):
        with closing(sqlite3.connect(made / "mutual.db")) as copy:
            assert set(copy.execute("SELECT public_id, mailbox_hash FROM member")) == members


def test_it_is_for_its_owner_alone_and_holds_no_key(operator: Operator) -> None:
    made = operator.backs_up()
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    copy = "mutual.db" if operator.database.startswith("sqlite") else "mutual.dump"
    assert {file.name for file in made.iterdir()} == {copy, "manifest.json"}
    assert all(KEY.encode() not in file.read_bytes() for file in made.iterdir())


def test_the_newest_so_many_stay(operator: Operator) -> None:
    first, second = operator.backs_up(), operator.backs_up()
    third = operator.backs_up("--keep", "2")
    assert sorted(operator.backups.iterdir()) == [second, third]
    assert not first.exists()


def test_what_cannot_be_written_leaves_nothing_behind(operator: Operator, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    status, said = operator.types("backup", str(taken / "below"))
    assert (status, "cannot hold a backup" in said) == (1, True), said
    assert taken.read_text() == "a file"


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("other bytes", "is missing or has been changed"),
        ("gone", "is missing or has been changed"),
        ("no manifest", "There is no backup in"),
        ("half a manifest", "is not the manifest of a backup"),
        ("another head", "is missing the last line of the time"),
        ("a newer schema", "is not that of this version"),
    ],
)
def test_what_is_wrong_with_a_backup_is_said(operator: Operator, harm: str, sentence: str) -> None:
    if harm == "a newer schema":
        _write(operator.app, "UPDATE alembic_version SET version_num = '9999'")
        made = _made_by_a_newer_version(operator)
    else:
        made = operator.backs_up()
    _do(harm, made)
    status, said = operator.verifies(made)
    assert (status, sentence in said) == (1, True), said


def test_a_backup_of_another_site_is_not_taken_for_ours(operator: Operator) -> None:
    operator.backs_up()
    status, said = operator.verifies(LASTING_KEY=OTHER)
    assert (status, "LASTING_KEY is not the one" in said) == (1, True), said


def test_verifying_leaves_the_site_and_the_backup_as_they_were(operator: Operator) -> None:
    made = operator.backs_up()
    before = {file: file.read_bytes() for file in made.iterdir()}
    operator.verifies()
    assert {file: file.read_bytes() for file in made.iterdir()} == before
    if operator.database.startswith("postgresql"):
        with inside(operator.app):
            names = list(db.session.scalars(text("SELECT datname FROM pg_database")))
        assert not [name for name in names if name.startswith("mutual_verify_")]


def test_without_the_programs_of_postgresql_it_says_so(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    if operator.database.startswith("sqlite"):
        pytest.skip("SQLite needs none")
    monkeypatch.setenv("PATH", "/nowhere")
    status, said = operator.types("backup", str(operator.backups))
    assert (status, "pg_dump is not there: install the client programs" in said) == (
        1,
        True,
    ), said
    assert not list(operator.backups.iterdir())


def _do(harm: str, made: Path) -> None:
    manifest = made / "manifest.json"
    (copy,) = (file for file in made.iterdir() if file != manifest)
    if harm == "other bytes":
        copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    elif harm == "gone":
        copy.unlink()
    elif harm == "no manifest":
        manifest.unlink()
    elif harm == "half a manifest":
        manifest.write_text(manifest.read_text()[:40])
    elif harm == "another head":
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"audit_head": "f" * 64}))


def _made_by_a_newer_version(operator: Operator) -> Path:
    """A backup whose schema this version does not know; made by the part that does not ask for it."""
    return make_backup(operator.app, operator.backups, Progress())


def _write(app: Flask, order: str) -> None:
    with inside(app), db.engine.begin() as connection:
        connection.execute(text(order))
