"""`intro seed`: fills the database with the demo's story, and makes it large."""

import re

import click
from sqlalchemy.exc import ProgrammingError

from intro_app import clock, create_app
from intro_app.cli.database import ensure_database_fits, inside
from intro_app.cli.progress import Progress

LARGEST = 2_000_000
_THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}


class _Members(click.ParamType[int]):
    """A number of members, such as 500, 20k or 1m."""

    name = "members"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        found = re.fullmatch(r"(\d{1,7})([km]?)", str(value).strip().lower())
        many = int(found[1]) * _THOUSANDS[found[2]] if found else 0
        if not 1 <= many <= LARGEST:
            self.fail(f"{value!r} is no number of members. Write 500, 20k or 1m; 2m at most.", param, ctx)
        return many


@click.command()
@click.option("--size", type=_Members(), help="Copy everybody until there are so many members: 500, 20k, 1m.")
def seed(size: int | None) -> None:
    """Fill an empty site with five demo people.

    Only in a database without members, on a site that sends no e-mail. With --size the site gets large, to
    measure how fast it is: everybody is there many times, under the same names."""
    from intro_app.devtools.story import StoryRefused, tell  # production never loads it

    app = create_app()
    ensure_database_fits(app)
    try:
        with inside(app), Progress() as progress:
            progress.step("Adding the demo data")
            new = tell(clock.now())
            if new and size:
                _multiply(size, progress)
    except StoryRefused as problem:
        raise click.ClickException(str(problem)) from problem
    if size and not new:
        raise click.ClickException("The demo data was already there. --size needs an empty database.")
    click.echo(
        "The demo data is in place." if new else "The demo data was already there. Nothing has changed."
    )


def _multiply(members: int, progress: Progress) -> None:
    from intro_app.devtools.multiplying import multiply

    progress.step("Copying everybody")
    try:
        multiply(members, progress.count)
    except ProgrammingError as problem:
        raise click.ClickException(
            "PostgreSQL lets only a superuser put its triggers off. Make the database with one."
        ) from problem
