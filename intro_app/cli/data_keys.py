"""`intro keys rotate-data` and `drop-data`: a new data key, and the end of an old one."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.config import Settings
from intro_app.config.keys import FILE, new_key, replace_data_keys
from intro_app.db.sealing import key_id
from intro_app.db.sealing.resealing import number_under
from intro_app.key_checks import (
    DATA,
    forget_data_key,
    missing_data_keys,
    record_keys,
    recorded,
    recorded_since,
)

# Every process of the site has taken up a new key by then, and seals with no older one.
_IN_USE_AFTER = timedelta(minutes=10)
SET_ELSEWHERE = (
    "The keys don't come from keys.json, so this command can't add one. "
    "Add it where you set them: docs/operations.md, Keys."
)


@click.command("rotate-data")
def rotate() -> None:
    """Add a new data key, with which everything is encrypted from now on.

    The site may run meanwhile: it takes up the key within seconds, and the worker encrypts what is there."""
    settings = Settings.from_environment()
    if not come_from_file():
        raise click.ClickException(SET_ELSEWHERE)
    ensure_database_fits(create_app(settings))
    replace_data_keys(settings.data_dir / FILE, (*settings.data_keys, new_key()))
    settings = Settings.from_environment()
    with inside(create_app(settings)):
        record_keys(settings, clock.now())
    click.echo(
        f"The new data key is {key_id(settings.data_keys[-1])}. The worker encrypts everything again with "
        "it; `intro keys show-check` shows how far it is. Now make a new backup of the keys: "
        "`intro keys backup FILE`."
    )


@click.command("drop-data")
def drop() -> None:
    """Drop all data keys but the newest, once nothing is encrypted with them.

    Backups of the database from before need them: keep a backup of the keys for as long."""
    settings = Settings.from_environment()
    app = create_app(settings)
    ensure_database_fits(app)
    newest = key_id(settings.sealing_keys[-1])
    with inside(app):
        known = recorded(DATA) | {key_id(key) for key in settings.data_keys}
        older = sorted(known - {newest})
        _ensure_unused(older, newest)
        for key in older:
            forget_data_key(key)
    if come_from_file() and settings.data_keys:
        replace_data_keys(settings.data_dir / FILE, settings.data_keys[-1:])
    elif older:
        click.echo("Now remove them from where you set DATA_KEYS, and restart both services.")
    click.echo(f"Dropped: {', '.join(older) or 'none'}. The data key in use is {newest}.")


def lines(settings: Settings) -> Iterator[str]:
    """Yield a line for each data key: whether it is here, and how many values are encrypted with it."""
    ours = [key_id(key) for key in settings.sealing_keys]
    for key in [*ours, *sorted(missing_data_keys(settings))]:
        number = number_under(key)
        if key == ours[-1]:
            yield f"{DATA}\t{key}\tthe newest, {number:,} values"
        elif key not in ours:
            yield f"{DATA}\t{key}\tin the database only, {number:,} values"
        elif number or key in recorded(DATA):
            yield f"{DATA}\t{key}\tan older one, {number:,} values"


def _ensure_unused(older: list[str], newest: str) -> None:
    """Raise ClickException while something is or may still be encrypted with an older key."""
    left = sum(map(number_under, older))
    if left:
        raise click.ClickException(
            f"{left:,} values are still encrypted with an older key. The worker goes on with them: "
            "`intro keys show-check` shows how far it is."
        )
    since = recorded_since(DATA, newest)
    if older and (since is None or clock.now() < since + _IN_USE_AFTER):
        raise click.ClickException("The newest key is only minutes old. Wait ten minutes and try again.")


def come_from_file() -> bool:
    """Return whether the keys come from `keys.json` alone, so that a command can add one there."""
    set_elsewhere = ("SECRET_KEYS", "LASTING_KEY", "DATA_KEYS", "KEYS_COMMAND")
    is_there = (Path(os.environ.get("DATA_DIR") or "data") / FILE).exists()
    return is_there and not any(os.environ.get(name) for name in set_elsewhere)
