"""`intro stuck`: what the worker gave up, and a person decides about."""

from collections.abc import Sequence

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_newest_schema, inside
from intro_app.outbox import parked


@click.group()
def stuck() -> None:
    """Look after what the worker gave up."""


@stuck.command("list")
def list_() -> None:
    """Name what waits for a person: no address, no text."""
    app = create_app()
    ensure_newest_schema(app)
    with inside(app):
        for mail in parked.parked():
            click.echo(f"mail {mail.key}\t{mail.kind}\tsince {mail.dropped_at:%Y-%m-%d %H:%M} UTC\t{mail.last_error}")


@stuck.command()
@click.argument("keys", nargs=-1)
def send(keys: Sequence[str]) -> None:
    """Try e-mails that were given up once more, for three days: all, or those whose keys are named."""
    app = create_app()
    ensure_newest_schema(app)
    with inside(app):
        click.echo(f"E-mails that are tried again: {parked.send_after_all(clock.now(), keys)}")


@stuck.command()
@click.argument("keys", nargs=-1)
def erase(keys: Sequence[str]) -> None:
    """Erase e-mails that were given up, unsent: all, or those whose keys are named."""
    app = create_app()
    ensure_newest_schema(app)
    with inside(app):
        click.echo(f"E-mails that were erased: {parked.let_go(keys)}")
