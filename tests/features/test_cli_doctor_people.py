"""`intro doctor` says who is missing: those whose word counts first, and those who read reports."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from intro_app import clock, create_app
from intro_app.cli import intro
from intro_app.cli.database import inside
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.periodic import beat, note_verified_backup
from tests.support.databases import KEY
from tests.support.people import People

Examined = Callable[..., list[str]]
FOUNDER = "For a few people everyone knows, run: intro trust founder their@address"
GRANT = "Run: intro admin grant their@address moderator"


@pytest.fixture
def examined(settings: Settings) -> Examined:
    """What the doctor says, line by line, of the site for others that is under test."""
    here = {
        "base_url": settings.base_url,
        "trusted_hops": "1",
        "smtp_url": settings.smtp_url,
        "mail_from": settings.mail_from,
        "site_contact": settings.site_contact,
        "database_url": settings.database_url,
        "data_dir": str(settings.data_dir),
        "secret_keys": KEY,
        "lasting_key": KEY,
    }
    nothing = dict.fromkeys(name for name in os.environ if name not in {"PATH", "HOME", "TMPDIR", "LANG"})

    def examine(**other: str) -> list[str]:
        environment = nothing | {name.upper(): value for name, value in (here | other).items()}
        return CliRunner().invoke(intro, ["doctor"], env=environment).output.splitlines()

    return examine


def test_a_site_without_members_lacks_nobody(settings: Settings, examined: Examined) -> None:
    with inside(create_app(settings)):  # by the real clock, which the database goes by
        beat("a worker", clock.now(), clock.now())
    said = examined()
    assert said[-1] == "All checks passed."
    assert not any("vouched" in line or "moderate" in line for line in said)


def test_members_for_none_of_whom_an_admin_vouched_are_found(people: People, examined: Examined) -> None:
    _ = people.alice
    nobody = f"No one has been vouched for, so no one's word counts and everyone stays new here. {FOUNDER}"
    assert f"✗ {nobody}" in examined()
    assert f"· {nobody}" in examined(base_url="http://localhost:8000"), (
        "whoever only tries the site may go without"
    )
    people.vouch_for(people.alice)
    assert "✓ An admin has vouched for 1 of the first members; what people confirm can count." in examined()


def test_a_site_whose_backups_nobody_checks_is_told_so(people: People, examined: Examined) -> None:
    _ = people.alice
    nightly = "Let a timer run `intro backup` and `intro backup verify` every night."
    assert f"✗ No backup has been checked yet. {nightly}" in examined()
    assert f"· No backup has been checked yet. {nightly}" in examined(base_url="http://localhost:8000")
    last = clock.now() - timedelta(days=9)
    with inside(people.app):
        note_verified_backup(last)
    assert f"✗ The last checked backup is of {last:%Y-%m-%d %H:%M} UTC. {nightly}" in examined()
    with inside(people.app):
        note_verified_backup(clock.now())
    assert any(line.startswith("✓ A backup was checked at") for line in examined())


def test_a_site_that_nobody_or_one_person_moderates_is_told_so(people: People, examined: Examined) -> None:
    _ = people.alice
    assert f"✗ There is no moderator, so no one reads reports. {GRANT}" in examined()
    people.dan.becomes("moderator").browser(by_passkey=True)
    assert any(one.startswith("· There is one moderator. A severe verdict") for one in examined())
    people.bob.becomes("moderator").browser(by_passkey=True)
    assert "✓ Moderators: 2." in examined()


def test_whoever_moderates_without_a_passkey_is_named(people: People, examined: Examined) -> None:
    lacking = "✗ dan@example.org can't moderate without a passkey. Add one at /me/passkeys."
    people.dan.becomes("moderator")
    assert lacking in examined()
    people.dan.browser(by_passkey=True)
    assert lacking not in examined()


def test_an_admin_is_no_moderator(people: People, examined: Examined) -> None:
    people.dan.becomes("admin")
    assert f"✗ There is no moderator, so no one reads reports. {GRANT}" in examined()


def test_the_language_of_whoever_chose_none_is_said(examined: Examined) -> None:
    said = "✓ Whoever has not chosen a language, and whose browser asks for none of ours, reads {}."
    assert said.format("English") in examined()
    assert said.format("German") in examined(site_language="de")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_address_in_the_place_of_another_members_is_found(people: People, examined: Examined) -> None:
    """Whoever can write to the database copies a sealed address into their own row, to read it there."""
    alice, mallory = people.alice, people.mallory
    written = "Somebody has written into the database"
    assert not any(written in line for line in examined())
    with people.app.app_context(), atomic():
        copied = "UPDATE member SET email = (SELECT email FROM member WHERE id = :of) WHERE id = :at"
        db.session.execute(text(copied), {"of": alice.id, "at": mallory.id})
    said = examined()
    assert any(f"✗ {written}: the addresses of members {mallory.id} don't fit" in line for line in said)
    assert alice.email not in "".join(said)
