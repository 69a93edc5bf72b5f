"""`intro backup`: copies the database while the site runs, and verifies a copy by opening it."""

from contextlib import suppress
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from intro_app import clock, create_app
from intro_app.audit import queries as audit
from intro_app.cli.backup.copying import BackupFailed, copy_database
from intro_app.cli.backup.folders import backups_in, place_of, put_in_place, remove_all_but
from intro_app.cli.backup.manifest import manifest_of
from intro_app.cli.backup.verifying import faults_of
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress
from intro_app.db import db
from intro_app.db.schema import Schema, schema
from intro_app.errors import BusyError
from intro_app.journal.queries import place_now
from intro_app.periodic import note_verified_backup

__all__ = ["backup"]

_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


class _MakeByDefault(click.Group):
    """A group that reads `intro backup FOLDER` as `intro backup make FOLDER`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["make", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_MakeByDefault)
def backup() -> None:
    """Copy the database, and verify a copy."""


@backup.command()
@_folder
@click.option("--keep", type=click.IntRange(min=1), help="Then keep only this many of the newest backups.")
def make(folder: Path, keep: int | None) -> None:
    """Copy the database into a new folder inside FOLDER while the site runs.

    The copy holds people's contact details: keep it where only you can read it. The keys are not in it; see
    `intro keys backup`."""
    app = create_app()
    ensure_database_fits(app)
    with Progress() as progress:
        made = make_backup(app, folder, progress)
    click.echo(f"The backup is in {made}.")
    for gone in remove_all_but(folder, keep) if keep else ():
        click.echo(f"Removed: {gone}")


@backup.command()
@_folder
def verify(folder: Path) -> None:
    """Open a backup elsewhere and read it through; FOLDER is one backup, or holds several: the newest counts.

    Exit status 1 with a sentence for each fault. The site's own database only notes when a check went well,
    for the page on its health."""
    found = backups_in(folder)
    if not found:
        raise click.ClickException(f"There is no backup in {folder}.")
    app = create_app()
    with Progress() as progress:
        faults = list(faults_of(found[-1], app.extensions["settings"], progress))
    for fault in faults:
        click.echo(f"✗ {fault}")
    if faults:
        raise click.ClickException(f"The backup {found[-1]} can't be relied on.")
    _note_verified(app)
    click.echo(f"The backup {found[-1]} is complete: we opened a copy and read all of it.")


def _note_verified(app: Flask) -> None:
    """Note it in the site's database, unless that is away or of another version: the check counts anyway."""
    file = make_url(app.extensions["settings"].database).database
    with inside(app), suppress(DBAPIError, BusyError):
        if db.engine.dialect.name == "sqlite" and not Path(file or "").exists():
            return
        if schema() is Schema.NEWEST:
            note_verified_backup(clock.now())


def make_backup(app: Flask, folder: Path, progress: Progress) -> Path:
    """Make a backup inside `folder` and return its own folder, which appears only when it is complete.

    Raises ClickException when the database cannot be copied or the folder cannot hold the copy.
    """
    at = clock.now()
    made = place_of(folder, at)
    try:
        with inside(app), put_in_place(made) as draft:
            progress.step("Copying the database")
            last_seal, place = audit.head(), place_now()  # before the copy, which therefore holds them
            file = copy_database(app.extensions["settings"], draft, progress)
            progress.step("Listing its contents")
            manifest_of(file, app.extensions["settings"], at, last_seal, place).write(draft)
    except BackupFailed as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"{folder} cannot hold a backup: {problem.strerror}.") from problem
    return made
