"""`intro bounces`: takes in reports of failed deliveries and complaints, and says what came back."""

import sys
from collections.abc import Sequence

import click
from sqlalchemy.exc import DBAPIError

from intro_app import clock, create_app
from intro_app.bounces.letters import receive
from intro_app.bounces.parsing import LARGEST, addresses_in
from intro_app.bounces.policy import are_for_letters
from intro_app.bounces.queries import returned
from intro_app.bounces.service import take_in
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.errors import BusyError

# What a mail server takes as "try again later" (sysexits.h, EX_TEMPFAIL).
_TRY_AGAIN = 75


@click.group()
def bounces() -> None:
    """Handle what comes back after it was sent."""


@bounces.command()
@click.option("--to", "addresses", multiple=True, metavar="ADDRESS", help="The address it was sent to.")
def read(addresses: Sequence[str]) -> None:
    """Take in one report from standard input, for a mail server that pipes to a command.

    Without --to the address is taken from the header. Exit status 75 while the database is away: the mail
    server then tries again."""
    content = sys.stdin.buffer.read(LARGEST + 1)
    app = create_app()
    try:
        ensure_database_fits(app)
        with inside(app):
            to = addresses or addresses_in(content)
            if are_for_letters(to):
                taken = receive(to, content, None, clock.now())
                click.echo("Taken in: a reply." if taken else "No reply address of this site; ignored.")
                return
            kind = take_in(to, content, clock.now())
    except (BusyError, DBAPIError):
        click.echo("The database is busy or away.", err=True)
        sys.exit(_TRY_AGAIN)
    click.echo(f"Taken in: {kind}." if kind else "No report on an e-mail of this site; ignored.")


@bounces.command()
def show() -> None:
    """Say how many e-mails came back within seven days."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        found = returned(clock.now())
    click.echo(f"Sent: {found.sent}. Mailbox gone: {found.gone}; full or away: {found.busy}.")
    click.echo(f"Refused because of this site: {found.ours}. Marked as junk: {found.complaints}.")
