"""Change one member from the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.text.mailboxes import canonical

Result = TypeVar("Result")


def change_member(address: str, change: Callable[[Member, datetime], Result]) -> Result:
    """Apply a change to the member with this address, and return what it returns.

    Raises ClickException for an unknown address or a refused change.
    """
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        member = member_by_mailbox(canonical(address))
        if member is None:
            raise click.ClickException("No member has this address.")
        try:
            return change(member, clock.now())
        except DomainError as problem:
            raise click.ClickException(str(problem)) from problem
