"""Keys are not lost silently: the database knows its LASTING_KEY, and a backup brings all keys back."""

import hashlib
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from intro_app import clock, create_app
from intro_app.cli import intro
from intro_app.cli.database import inside, upgrade_database
from intro_app.config import Settings
from intro_app.outbox.suppression import is_suppressed, suppress
from tests.support.databases import KEY

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


class Machine:
    """A machine with a folder for the site, whose operator types commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def types(self, *command: str, typed: str = "", **settings: str) -> tuple[int, str]:
        """Return the exit status and what the command printed."""
        nothing = {"SECRET_KEYS": "", "LASTING_KEY": "", "DATABASE_URL": "", "DATA_DIR": str(self.folder)}
        result = CliRunner().invoke(intro, command, env=nothing | settings, input=typed)
        said = result.output + ("" if result.exception is None else f" {result.exception}")
        return result.exit_code, said

    def upgrades(self) -> None:
        status, said = self.types("db", "upgrade")
        assert status == 0, said

    @property
    def key_file(self) -> Path:
        return self.folder / "keys.json"

    @property
    def settings(self) -> Settings:
        return Settings.from_environment({"DATA_DIR": str(self.folder)})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which the site was started once."""
    made = Machine(tmp_path / "first")
    made.upgrades()
    return made


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
