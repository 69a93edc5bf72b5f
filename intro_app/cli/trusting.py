"""`intro trust`: vouches for the first members, and recomputes standings from the ledger."""

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.members import change_member
from intro_app.cli.progress import Progress
from intro_app.trust import service


@click.group()
def trust() -> None:
    """Manage the trust ledger."""


@trust.command()
@click.argument("member_email")
@click.option("--why", default="", help="The reason, for the audit log. Don't name anyone.")
def founder(member_email: str, why: str) -> None:
    """Vouch for one of the first members; without them, no one's word counts."""
    new = change_member(member_email, lambda member, at: service.vouch_for_founder(member.id, at, why=why))
    click.echo(
        f"{member_email} is now a founding member: their word counts."
        if new
        else f"{member_email} was already vouched for."
    )


@trust.command()
def recompute() -> None:
    """Replay the whole ledger, and correct every standing that differs by more than 1e-9."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app), Progress("Replaying the ledger") as progress:
        done = service.recompute(clock.now(), progress.count)
    click.echo(f"Events: {done.events}\nMembers: {done.members}\nMended: {len(done.mended)}")
