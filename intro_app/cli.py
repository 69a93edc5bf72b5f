"""`intro`: what an operator types."""

import os
import sys

import click
import flask_migrate

from intro_app import create_app
from intro_app.config import Settings, SettingsError


@click.group()
def intro() -> None:
    """Run and look after a site that introduces people."""


@intro.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema; doing it twice does no harm."""
    with create_app().app_context():
        flask_migrate.upgrade()


@intro.command()
def serve() -> None:
    """Serve the pages until told to stop."""
    settings = Settings.from_environment()
    gunicorn = [sys.executable, "-m", "gunicorn", *_gunicorn_options(settings), "intro_app:create_app()"]
    os.execv(sys.executable, gunicorn)


def _gunicorn_options(settings: Settings) -> list[str]:
    return [
        f"--bind=127.0.0.1:{settings.port}",
        f"--workers={settings.web_workers}",
        "--worker-class=gthread",
        f"--threads={settings.web_threads}",
        "--graceful-timeout=10",
        "--no-control-socket",  # several sites may run on one machine
    ]


def main() -> None:
    """Run the command; a wrong setting is a sentence, not a traceback."""
    try:
        intro()
    except SettingsError as problem:
        sys.exit(f"intro: {problem}")


if __name__ == "__main__":
    main()
