"""The `intro` command line."""

import io
import os
import sys
from pathlib import Path

import click
from dotenv import load_dotenv
from sqlalchemy.exc import DBAPIError

from intro_app.cli.administering import admin
from intro_app.cli.alive import alive
from intro_app.cli.auditing import audit
from intro_app.cli.backup import backup
from intro_app.cli.bounces import bounces
from intro_app.cli.database import db
from intro_app.cli.doctor import doctor
from intro_app.cli.keys import keys
from intro_app.cli.memberships import memberships
from intro_app.cli.moving import member
from intro_app.cli.restore import restore
from intro_app.cli.running import run
from intro_app.cli.searching import search
from intro_app.cli.seeding import seed
from intro_app.cli.serving import serve
from intro_app.cli.standing_in import stripe_stand_in
from intro_app.cli.stuck import stuck
from intro_app.cli.trusting import trust
from intro_app.cli.working import worker
from intro_app.config import SettingsError
from intro_app.errors import BusyError
from intro_app.version import version

_IN_ORDER = (
    run,
    serve,
    worker,
    db,
    seed,
    doctor,
    alive,
    backup,
    restore,
    keys,
    stuck,
    bounces,
    admin,
    member,
    trust,
    search,
    memberships,
    audit,
    stripe_stand_in,
)


class _InOrder(click.Group):
    """A group that lists its commands in the order given, not alphabetically."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(
    cls=_InOrder,
    commands=_IN_ORDER,
    epilog=(
        "Settings come from environment variables; docs/operations.md explains each. Begin with: intro run"
    ),
)
@click.option(
    "--env-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read settings from this file, too; the environment comes first.",
)
@click.version_option(version(), prog_name="intro")
def intro(env_file: Path | None) -> None:
    """Run and manage a site that introduces people."""
    if env_file:
        load_dotenv(env_file, interpolate=False)  # a password may hold a $


def main() -> None:
    """Run the command. Errors are printed as sentences; the exit status is 2 for settings, otherwise 1."""
    os.umask(0o077)  # no other user may read the database and the keys
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot encode a character still shows the rest.
            stream.reconfigure(errors="replace")
    try:
        intro(prog_name="intro")
    except SettingsError as problem:
        sys.stderr.writelines(f"Error: {fault}\n" for fault in problem.faults)
        sys.exit(2)
    except BusyError as problem:
        sys.exit(f"Error: The database is busy or away, and nothing was done: {problem}")
    except DBAPIError as problem:
        sys.exit(f"Error: The database cannot be used: {str(problem.orig).splitlines()[0]}")
