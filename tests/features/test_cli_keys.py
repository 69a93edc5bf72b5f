"""Keys are not lost silently: the database knows its LASTING_KEY, and a backup brings all keys back."""

import hashlib
import json
import shutil
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from intro_app import clock, create_app
from intro_app.cli.database import inside, upgrade_database
from intro_app.cli.working import encrypting_anew
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.db.sealing import key_id, keyring
from intro_app.db.sealing.resealing import left_to_reseal, number_under
from intro_app.identity.models import Member
from intro_app.identity.service import join
from intro_app.key_checks import is_known_as_sealed
from intro_app.outbox.suppression import is_suppressed, suppress
from intro_app.worker import Chore
from tests.support.calendar import calendar
from tests.support.database_contents import everything_in
from tests.support.databases import KEY
from tests.support.machine import Machine
from tests.support.patience import PATIENCE

OTHER = "another-key-that-only-tests-use-and-long"
LOST = "DATA_DIR has a database but no keys.json."
WRONG = "LASTING_KEY is not the one this database was created with."
COMMANDS = (
    ("serve",),
    ("worker",),
    ("db", "upgrade"),
    ("admin", "list"),
    ("stuck", "list"),
    ("audit", "verify"),
)


@pytest.fixture
def machine(tmp_path: Path, once_started: Path) -> Machine:
    """A machine on which the site was started once."""
    return Machine(tmp_path / "first", once_started)


def test_a_new_machine_gets_the_keys_back_and_still_knows_who_wants_no_mail(
    machine: Machine, tmp_path: Path
) -> None:
    app = create_app(machine.settings)
    with inside(app):
        suppress("carol@example.org", "everything", clock.now())
    backup = tmp_path / "keys.age"
    status, said = machine.types("keys", "backup", str(backup), typed="four plain words here\n" * 2)
    assert status == 0, said

    second = Machine(tmp_path / "second")
    shutil.copy(machine.folder / "mutual.db", second.folder)
    status, said = second.types("keys", "restore", str(backup), typed="four plain words here\n")
    assert status == 0, said
    status, said = second.types("keys", "show-check")
    assert (status, "different" in said) == (0, False), said
    with inside(create_app(second.settings)):
        assert is_suppressed("carol@example.org", at=clock.now())


def test_a_backup_is_for_its_owner_and_tells_nothing_without_the_passphrase(
    machine: Machine, tmp_path: Path
) -> None:
    backup, passphrase = tmp_path / "keys.age", tmp_path / "passphrase"
    passphrase.write_text("four plain words here\n")
    machine.types("keys", "backup", str(backup), "--passphrase-file", str(passphrase))
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert machine.settings.lasting_key.encode() not in backup.read_bytes()
    status, said = machine.types("keys", "restore", str(backup), "--replace", typed="other words\n")
    assert status == 1
    assert "can't be opened: the passphrase is wrong" in said


def test_a_backup_never_takes_the_place_of_another_file(machine: Machine, tmp_path: Path) -> None:
    taken = tmp_path / "letter.txt"
    taken.write_text("Dear Ana")
    status, said = machine.types("keys", "backup", str(taken), typed="four plain words here\n" * 2)
    assert (status, taken.read_text()) == (1, "Dear Ana")
    assert "already exists: choose another file." in said


def test_what_is_no_backup_is_said_so(machine: Machine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"age-encryption.org/v1\nnothing")
    status, said = machine.types("keys", "restore", str(other), "--replace", typed="words\n")
    assert (status, "can't be opened" in said) == (1, True), said


def test_restoring_puts_another_key_file_aside_only_when_told_to(machine: Machine, tmp_path: Path) -> None:
    backup, before = tmp_path / "keys.age", machine.key_file.read_bytes()
    machine.types("keys", "backup", str(backup), typed="words\n" * 2)
    machine.key_file.write_text(f'{{"secret_keys": ["{OTHER}"], "lasting_key": "{OTHER}"}}')
    status, said = machine.types("keys", "restore", str(backup), typed="words\n")
    assert (status, "already exists" in said) == (1, True), said
    status, said = machine.types("keys", "restore", str(backup), "--replace", typed="words\n")
    assert (status, machine.key_file.read_bytes()) == (0, before), said
    (aside,) = machine.folder.glob("keys.json.*")
    assert OTHER in aside.read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_no_new_keys_are_made_beside_a_database(machine: Machine, command: tuple[str, ...]) -> None:
    machine.key_file.unlink()
    status, said = machine.types(*command)
    assert (status != 0, LOST in said) == (True, True), said
    assert not machine.key_file.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_with_another_lasting_key_nothing_starts(
    database: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    upgrade_database(create_app(_settings(database, tmp_path, KEY)))
    status, said = Machine(tmp_path / "other").types(
        *command, DATABASE_URL=database, SECRET_KEYS=KEY, LASTING_KEY=OTHER
    )
    assert (status, WRONG in said, "intro keys restore FILE" in said) == (1, True, True), said


def test_the_doctor_names_another_lasting_key(machine: Machine) -> None:
    status, said = machine.types("doctor", SECRET_KEYS=KEY, LASTING_KEY=OTHER)
    assert (status, f"✗ {WRONG}" in said) == (1, True), said
    status, said = machine.types("keys", "show-check", SECRET_KEYS=KEY, LASTING_KEY=OTHER)
    assert (status, "LASTING_KEY" in said, "in the database only" in said) == (1, True, True), said


def test_new_signing_keys_are_worth_a_sentence_and_stop_nothing(machine: Machine) -> None:
    lasting = machine.settings.lasting_key
    status, said = machine.types("doctor", SECRET_KEYS=OTHER, LASTING_KEY=lasting)
    assert (status, "· None of the SECRET_KEYS has been used with this database" in said) == (1, True), said
    both = f"{machine.settings.secret_keys[0]},{OTHER}"
    status, said = machine.types("doctor", SECRET_KEYS=both, LASTING_KEY=lasting)
    assert "None of the SECRET_KEYS" not in said


@pytest.mark.parametrize("command", [*COMMANDS, ("doctor",), ("keys", "show-check")])
def test_without_the_data_key_of_the_database_nothing_starts(
    machine: Machine, command: tuple[str, ...]
) -> None:
    keys = json.loads(machine.key_file.read_text())
    machine.key_file.write_text(json.dumps(keys | {"data_keys": [OTHER]}))
    missing = key_id(keys["data_keys"][0])
    status, said = machine.types(*command)
    assert (status, f"A data key is missing ({missing})" in said) == (1, True), said


def test_what_was_plain_is_encrypted_by_an_upgrade_and_nothing_starts_before(machine: Machine) -> None:
    app = create_app(machine.settings)
    with inside(app), atomic():
        join("carol@example.org", "Carol", clock.now())
        db.session.execute(text("UPDATE member SET phone = '+49 30 123456'"))
        db.session.execute(text("DELETE FROM key_check WHERE name = 'SEALED'"))
    status, said = machine.types("serve")
    assert (status, "not encrypted yet: run `intro db upgrade`" in said) == (1, True), said
    assert "not encrypted yet" in machine.types("doctor")[1]
    machine.upgrades()
    with inside(app):
        assert db.session.scalar(select(Member.phone)) == "+49 30 123456"
        assert b"123456" not in everything_in(db.engine)
        assert is_known_as_sealed()


def test_a_new_data_key_takes_over_while_the_site_runs(machine: Machine) -> None:
    """Step by step as in the docs: add a key, let the worker go on, drop the old one."""
    running = create_app(machine.settings)
    with inside(running):
        join("carol@example.org", "Carol", clock.now())
    old = key_id(machine.settings.data_keys[-1])
    status, said = machine.types("keys", "rotate-data")
    new = key_id(machine.settings.data_keys[-1])
    assert (status, new in said, new != old) == (0, True, True), said
    assert "values are still encrypted" in machine.types("keys", "drop-data")[1]

    with inside(create_app(machine.settings)), atomic():
        db.session.scalars(select(Member)).one().phone = "+49 30 123456"
    with inside(running):
        assert db.session.scalar(select(Member.phone)) == "+49 30 123456"
        assert keyring().current == new
        _work_off(encrypting_anew())
        assert (number_under(old), left_to_reseal()) == (0, 0)

    assert f"{old}\tan older one, 0 values" in machine.types("keys", "show-check")[1]
    assert "only minutes old" in machine.types("keys", "drop-data")[1]
    with calendar(clock.now() + timedelta(minutes=11)):
        status, said = machine.types("keys", "drop-data")
    assert (status, f"Dropped: {old}" in said) == (0, True), said
    assert len(machine.settings.data_keys) == 1
    with inside(create_app(machine.settings)):
        assert db.session.scalar(select(Member.email)) == "carol@example.org"
    machine.upgrades()


def test_keys_that_come_from_elsewhere_are_rotated_there(machine: Machine) -> None:
    status, said = machine.types("keys", "rotate-data", DATA_KEYS=machine.settings.data_keys[0])
    assert (status, "don't come from keys.json" in said) == (1, True), said


def _work_off(chore: Chore) -> None:
    """Let a job run until nothing is left to it."""
    until = time.monotonic() + PATIENCE
    while left_to_reseal() and time.monotonic() < until:
        chore(clock.now())
        time.sleep(0.05)


def test_the_keys_may_come_from_a_command(machine: Machine, tmp_path: Path) -> None:
    elsewhere = machine.key_file.rename(tmp_path / "elsewhere.json")
    status, said = machine.types("keys", "show-check", KEYS_COMMAND=f"cat '{elsewhere}'")
    assert (status, "LASTING_KEY" in said, "same" in said) == (0, True, True), said
    assert not machine.key_file.exists()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("no-such-program", "KEYS_COMMAND failed: FileNotFoundError"),
        ("false", "KEYS_COMMAND failed: CalledProcessError"),
        ("echo my-secret-key", "KEYS_COMMAND must print what keys.json holds"),
    ],
)
def test_a_command_that_prints_no_keys_is_said_so_without_what_it_printed(
    machine: Machine, command: str, sentence: str
) -> None:
    status, said = machine.types("admin", "list", KEYS_COMMAND=command)
    assert (status != 0, sentence in said, "my-secret" in said) == (True, True, False), said


def test_the_doctor_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    before = _contents(machine.folder)
    machine.types("doctor")
    assert _contents(machine.folder) == before
    empty = Machine(tmp_path / "empty")
    status, said = empty.types("doctor")
    assert (status, "There are no keys yet" in said) == (1, True), said
    assert not list(empty.folder.iterdir())


def _contents(folder: Path) -> dict[str, str]:
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def _settings(database: str, folder: Path, lasting: str) -> Settings:
    return Settings(database_url=database, data_dir=folder, secret_keys=(KEY,), lasting_key=lasting)
