"""`intro stuck`: lists, retries and erases what the worker gave up."""

from collections.abc import Sequence

import click

from intro_app import clock, create_app, periodic
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.outbox import dead_letters


@click.group()
def stuck() -> None:
    """Handle what the worker gave up on."""


@stuck.command("list")
def list_() -> None:
    """List what needs you and what keeps failing, without addresses or texts."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        for mail in dead_letters.dead_letters():
            click.echo(
                f"mail {mail.key}\t{mail.kind}\tsince {mail.dropped_at:%Y-%m-%d %H:%M} UTC\t{mail.last_error}"
            )
        for one in periodic.failing():
            then = "needs you" if one.is_parked else f"next try {one.next_at:%Y-%m-%d %H:%M:%S} UTC"
            click.echo(
                f"{one.job} {one.item or 'as a whole'}\tfailed {one.failures} times\t{one.last_error}\t{then}"
            )


@stuck.command()
@click.argument("keys", nargs=-1)
def send(keys: Sequence[str]) -> None:
    """Retry e-mails that were given up, for three days: all of them, or the given keys."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        click.echo(f"E-mails to be retried: {dead_letters.send_after_all(clock.now(), keys)}")


@stuck.command()
@click.argument("keys", nargs=-1)
def erase(keys: Sequence[str]) -> None:
    """Erase e-mails that were given up, unsent: all, or those whose keys are named."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        click.echo(f"E-mails deleted: {dead_letters.let_go(keys)}")


@stuck.command()
@click.argument("job", default="")
@click.argument("item", type=int, required=False)
def retry(job: str, item: int | None) -> None:
    """Let the worker try again at once what keeps failing: all, one job's, or one item of it."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app):
        click.echo(f"The worker will retry: {periodic.retry(clock.now(), job, item)}")
