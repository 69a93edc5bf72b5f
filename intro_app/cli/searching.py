"""`intro search`: builds the index again by which members are found."""

import click

from intro_app import create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress
from intro_app.groups.service import index_all_groups
from intro_app.identity.service.indexing import index_all_profiles
from intro_app.own_fields.service import index_all_own
from intro_app.search.service import recount_words


@click.group()
def search() -> None:
    """Look after the search's index."""


@search.command()
def rebuild() -> None:
    """Index everybody again; the site may run meanwhile, and finds people as before."""
    app = create_app()
    ensure_database_fits(app)
    with inside(app), Progress("Indexing members") as progress:
        members = index_all_profiles(progress.count)
        progress.step("Indexing groups")
        index_all_groups()
        progress.step("Indexing own fields")
        index_all_own()
        progress.step("Counting words")
        mended = recount_words(progress.count)
    click.echo(f"Members: {members}\nWords mended: {mended}")
