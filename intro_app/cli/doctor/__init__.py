"""`intro doctor`: checks everything that a site needs, and says what is wrong and what to do."""

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.database import inside
from intro_app.cli.doctor import (
    chores,
    data,
    mail,
    money,
    people,
    providers,
    restoring,
    surroundings,
    time_zones,
    tls,
    trying,
)
from intro_app.cli.doctor.findings import Finding, well, wrong
from intro_app.config import Settings, SettingsError
from intro_app.config import settings as settings_now
from intro_app.config.keys import are_kept
from intro_app.text.contacts import deliverable
from intro_app.version import version

__all__ = ["doctor"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a monitor.")
@click.option("--dns", is_flag=True, help="Also ask DNS for SPF, DKIM, DMARC and MX of MAIL_FROM.")
@click.option("--tls", "with_tls", is_flag=True, help="Also look at BASE_URL as a browser does.")
@click.option("--mail-to", metavar="ADDRESS", help="Also send a test e-mail to this address.")
def doctor(*, as_json: bool, dns: bool, with_tls: bool, mail_to: str | None) -> None:
    """Say what is wrong and what to do.

    One sentence for each thing that was looked at: ✓ is well, ✗ is wrong, · is worth knowing. Exit status 1
    when something is wrong. Nothing is changed, and no e-mail is sent without --mail-to."""
    more = MoreChecks(_address(mail_to) if mail_to else "", dns=dns, tls=with_tls)
    ill = _tell_monitor(more) if as_json else _tell_person(more)
    sys.exit(1 if ill else 0)


class MoreChecks(NamedTuple):
    """What is looked at only when asked for, because something leaves this machine: an e-mail, questions."""

    mail_to: str = ""
    dns: bool = False
    tls: bool = False


def _address(typed: str) -> str:
    try:
        return deliverable(typed.strip())
    except ValueError as problem:
        raise click.BadParameter(f"{typed} is not an e-mail address.", param_hint="--mail-to") from problem


def _tell_person(more: MoreChecks) -> int:
    """Print each finding as soon as it is there; return how many things are wrong."""
    ill = 0
    for finding in _examine(os.environ, more):
        click.echo(f"{finding.mark} {finding.sentence}")
        ill += finding.is_wrong
    count = f"{ill} {'thing is' if ill == 1 else 'things are'} wrong."
    click.echo(f"\n{count}" if ill else "\nAll checks passed.")
    return ill


def _tell_monitor(more: MoreChecks) -> int:
    """Print all findings as one JSON object; return how many things are wrong."""
    findings = list(_examine(os.environ, more))
    ill = sum(finding.is_wrong for finding in findings)
    told = {"version": version(), "wrong": ill, "findings": [one.as_json() for one in findings]}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    return ill


def _examine(environment: Mapping[str, str], more: MoreChecks) -> Iterator[Finding]:
    has_keys = are_kept(environment)
    if not has_keys:
        environment = {**environment, **_throwaway_keys()}
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as problem:
        yield from (wrong(fault)._replace(check="settings") for fault in problem.faults)
        return
    yield well("All settings are valid.")._replace(check="settings")
    yield from _look(surroundings.misspelt, environment)
    for check in (surroundings.address, surroundings.openness, surroundings.language, surroundings.assets):
        yield from _look(check, settings)
    yield from _look(time_zones.rules, clock.now())
    yield from _look(data.keys, settings, has_keys)
    yield from _look(data.space, settings)
    yield from _look(data.way, settings)
    yield from _look_at_streams(settings, mail.sender, mail.server, mail.signing_key)
    with tempfile.TemporaryDirectory() as scratch, inside(_app(settings, Path(scratch))):
        yield from _look_at_streams(settings, mail.letters)
        yield from _look(providers.answers, settings)
        yield from _look(money.key, settings)
        yield from _look(money.mode, settings)
        if more.tls:
            yield from _look(tls.encryption, settings, clock.now())
        if more.dns:
            yield from _look_at_dns(settings)
        if more.mail_to:
            yield from _look(trying.a_real_mail, settings, more.mail_to)
        yield from _look_inside(settings)


def _look_at_dns(settings: Settings) -> Iterator[Finding]:
    from intro_app.cli.doctor import dns  # a resolver, which nothing else needs

    yield from _look_at_streams(settings, dns.records)


def _look_at_streams(settings: Settings, *checks: Callable[..., Iterator[Finding]]) -> Iterator[Finding]:
    """Look at the sender and the mail server of each stream."""
    for check in checks:
        yield from _look(check, settings)
    for check in checks if settings.bulk_smtp_url else ():
        yield from map(_of_second_stream, _look(check, settings.bulk))


def _of_second_stream(finding: Finding) -> Finding:
    """Say that this is about BULK_SMTP_URL and the settings beside it."""
    return finding._replace(sentence=f"Second stream: {finding.sentence}", check=f"{finding.check}.bulk")


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
        yield from _look(mail.came_back, settings, clock.now())
        yield from _look(restoring.backups, settings, clock.now())
        yield from _look(restoring.held, settings)
        yield from _look(restoring.journal, settings)
        yield from _look(chores.worker, clock.now())
        yield from _look(chores.late, settings, clock.now())
        yield from _look(chores.failing)
        yield from _look(mail.story, settings)
        yield from _look(money.refunds, clock.now())
        yield from _look(money.messages, settings, clock.now())
        yield from _look(money.terms, settings)
        yield from _look(people.gate, settings_now())
        yield from _look(providers.groups, settings)
        yield from _look(providers.ways_in, settings)
        yield from _look(people.first_word, settings)
        yield from _look(people.moderators, settings)
        yield from _look(people.unread_reports, clock.now())
        yield from _look(people.half_agreed_verdicts, settings)
        yield from _look(people.moves, settings)
        yield from _look(surroundings.time, settings, clock.now())


def _look(check: Callable[..., Iterator[Finding]], *facts: Any) -> Iterator[Finding]:
    """Yield a check's findings; a check that raises is a finding itself, so that the others still run."""
    name = f"{check.__module__.rpartition('.')[2]}.{check.__name__}"
    try:
        for finding in check(*facts):
            yield finding._replace(check=name)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is a finding
        failed = (
            f"The check of {check.__name__.replace('_', ' ')} failed: {type(problem).__name__}: {problem}"
        )
        yield wrong(failed)._replace(check=name)
