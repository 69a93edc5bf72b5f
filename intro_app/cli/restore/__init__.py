"""`intro restore`: puts a backup in place, without what people ended since, and opens it held."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.backup.folders import backups_in
from intro_app.cli.backup.manifest import Manifest
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress
from intro_app.cli.restore.checking import ensure_it_fits
from intro_app.cli.restore.placing import put_database
from intro_app.cli.restore.releasing import held_mail, release_site
from intro_app.cli.restore.replaying import Replayed, replay, without_journal
from intro_app.config import Settings
from intro_app.journal.files import JournalFolder
from intro_app.journal.policy import Line, Place, following

__all__ = ["restore"]

_NO_JOURNAL = (
    "The journal in {folder} doesn't reach from this backup to the end, so nobody knows who left, stopped "
    "e-mails or was introduced since. Put the journal's files there, or name another folder with --journal. "
    "If they are lost, run the command with --without-journal: everything that was asking is then closed, "
    "and no e-mail that was waiting is sent."
)
_HELD = (
    "The site is held: pages answer, and only codes to sign in are sent. Start both services, look at it, "
    "then run `intro restore --release`."
)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option(
    "--journal",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the journal, if it is not the site's own.",
)
@click.option("--without-journal", is_flag=True, help="Go on without it: close everything that was asking.")
@click.option("--replace", is_flag=True, help="Set an existing SQLite file aside first.")
@click.option("--release", is_flag=True, help="Let a restored site send e-mail again.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def restore(
    *,
    folder: Path | None,
    journal: Path | None,
    without_journal: bool,
    replace: bool,
    release: bool,
    yes: bool,
) -> None:
    """Restore a backup, and hold the site until it is released.

    FOLDER is one backup, or holds several: the newest counts. Stop both services first. Whoever left, stopped
    e-mails, blocked somebody or took a yes back since the backup was made stays so, and nothing is sent
    twice. Afterwards the site is held until you run the command with --release."""
    if release:
        _release(asks=not yes)
    elif folder is None:
        raise click.UsageError("Name the folder of a backup, or use --release.")
    else:
        _restore(folder, journal, lacks_journal=without_journal, replaces=replace)


def _restore(folder: Path, journal: Path | None, *, lacks_journal: bool, replaces: bool) -> None:
    """Check everything, then put the database in place, then replay."""
    settings = _past_pooler(Settings.from_environment())
    found = backups_in(folder)
    if not found:
        raise click.ClickException(f"There is no backup in {folder}.")
    backup = found[-1]
    with Progress() as progress:
        manifest = ensure_it_fits(backup, settings, progress, replaces=replaces)
        lines = None if lacks_journal else _lines_since(manifest, journal, settings)
        made = datetime.fromisoformat(manifest.made_at)
        with put_database(backup / manifest.file, settings, made, progress, replaces=replaces) as app:
            done = _bring_up_to_now(app, lines, progress)
    for sentence in _told(backup, done):
        click.echo(sentence)


def _past_pooler(settings: Settings) -> Settings:
    """Return the settings with PostgreSQL itself as the database: pg_restore needs a session of its own."""
    if not settings.is_pooled:
        return settings
    return replace(settings, database_url=settings.direct_database, database_direct_url="")


def _lines_since(manifest: Manifest, journal: Path | None, settings: Settings) -> Sequence[Line]:
    """Return what happened since the backup. Raises ClickException if a part of it is missing."""
    folder = journal or settings.journal_folder
    place = Place(manifest.journal, manifest.journal_line)
    lines = following(JournalFolder(folder, settings.lasting_key).lines(), place) if place.journal else None
    if lines is None:
        raise click.ClickException(_NO_JOURNAL.format(folder=folder))
    return lines


def _bring_up_to_now(app: Flask, lines: Sequence[Line] | None, progress: Progress) -> Replayed:
    at = clock.now()
    progress.step("Replaying the journal" if lines is not None else "Closing everything that was asking")
    with inside(app):
        return without_journal(at) if lines is None else replay(lines, at, progress.count)


def _told(backup: Path, done: Replayed) -> Iterator[str]:
    yield f"The backup {backup} is in place."
    if done.until is None:
        yield f"Without a journal: {done.closed} introductions were closed, {done.dropped} e-mails dropped."
    else:
        yield f"The journal was replayed until {done.until:%Y-%m-%d %H:%M:%S %Z}: {done.changes} changes."
    yield from (f"✗ This line of the journal could not be replayed: {one}" for one in done.failed)
    yield _HELD


def _release(*, asks: bool) -> None:
    """Show what is going to be sent, and let it be sent."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        for line in held_mail(clock.now()):
            click.echo(line)
        if asks:
            click.confirm("Release the site?", abort=True)
        released = release_site(clock.now())
    click.echo("The site is released." if released else "The site is not held.")
