"""`intro keys`: shows whether the keys fit the database, backs them up and puts them back."""

import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import click
import pyrage

from intro_app import clock, create_app
from intro_app.cli import data_keys, lasting_key
from intro_app.cli.database import WRONG_DATA_KEYS, WRONG_LASTING_KEY, inside
from intro_app.config import Settings
from intro_app.config import keys as key_files
from intro_app.key_checks import (
    DATA,
    LASTING,
    SIGNING,
    KeyState,
    check_value,
    compared,
    lasting_key_state,
    missing_data_keys,
    recorded,
)

_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the passphrase on its first line, for scripts.",
)


@click.group()
def keys() -> None:
    """Back up and restore the keys."""


keys.add_command(data_keys.rotate)
keys.add_command(data_keys.drop)
keys.add_command(lasting_key.rotate_lasting)


@keys.command("show-check")
def show_check() -> None:
    """Show the check values of these keys and of those the database was used with.

    A check value tells whether two keys are the same and opens nothing. Exit status 1 when a key differs."""
    app = create_app()
    settings: Settings = app.extensions["settings"]
    with inside(app):
        lines = list(_comparison(settings))
        state, missing = lasting_key_state(settings), missing_data_keys(settings)
    for line in lines:
        click.echo(line)
    if state is KeyState.DIFFERENT:
        raise click.ClickException(WRONG_LASTING_KEY)
    if missing:
        raise click.ClickException(WRONG_DATA_KEYS % ", ".join(sorted(missing)))


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_passphrase_file
def backup(file: Path, passphrase_file: Path | None) -> None:
    """Write all keys into FILE, encrypted with a passphrase.

    Keep FILE apart from the database, and the passphrase apart from both. Everybody's `age` program opens it,
    too: age --decrypt FILE"""
    if not key_files.are_kept(os.environ):
        raise click.ClickException("There are no keys yet. The first `intro run` makes them.")
    settings = Settings.from_environment()
    text = key_files.as_text(
        {
            "secret_keys": settings.secret_keys,
            "lasting_key": settings.lasting_key,
            "data_keys": settings.data_keys,
        }
    )
    sealed = pyrage.passphrase.encrypt(text, _passphrase(passphrase_file, is_new=True))
    try:
        with open(file, "xb", opener=key_files.private_opener) as new:
            new.write(sealed)
    except FileExistsError as problem:
        raise click.ClickException(f"{file} already exists: choose another file.") from problem
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from problem
    lasting = check_value(settings.lasting_key)
    click.echo(f"The keys are in {file}. The check value of LASTING_KEY: {lasting}")


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Set aside an existing key file in DATA_DIR first.")
@_passphrase_file
def restore(file: Path, replace: bool, passphrase_file: Path | None) -> None:
    """Put the keys of a backup into DATA_DIR.

    SECRET_KEYS and LASTING_KEY in the environment go before the file; the command says so."""
    restored = _opened(file, _passphrase(passphrase_file, is_new=False))
    folder = Path(os.environ.get("DATA_DIR") or "data")
    aside = folder / f"{key_files.FILE}.{clock.now().astimezone(UTC):%Y%m%dT%H%M%S}" if replace else None
    try:
        written = key_files.write_keys(folder, restored, replaces=aside)
    except FileExistsError as problem:
        raise click.ClickException(
            f"{folder / key_files.FILE} already exists. To set it aside, run the command with --replace."
        ) from problem
    lasting = check_value(restored["lasting_key"])
    click.echo(f"The keys are in {written}. The check value of LASTING_KEY: {lasting}")
    for name in (LASTING, SIGNING, DATA):
        if os.environ.get(name):
            click.echo(f"{name} is set in the environment, which overrides the file.")


def _comparison(settings: Settings) -> Iterator[str]:
    """Yield a line for each key in use and for each one that only the database knows."""
    for name, in_use in ((LASTING, (settings.lasting_key,)), (SIGNING, settings.secret_keys)):
        values, known = [check_value(key) for key in in_use], recorded(name)
        yield from (f"{name}\t{value}\t{compared(value, to=known).value}" for value in values)
        yield from (f"{name}\t{value}\tin the database only" for value in sorted(known - set(values)))
    yield from data_keys.lines(settings)


def _passphrase(file: Path | None, *, is_new: bool) -> str:
    """Return the passphrase from the file, or ask for it; twice if it is new.

    Raises ClickException when it is empty.
    """
    if file is None:
        typed: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new)
        return typed
    first_line = file.read_text(encoding="utf-8").partition("\n")[0].strip("\r")
    if not first_line:
        raise click.ClickException(f"The first line of {file} is empty: put the passphrase there.")
    return first_line


def _opened(file: Path, passphrase: str) -> dict[str, Any]:
    """Return the keys of a backup. Raises ClickException when it does not open or holds none."""
    try:
        return key_files.parsed_keys(pyrage.passphrase.decrypt(file.read_bytes(), passphrase))
    except pyrage.DecryptError as problem:
        raise click.ClickException(
            f"{file} can't be opened: the passphrase is wrong, or the file is damaged."
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise click.ClickException(
            f"{file} can be opened but holds no keys. Is it the right file?"
        ) from problem
