"""`intro admin`: grants and revokes staff roles; every change goes into the audit log."""

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.members import change_member
from intro_app.config import readers
from intro_app.errors import DomainError
from intro_app.identity import queries, service
from intro_app.identity.models import StaffRole
from intro_app.joining.invitations.service import invite_staff

_ROLE = click.Choice([role.value for role in StaffRole])
_member = click.argument("member_email")
_role = click.argument("role", type=_ROLE)
_why = click.option("--why", default="", help="The reason, for the audit log. Don't name anyone.")


@click.group()
def admin() -> None:
    """Give and take roles."""


@admin.command()
@click.argument("address")
def invite(address: str) -> None:
    """Print a link with which whoever reads this address joins as an admin."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        try:
            click.echo(invite_staff(readers.address(address), StaffRole.ADMIN, clock.now()))
        except ValueError as problem:
            raise click.ClickException(f"The address {problem}.") from problem
        except DomainError as problem:
            raise click.ClickException(f"{problem} Run: intro admin grant {address} admin") from problem
    click.echo(
        "Open it in your browser. It works once, for 30 days. Staff pages then need a passkey: add one at "
        "/me/passkeys.",
        err=True,
    )


@admin.command("sign-in")
@_member
def sign_in(member_email: str) -> None:
    """Print a link that signs a member in, for ten minutes: for staff whose provider is away (OIDC_ONLY)."""
    click.echo(change_member(member_email, service.link_by_operator))


@admin.command()
@_member
@_role
@_why
def grant(member_email: str, role: str, why: str) -> None:
    """Give a member a role."""
    change_member(member_email, lambda member, at: service.grant(member, StaffRole(role), at, why=why))
    click.echo(
        f"{member_email} is now {role}. This takes effect once they sign in with a passkey from /me/passkeys."
    )


@admin.command()
@_member
@_role
@_why
def revoke(member_email: str, role: str, why: str) -> None:
    """Take a role from a member."""
    change_member(member_email, lambda member, at: service.revoke(member, StaffRole(role), at, why=why))
    click.echo(f"{member_email} is no longer {role}.")


@admin.command("list")
def list_staff() -> None:
    """Show who holds which role."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        for one in queries.on_staff():
            click.echo(
                f"{one.role}\t{one.email}\t{one.name}\tsince {one.since:%Y-%m-%d}\tpasskeys: {one.passkeys}"
            )


@admin.command("forget-passkeys")
@_member
@_why
def forget_passkeys(member_email: str, why: str) -> None:
    """Reset the passkeys of a member who has lost them; they sign in by e-mail and add new ones."""
    change_member(member_email, lambda member, at: service.forget_passkeys(member, at, why=why))
    click.echo(f"The passkeys of {member_email} no longer work.")
