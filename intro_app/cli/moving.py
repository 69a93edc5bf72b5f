"""`intro member`: shows one member, and moves an account to another address for somebody who lost theirs."""

from datetime import datetime

import click

from intro_app.audit.service import note
from intro_app.cli.members import change_member
from intro_app.identity import queries, service
from intro_app.identity.models import AddressChange, Member

_member = click.argument("member_email")


def _said(_context: click.Context, _parameter: click.Parameter, reason: str) -> str:
    """Return the reason. Raises BadParameter when there is none, because the audit is to say why."""
    if not reason.strip():
        raise click.BadParameter("it must not be empty.")
    return reason.strip()


@click.group()
def member() -> None:
    """Look at one member, or move their account to another address."""


@member.command()
@_member
@click.option(
    "--reason",
    required=True,
    callback=_said,
    help="Why you look. The member reads it. Don't name anyone else.",
)
def show(member_email: str, reason: str) -> None:
    """Show the facts about an account. Its owner sees that you looked, and why."""
    for line in change_member(member_email, lambda one, at: _facts(one, reason, at)):
        click.echo(line)


@member.command()
@_member
@click.argument("new_email")
@click.option(
    "--reason", required=True, callback=_said, help="The reason, for the audit log. Don't name anyone."
)
def move(member_email: str, new_email: str, reason: str) -> None:
    """Move an account to NEW_EMAIL, for somebody who can't read MEMBER_EMAIL any more.

    Both addresses get an e-mail. The account moves once the new one has confirmed it and the old one hasn't
    said no for 72 hours (24 if there is no such mailbox any more). For a week the old one can undo it."""
    change_member(member_email, lambda one, at: service.ask_to_move(one, new_email, reason, at))
    click.echo(
        f"We've written to {new_email} and {member_email}. "
        f"To see how far it is: intro member show {member_email} --reason …"
    )


@member.command("stop-move")
@_member
def stop_move(member_email: str) -> None:
    """Stop a move that hasn't taken effect yet."""
    stopped = change_member(member_email, _stop)
    click.echo("The account stays where it is." if stopped else "No move of this account is under way.")


def _stop(one: Member, at: datetime) -> bool:
    pending = queries.pending_move(one.id)
    if pending is not None:
        service.refuse_move(pending, at, by=None)
    return pending is not None


def _facts(one: Member, reason: str, at: datetime) -> list[str]:
    """Return what an operator has to know, and record that they looked."""
    note(None, "looked_at_account", one.id, "", reason, at)
    roles = ", ".join(sorted(queries.staff_roles(one.id))) or "none"
    lines = [
        f"Address: {one.email}",
        f"Joined: {one.joined_at:%Y-%m-%d}",
        f"Roles: {roles}",
        f"Passkeys: {queries.good_passkeys(one.id)}",
        f"Browsers signed in: {len(queries.sessions_of(one.id, at))}",
        f"Stopped e-mails: {', '.join(queries.stopped_by(one.email)) or 'none'}",
    ]
    lines += [f"Address changed: {_moment(change.changed_at)}{_whose(change)}" for change in _made(one)]
    if pending := queries.pending_move(one.id):
        lines.append(_progress(pending))
    return lines


def _made(one: Member) -> list[AddressChange]:
    return list(reversed(queries.changes_made(one.id)))


def _whose(change: AddressChange) -> str:
    undone = f", undone {_moment(change.undone_at)}" if change.undone_at else ""
    return f" {'by the operator' if change.by_operator else 'by the member'}{undone}"


def _progress(move: AddressChange) -> str:
    proved = "confirmed by the new address" if move.proved_at else "not yet confirmed by the new address"
    earliest = _moment(service.takes_effect_at(move))
    return f"Moving to: {move.new_email}, {proved}, at the earliest {earliest}"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}" if at else ""
