"""`intro audit`: verifies the audit log, and prints its head to be recorded elsewhere."""

import click

from intro_app import create_app
from intro_app.audit import queries
from intro_app.audit.policy import Verdict
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress


@click.group()
def audit() -> None:
    """Check the audit log of what moderators and operators did."""


@audit.command()
def head() -> None:
    """Print the number of lines and the last seal. Store it where no one with access here can write."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        lines, seal = queries.head()
    click.echo(f"{lines} {seal}")


@audit.command()
@click.option(
    "--holds", default="", metavar="SEAL", help="A head printed earlier that must still be in the chain."
)
def verify(holds: str) -> None:
    """Read every line; exit 1 and name the first broken one if the chain is not whole.

    Reasons that were erased with an account are counted, and break nothing."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app), Progress("Reading the chain") as progress:
        verdict, locked = queries.check(holds, progress.count), queries.locked_reason()
    click.echo(f"Lines: {verdict.lines}\nHead: {verdict.head}")
    if fault := _fault(verdict, locked):
        raise click.ClickException(fault)
    click.echo("The chain is whole.")
    if verdict.erased:
        click.echo(f"Reasons erased with an account: {verdict.erased}")


def _fault(verdict: Verdict, locked: int | None) -> str:
    if verdict.broken is not None:
        return f"Line {verdict.broken} is broken: it, or one before it, was changed or taken out."
    if not verdict.holds:
        return "The chain does not hold that seal: its end was cut off, or it was written anew."
    if locked is not None:
        return f"The reason of line {locked} cannot be opened: its key is missing or was changed."
    return ""
