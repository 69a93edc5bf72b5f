"""`intro doctor`: checks everything that a site needs, and says what is wrong and what to do."""

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.database import inside
from intro_app.cli.doctor import chores, data, mail, money, people, surroundings
from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.config import Settings, SettingsError
from intro_app.config import settings as settings_now
from intro_app.config.keys import are_kept

__all__ = ["doctor"]


@click.command()
def doctor() -> None:
    """Say what is wrong and what to do.

    One sentence for each thing that was looked at: ✓ is well, ✗ is wrong, · is worth knowing. Exit status 1
    when something is wrong. No e-mail is sent, and nothing is changed."""
    ill = 0
    for finding in _examine(os.environ):
        click.echo(f"{finding.mark} {finding.sentence}")
        ill += finding.is_wrong
    if ill:
        click.echo(f"\n{ill} {'thing is' if ill == 1 else 'things are'} wrong.")
        sys.exit(1)
    click.echo("\nAll checks passed.")


def _examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    has_keys = are_kept(environment)
    if not has_keys:
        environment = {**environment, **_throwaway_keys()}
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as problem:
        yield from map(wrong, problem.faults)
        return
    yield well("All settings are valid.")
    yield from _look(surroundings.misspelt, environment)
    for check in (surroundings.address, surroundings.openness, surroundings.language, surroundings.assets):
        yield from _look(check, settings)
    yield from _look(data.keys, settings, has_keys)
    for check in (data.space, mail.sender, mail.server, mail.signing_key):
        yield from _look(check, settings)
    with tempfile.TemporaryDirectory() as scratch, inside(_app(settings, Path(scratch))):
        yield from _look(mail.letters, settings)
        yield from _look_inside(settings)


def _throwaway_keys() -> dict[str, str]:
    """Return keys for this look alone, because the doctor makes none that stay."""
    return {"SECRET_KEYS": secrets.token_urlsafe(32), "LASTING_KEY": secrets.token_urlsafe(32)}


def _app(settings: Settings, scratch: Path) -> Flask:
    """Return the application with its files in a scratch folder and its database where it is."""
    return create_app(replace(settings, data_dir=scratch, database_url=settings.database))


def _look_inside(settings: Settings) -> Iterator[Finding]:
    reached = list(_look(data.database, settings))
    yield from reached
    if not any(finding.is_wrong for finding in reached):
        yield from _look(data.keys_fit, settings)
        yield from _look(data.encryption, settings)
        yield from _look(data.addresses, settings)
        yield from _look(mail.waiting, clock.now())
        yield from _look(chores.worker, clock.now())
        yield from _look(chores.late, settings, clock.now())
        yield from _look(chores.failing)
        yield from _look(mail.story, settings)
        yield from _look(money.refunds, clock.now())
        yield from _look(people.gate, settings_now())
        yield from _look(people.first_word, settings)
        yield from _look(people.moderators, settings)
        yield from _look(people.unread_reports, clock.now())
        yield from _look(people.half_agreed_verdicts, settings)
        yield from _look(people.moves, settings)
        yield from _look(surroundings.time, settings, clock.now())


def _look(check: Callable[..., Iterator[Finding]], *facts: Any) -> Iterator[Finding]:
    """Yield a check's findings; a check that raises is a finding itself, so that the others still run."""
    try:
        yield from check(*facts)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is a finding
        yield wrong(
            f"The check of {check.__name__.replace('_', ' ')} failed: {type(problem).__name__}: {problem}"
        )
