"""`intro seed`: fills the database with the demo's story."""

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress


@click.command()
def seed() -> None:
    """Fill an empty site with five demo people.

    Only in a database without members, on a site that sends no e-mail."""
    from intro_app.devtools.story import StoryRefused, tell  # production never loads it

    app = create_app()
    ensure_database_fits(app)
    try:
        with inside(app), Progress() as progress:
            progress.step("Adding the demo data")
            new = tell(clock.now())
    except StoryRefused as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(
        "The demo data is in place." if new else "The demo data was already there. Nothing has changed."
    )
