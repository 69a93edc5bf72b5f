"""Wrong settings are sentences, one each, for every command; help reads well."""

import os
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from intro_app.cli import intro
from intro_app.config import Settings, SettingsError
from tests.support.databases import KEY
from tests.support.live_site import live_site
from tests.support.patience import PATIENCE

KEYS = {"SECRET_KEYS": KEY, "LASTING_KEY": KEY}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "BASE_URL",
            "http://meet.example.org",
            "BASE_URL must start with https:// (plain http only works on",
        ),
        ("BASE_URL", "https://meet.example.org/site", "BASE_URL must look like https://meet.example.org"),
        ("BASE_URL", "https://meet.example.org:99999", "BASE_URL must look like https://meet.example.org"),
        ("BASE_URL", "https://[::1", "BASE_URL"),
        ("BASE_URL", "https://meet example.org", "BASE_URL names a host that doesn't exist"),
        ("BASE_URL", "https://meet..example.org", "BASE_URL names a host that doesn't exist"),
        ("BASE_URL", "https://b%C3%BCcher.example", "BASE_URL names a host that doesn't exist"),
        ("BASE_URL", "https://ex\u2100mple.org", "BASE_URL must look like https://meet.example.org"),
        ("MAIL_FROM", "grüße@meet.example.org", "MAIL_FROM must have only plain letters before the @"),
        ("MAIL_FROM", "hello@meet..example.org", "MAIL_FROM names a host that doesn't exist"),
        ("MAIL_FROM", ".hello@meet.example.org", "MAIL_FROM must be only an e-mail address"),
        (
            "BOUNCE_ADDRESS",
            "zurück@meet.example.org",
            "BOUNCE_ADDRESS must have only plain letters before the @",
        ),
        ("SMTP_URL", "smtp://[::1", "SMTP_URL must look like smtp+starttls://"),
        (
            "SITE_NAME",
            "Mu\u200btual",
            "SITE_NAME must be a name of at most 60 visible characters",
        ),
        ("SITE_NAME", "M" * 61, "SITE_NAME must be a name of at most 60 visible characters"),
        ("DKIM_SELECTOR", "schlüssel", "DKIM_SELECTOR must be letters, digits, dots and hyphens"),
        ("DATABASE_URL", "mysql://host/name", "DATABASE_URL must look like postgresql://"),
        ("SMTP_URL", "mail.example.org:25", "SMTP_URL must look like smtp+starttls://"),
        ("SMTP_URL", "smtp://mail.example.org:port", "SMTP_URL must look like smtp+starttls://"),
        (
            "SMTP_URL",
            "smtp://mutual:p%E4ss@mail.example.org",
            "SMTP_URL holds a user or password that is not UTF-8",
        ),
        (
            "SMTP_URL",
            "smtp://mutual:p%00ss@mail.example.org",
            "SMTP_URL holds a user or password that is not UTF-8",
        ),
        ("MAIL_FROM", "Mutual <hello@meet.example.org>", "MAIL_FROM must be only an e-mail address"),
        ("MAIL_FROM", "hello@192.0.2.7", "MAIL_FROM names a host that can't have e-mail addresses"),
        ("MAIL_FROM", "hello@mail_1.example.org", "MAIL_FROM names a host that can't have e-mail addresses"),
        ("SMTP_URL", "smtp://mutual:25/ss@mail.example.org", "SMTP_URL must look like smtp+starttls://"),
        ("SMTP_URL", "smtp://mutual:25#ss@mail.example.org", "SMTP_URL must look like smtp+starttls://"),
        ("TIME_ZONE", "localtime", "TIME_ZONE must be the name of a time zone"),
        ("TIME_ZONE", "Factory", "TIME_ZONE must be the name of a time zone"),
        ("PORT", "8_000", "PORT must be a whole number from 1 to 65535"),
        ("SECRET_KEYS", "short", "SECRET_KEYS must be one or more keys of at least 32 characters"),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE must be the name of a time zone"),
        ("UNDO_MINUTES", "61", "UNDO_MINUTES must be a number from 0 to 60"),
        ("UNDO_MINUTES", "nan", "UNDO_MINUTES must be a number from 0 to 60"),
        ("PORT", "80.5", "PORT must be a whole number from 1 to 65535"),
        ("DEV_PAGES", "perhaps", "DEV_PAGES must be yes or no"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as problem:
        Settings.from_environment(KEYS | {name: value})
    (fault,) = problem.value.faults
    assert fault.startswith(sentence)
    assert fault.endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "wire"),
    [
        ("BASE_URL", "https://bücher.example", "https://xn--bcher-kva.example"),
        ("BASE_URL", "https://Meet.Example.org:443/", "https://meet.example.org"),
        ("BASE_URL", "https://meet.example.org:8443", "https://meet.example.org:8443"),
        ("BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("BASE_URL", "http://mutual.localhost:8000", "http://mutual.localhost:8000"),
        ("BASE_URL", "https://meet.example.org.", "https://meet.example.org"),
        ("MAIL_FROM", "hello@meet.example.org.", "hello@meet.example.org"),
        ("BASE_URL", "https://日本語。jp", "https://xn--wgv71a119e.jp"),
        ("MAIL_FROM", "hallo@bücher.example", "hallo@xn--bcher-kva.example"),
        ("SITE_CONTACT", "hallo@straße.example", "hallo@xn--strae-oqa.example"),
        ("BOUNCE_ADDRESS", "b@BÜCHER.example", "b@xn--bcher-kva.example"),
    ],
)
def test_a_name_is_spelled_as_machines_and_browsers_spell_it(name: str, value: str, wire: str) -> None:
    assert getattr(Settings.from_environment(KEYS | {name: value}), name.lower()) == wire


def test_people_read_the_name_as_they_write_it() -> None:
    given = {"BASE_URL": "https://bücher.example", "SITE_CONTACT": "hallo@bücher.example"}
    settings = Settings.from_environment(KEYS | given)
    assert (settings.readable_base_url, settings.readable_contact) == tuple(given.values())


@pytest.mark.parametrize(
    ("base_url", "starts"),
    [
        ("https://meet.example.org", False),
        ("https://192.168.1.7", False),
        ("https://localhost.example.org", False),
        ("https://bücher.example", False),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", True),
        ("http://127.3.2.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://mutual.localhost:8000", True),
    ],
)
def test_developers_pages_are_for_this_machine_only(base_url: str, starts: bool) -> None:
    given = KEYS | {"BASE_URL": base_url, "DEV_PAGES": "yes"}
    if starts:
        assert Settings.from_environment(given).dev_pages
        return
    with pytest.raises(SettingsError, match="DEV_PAGES is on: anyone can read the e-mails"):
        Settings.from_environment(given)


def test_secrets_are_not_said_aloud() -> None:
    wrong = {
        "SECRET_KEYS": "hidden-word",
        "SMTP_URL": "ftp://user:hidden-word@host",
        "DATABASE_URL": "hidden-word",
    }
    with pytest.raises(SettingsError) as problem:
        Settings.from_environment(KEYS | wrong)
    assert len(problem.value.faults) == 3
    assert "hidden-word" not in str(problem.value)


def test_base_url_follows_port_unless_it_is_given() -> None:
    assert Settings.from_environment(KEYS | {"PORT": "9123"}).base_url == "http://127.0.0.1:9123"
    given = {"PORT": "9123", "BASE_URL": "https://meet.example.org"}
    assert Settings.from_environment(KEYS | given).base_url == "https://meet.example.org"


def test_keys_are_made_once_and_are_nobody_elses(tmp_path: Path) -> None:
    made = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert made.secret_keys == Settings.from_environment({"DATA_DIR": str(tmp_path)}).secret_keys
    (file,) = tmp_path.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("keys.json", 0o600)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"secret_keys": 1}', "not json"])
def test_a_spoilt_key_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(SettingsError, match="is damaged: restore it"):
        Settings.from_environment({"DATA_DIR": str(tmp_path)})


def test_help_names_every_command_in_the_order_of_use() -> None:
    said = CliRunner().invoke(intro, ["--help"]).output
    places = [said.index(f"\n  {name} ") for name in ("run", "serve", "worker", "db", "seed", "doctor")]
    assert places == sorted(places)
    assert "..." not in said.partition("Commands:")[2], "a command's first sentence fits its line"


@pytest.mark.slow
@pytest.mark.parametrize("command", [["run"], ["serve"], ["worker"], ["db", "upgrade"], ["seed"]])
def test_every_command_says_all_faults_and_ends_with_2(tmp_path: Path, command: list[str]) -> None:
    with live_site("", tmp_path, time_zone="Mars", undo_minutes="soon") as site:
        process = site.start(*command)
        assert process.popen.wait(timeout=PATIENCE) == 2
        assert process.log.read_text().splitlines() == [
            "Error: TIME_ZONE must be the name of a time zone, such as Europe/Berlin.",
            "Error: UNDO_MINUTES must be a number from 0 to 60.",
        ]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "worker", "seed"])
def test_a_database_without_a_schema_is_a_sentence(tmp_path: Path, command: str) -> None:
    with live_site("", tmp_path) as site:
        process = site.start(command)
        assert process.popen.wait(timeout=PATIENCE) == 1
        assert process.log.read_text() == "Error: The database is empty: run `intro db upgrade`.\n"


def test_the_table_of_settings_says_what_the_code_says() -> None:
    document = Path(__file__).parent.parent.parent / "docs" / "operations.md"
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (\S+) \|", document.read_text(), re.MULTILINE))
    assert rows == {setting.name.upper(): _shown(setting.default) for setting in fields(Settings)}


def _shown(default: object) -> str:
    if default in {"", (), None}:
        return "–"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    return f"`{default}`"


def test_settings_come_from_a_file_too_and_the_environment_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "mutual.env"
    file.write_text(
        "# the site\nexport SITE_NAME='Alumni of St Jakob'\nSMTP_URL=smtp://a:p$w@mail.example.org\nPORT=70000\n"
    )
    environment = {"PORT": "8123", "SITE_NAME": None, "SMTP_URL": None}
    seen: dict[str, str | None] = {}

    @click.command()
    def look() -> None:
        """Note the environment of a command."""
        seen.update({name: os.environ.get(name) for name in environment})

    group = click.Group("intro", commands=[look], params=intro.params, callback=intro.callback)
    run = CliRunner().invoke(group, ["--env-file", str(file), "look"], env=environment)
    assert run.exit_code == 0, run.output
    assert seen == {
        "PORT": "8123",
        "SITE_NAME": "Alumni of St Jakob",
        "SMTP_URL": "smtp://a:p$w@mail.example.org",
    }
    missing = CliRunner().invoke(intro, ["--env-file", str(tmp_path / "none.env"), "alive"])
    assert missing.exit_code == 2
    assert "does not exist" in missing.output
