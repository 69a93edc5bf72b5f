"""`intro doctor` says what is wrong, what to do, and tells a script by its exit status."""

import os
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from intro_app import clock, create_app
from intro_app.cli import intro
from intro_app.cli.database import inside
from intro_app.config import Settings
from intro_app.devtools.story import tell
from intro_app.identity import service
from intro_app.outbox import deliver_due
from intro_app.periodic import beat
from tests.support.databases import KEY
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.live_site import live_site
from tests.support.mail_server import PostOffice
from tests.support.patience import PATIENCE
from tests.support.ports import free_port


def examined(database: str, folder: Path, *options: str, **settings: str) -> tuple[int, str]:
    """The exit status of `intro doctor` and what it said, with these options and settings."""
    chosen = {
        "database_url": database,
        "data_dir": str(folder),
        "secret_keys": KEY,
        "lasting_key": KEY,
    } | settings
    nothing = dict.fromkeys(name for name in os.environ if name not in {"PATH", "HOME", "TMPDIR", "LANG"})
    environment: dict[str, str | None] = nothing | {name.upper(): value for name, value in chosen.items()}
    result = CliRunner().invoke(intro, ["doctor", *options], env=environment)
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def _a_worker_runs(request: pytest.FixtureRequest) -> None:
    """A worker has just shown that it runs on the database of the test."""
    if "database" not in request.fixturenames:
        return
    a_worker_runs(request.getfixturevalue("database"), request.getfixturevalue("tmp_path"))


def a_worker_runs(database: str, folder: Path) -> None:
    """A worker has just shown that it runs on this database."""
    site = create_app(Settings(database_url=database, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY))
    with inside(site):
        beat("a worker", clock.now(), clock.now())


def typed(database: str, folder: Path, *command: str) -> str:
    """What a command printed, which ended well."""
    chosen = {"DATABASE_URL": database, "DATA_DIR": str(folder), "SECRET_KEYS": KEY, "LASTING_KEY": KEY}
    result = CliRunner().invoke(intro, command, env=chosen)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_site_on_this_machine_is_well(database: str, tmp_path: Path) -> None:
    status, said = examined(database, tmp_path)
    assert (status, "✗" in said) == (0, False), said
    assert said.endswith("All checks passed.\n")


def test_a_site_for_others_is_well_when_all_is_set(
    database: str, tmp_path: Path, running_post_office: PostOffice
) -> None:
    status, said = examined(database, tmp_path, **_for_others(running_post_office))
    assert status == 0, said
    assert "The mail server 127.0.0.1 accepts us." in said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"trusted_hops": "0"}, "TRUSTED_HOPS is 0"),
        ({"dev_pages": "yes"}, "DEV_PAGES is on: anyone can read the e-mails"),
        ({"mail_from": ""}, "MAIL_FROM is hello@localhost"),
        ({"smtp_url": ""}, "SMTP_URL is not set: e-mails stay in the database and reach no one. Set it."),
        ({"smtp_url": "smtp://127.0.0.1:{free_port}"}, "Is the port right in SMTP_URL?"),
        (
            {"dkim_key_file": "/nowhere/key.pem"},
            "DKIM_KEY_FILE /nowhere/key.pem can't be read: No such file",
        ),
        ({"dkim_key_file": "/dev/null"}, "is not a private RSA key"),
    ],
)
def test_each_fault_of_a_site_for_others_is_named(
    tmp_path: Path,
    sqlite_template: Path,
    running_post_office: PostOffice,
    settings: dict[str, str],
    sentence: str,
) -> None:
    wrong = {name: value.format(free_port=free_port()) for name, value in settings.items()}
    status, said = examined(
        f"sqlite:///{sqlite_template}", tmp_path, **_for_others(running_post_office) | wrong
    )
    assert status == 1
    assert any(line.startswith("✗") and sentence in line for line in said.splitlines()), said


def test_settings_that_cannot_be_read_are_named_one_by_one(tmp_path: Path) -> None:
    status, said = examined("mysql://here/db", tmp_path, port="high", undo_minutes="nan")
    assert status == 1
    assert [line.split()[1] for line in said.splitlines() if line.startswith("✗")] == [
        "DATABASE_URL",
        "UNDO_MINUTES",
        "PORT",
    ]


def test_a_name_that_is_nearly_a_setting_is_asked_about(tmp_path: Path, sqlite_template: Path) -> None:
    _, said = examined(f"sqlite:///{sqlite_template}", tmp_path, secret_key="x", smpt_url="y")
    assert "SECRET_KEY is not a setting. Did you mean SECRET_KEYS?" in said
    assert "SMPT_URL is not a setting. Did you mean SMTP_URL?" in said


def test_a_database_that_is_missing_empty_or_away_is_told_apart(tmp_path: Path) -> None:
    assert "There is no database at" in examined(f"sqlite:///{tmp_path}/none.db", tmp_path)[1]
    (tmp_path / "empty.db").touch()
    assert (
        "The database is empty: run `intro db upgrade`."
        in examined(f"sqlite:///{tmp_path}/empty.db", tmp_path)[1]
    )
    away = f"postgresql://nobody:secret-word@127.0.0.1:{free_port()}/none"
    status, said = examined(away, tmp_path)
    assert (status, "The database cannot be used" in said, "secret-word" in said) == (1, True, False), said


def test_a_damaged_database_is_found(tmp_path: Path, sqlite_template: Path) -> None:
    damaged = tmp_path / "damaged.db"
    content = bytearray(sqlite_template.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    damaged.write_bytes(content)
    status, said = examined(f"sqlite:///{damaged}", tmp_path)
    assert status == 1
    assert "✗" in said


def test_keys_that_others_can_read_are_found(tmp_path: Path, sqlite_template: Path) -> None:
    kept = {"secret_keys": "", "lasting_key": ""}
    Settings.from_environment({"DATA_DIR": str(tmp_path)})  # makes the keys
    assert "which only its owner can read" in examined(f"sqlite:///{sqlite_template}", tmp_path, **kept)[1]
    (tmp_path / "keys.json").chmod(0o644)
    status, said = examined(f"sqlite:///{sqlite_template}", tmp_path, **kept)
    assert (status, "Run: chmod 600" in said) == (1, True)


def test_mail_that_waits_too_long_points_at_the_worker(database: str, tmp_path: Path) -> None:
    _post(database, tmp_path, clock.now() - timedelta(minutes=25, seconds=1))
    status, said = examined(database, tmp_path)
    assert status == 1
    assert "E-mails waiting: 1, the oldest for 25 minutes. Is `intro worker` running?" in said


def test_a_mail_server_that_refuses_us_is_named_with_its_answer(
    database: str, tmp_path: Path, sink: FailingPostOffice
) -> None:
    sink.on(Stage.DOT, Deed.REFUSE, times=99, reply="550 5.4.5 daily quota")
    _post(database, tmp_path, clock.now())
    with inside(create_app(replace(_settings(database, tmp_path), smtp_url=sink.url))):
        deliver_due(at=clock.now())
    status, said = examined(database, tmp_path, smtp_url=sink.url)
    assert (status, "The mail server rejects us (dot 550 5.4.5): 1 e-mail is not sent" in said) == (
        1,
        True,
    ), said


def test_mail_that_was_given_up_is_named_and_sent_or_erased_by_a_command(
    database: str, tmp_path: Path, sink: FailingPostOffice
) -> None:
    sink.on(Stage.DOT, Deed.REFUSE, times=1, reply="554 5.7.0 policy")
    long_ago = clock.now() - timedelta(days=4)
    _post(database, tmp_path, long_ago)
    with inside(create_app(replace(_settings(database, tmp_path), smtp_url=sink.url))):
        deliver_due(at=clock.now())
    status, said = examined(database, tmp_path, smtp_url=sink.url)
    assert (status, "1 e-mail is undelivered, and the site has stopped trying." in said) == (1, True), said
    listed = typed(database, tmp_path, "stuck", "list")
    assert "dot 554 5.7.0" in listed
    assert "carol" not in listed
    assert "to be retried: 0" in typed(database, tmp_path, "stuck", "send", "no-such-key")
    assert "to be retried: 1" in typed(database, tmp_path, "stuck", "send")
    assert examined(database, tmp_path, smtp_url=sink.url)[0] == 0
    assert "deleted: 0" in typed(database, tmp_path, "stuck", "erase")


def test_a_clock_that_stands_behind_the_latest_mail_is_found(tmp_path: Path, database: str) -> None:
    _post(database, tmp_path, clock.now() + timedelta(hours=3))
    status, said = examined(database, tmp_path)
    assert (status, "but an e-mail was written later: set it with NTP." in said) == (1, True), said


def test_the_people_of_the_story_do_not_belong_on_a_real_site(
    database: str, tmp_path: Path, running_post_office: PostOffice
) -> None:
    with inside(create_app(_settings(database, tmp_path))):
        tell(clock.now())
    status, said = examined(database, tmp_path, **_for_others(running_post_office))
    assert (status, "This database holds the demo people" in said) == (1, True), said


@pytest.mark.slow
def test_the_exit_status_tells_a_script(tmp_path: Path) -> None:
    with live_site("", tmp_path) as site:
        ill = site.start("doctor")
        assert ill.popen.wait(timeout=PATIENCE) == 1
        assert "There is no database" in ill.log.read_text()
        site.run("db", "upgrade")
        a_worker_runs(f"sqlite:///{tmp_path / 'mutual.db'}", tmp_path)
        assert site.run("doctor").endswith("All checks passed.\n")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_found(tmp_path: Path, sqlite_template: Path) -> None:
    subprocess.run(["cp", str(sqlite_template), str(tmp_path / "mutual.db")], check=True)
    tmp_path.chmod(0o500)
    status, said = examined(f"sqlite:///{tmp_path / 'mutual.db'}", tmp_path)
    tmp_path.chmod(0o700)
    assert (status, "This user may not write" in said) == (1, True), said


def _for_others(office: PostOffice) -> dict[str, str]:
    return {
        "base_url": "https://meet.example.org",
        "trusted_hops": "1",
        "smtp_url": office.url,
        "mail_from": "hello@meet.example.org",
        "site_contact": "people@meet.example.org",
    }


def _settings(database: str, folder: Path) -> Settings:
    return Settings(database_url=database, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY)


def _post(database: str, folder: Path, at: datetime) -> None:
    with inside(create_app(_settings(database, folder))):
        service.ask_to_sign_in("carol@example.org", service.Browser(secret="a browser"), at)
