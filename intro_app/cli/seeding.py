"""`intro seed`: fills the database with the demo's story."""

import click

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress


@click.command()
def seed() -> None:
    """Tell the small story of five people.

    In a database without members, on a site from which no e-mail leaves."""
    from intro_app.devtools.story import StoryRefused, tell  # production never loads it

    app = create_app()
    ensure_database_fits(app)
    try:
        with inside(app), Progress() as progress:
            progress.step("Telling the small story")
            new = tell(clock.now())
    except StoryRefused as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("The story has been told." if new else "The story had been told before; nothing was changed.")
