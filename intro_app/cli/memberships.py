"""`intro memberships`: copies Stripe's state anew, retries refunds, and gives memberships."""

from datetime import datetime, time

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.members import change_member
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.memberships import queries, service


@click.group()
def memberships() -> None:
    """Manage memberships."""


@memberships.command()
def reconcile() -> None:
    """Check every membership with Stripe, and print what changed."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        if not queries.is_open():
            raise click.ClickException("Membership is off. Set STRIPE_SECRET_KEY to turn it on.")
        try:
            _reconcile()
        except service.StripeAway as problem:
            raise click.ClickException(str(problem)) from problem


def _reconcile() -> None:
    for key in service.copy_prices(clock.now()):
        click.echo(f"No active price at Stripe has the lookup key {key}: so this price is not offered.")
    looked = changed = 0
    for copied in service.reconcile(clock.now()):
        looked, changed = looked + 1, changed + bool(copied.changes)
        for name, (before, after) in copied.changes.items():
            click.echo(f"member {copied.member_id}\t{name}: {before} -> {after}")
        if copied.doubled:
            click.echo(
                f"member {copied.member_id}\tpays {copied.doubled} times over: end one of them at Stripe."
            )
    click.echo(f"Checked {looked}, changed {changed}.")


@memberships.command()
@click.option("--done", metavar="CHARGE", help="This payment was refunded outside the site; don't try again.")
def refunds(done: str | None) -> None:
    """Retry waiting refunds, and list those Stripe still refuses."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        if done and not service.mark_refunded(done, clock.now()):
            raise click.ClickException(f"No refund of the payment {done} is waiting.")
        for member_id in dict.fromkeys(one.member_id for one in queries.refunds_waiting()):
            service.settle(member_id, clock.now())
        waiting = queries.refunds_waiting()
        for one in waiting:
            click.echo(f"{one.charge_id}\tmember {one.member_id}\tasked {one.asked_at:%Y-%m-%d}\t{one.code}")
        click.echo(f"Waiting: {len(waiting)}.")


@memberships.command()
@click.argument("member_email")
@click.option("--reason", required=True, help="The reason, for the audit log. Don't name anyone.")
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day of the membership."
)
def give(member_email: str, reason: str, until: datetime) -> None:
    """Give a member a free membership."""

    def give_until_the_end_of_the_day(member: Member, at: datetime) -> None:
        end = datetime.combine(until, time.max, settings().time_zone)
        service.give(member, end, reason, at)

    change_member(member_email, give_until_the_end_of_the_day)
    click.echo(f"{member_email} is a member until {until:%Y-%m-%d}.")
