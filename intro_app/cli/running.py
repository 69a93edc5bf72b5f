"""`intro run`: the whole site with one command, and on this machine alone with its small story."""

import http.client
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from types import FrameType
from urllib.parse import urlsplit

import click
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.children import Child, stop_all
from intro_app.cli.database import inside, upgrade_database
from intro_app.cli.serving import ensure_port_is_free
from intro_app.config import Settings
from intro_app.dev.here import is_demo, is_only_here
from intro_app.dev.story import Character, StoryRefused, sign_in_links, tell

_STARTS_WITHIN = 60.0


@click.command()
def run() -> None:
    """Start everything, and stop it on Ctrl-C.

    The database is brought up to date; the web server and one worker are started. Where only this machine
    can reach the site and no e-mail leaves it, an empty database is given a small story. A second run keeps the data.
    """
    environment = _chosen(os.environ)
    settings = Settings.from_environment(environment)
    ensure_port_is_free(settings)
    app = create_app(settings)
    upgrade_database(app)
    if is_demo(settings):
        _tell_story(app)
    ears = _Ears()
    children = [Child.started("web server", "serve", environment), Child.started("worker", "worker", environment)]
    try:
        _watch(children, ears, lambda: _announce(app, settings), settings)
    finally:
        stop_all(children, in_a_hurry=lambda: ears.heard > 1)
    click.echo("Stopped.")


def _chosen(given: Mapping[str, str]) -> dict[str, str]:
    """The settings of the children: as given, with e-mails shown and little logged on a site that is only here."""
    chosen = {name: value for name, value in given.items() if value}
    if is_only_here(Settings.from_environment(chosen)):
        chosen = {"DEV_PAGES": "yes", "LOG_LEVEL": "WARNING"} | chosen
    return chosen


def _tell_story(app: Flask) -> None:
    with suppress(StoryRefused), inside(app):  # there are members: a site that has a story of its own
        tell(clock.now())


class _Ears:
    """Counts the signals that mean stop, from Ctrl-C, a supervisor, or a terminal that is closed."""

    def __init__(self) -> None:
        self.heard = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self.heard += 1


def _watch(children: Sequence[Child], ears: _Ears, announce: Callable[[], None], settings: Settings) -> None:
    """Announce the site once it answers, and return when told to stop. Raises ClickException when a part ends."""
    announced, deadline = False, time.monotonic() + _STARTS_WITHIN
    while not ears.heard:
        for child in children:
            if child.has_ended:
                raise click.ClickException(f"The {child.name} ended by itself ({child.ending}); the rest is stopped.")
        if not announced and _answers(settings):
            announce()
            announced = True
        elif not announced and time.monotonic() > deadline:
            raise click.ClickException("The web server does not answer; LOG_LEVEL=DEBUG shows more.")
        time.sleep(0.1)


def _answers(settings: Settings) -> bool:
    """Whether the web server says anything at all, even that the database is away."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to
    host = everywhere.get(settings.bind_host, settings.bind_host)
    with closing(http.client.HTTPConnection(host, settings.port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.base_url).netloc})
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False


def _announce(app: Flask, settings: Settings) -> None:
    """Say where the site is, how to come in, and where its e-mails are."""
    click.echo(f"\n{settings.site_name} is at {settings.base_url} until you press Ctrl-C.\n")
    if is_demo(settings):
        with inside(app):
            _show_ways_in(sign_in_links(clock.now()))
    if settings.dev_pages:
        if is_only_here(settings):
            click.echo(f"  Be any of them, as often as you like:  {settings.base_url}/dev/people")
        click.echo(f"  Every e-mail that the site writes:     {settings.base_url}/dev/outbox")
    if not settings.database_url:
        click.echo(f"  Everything is kept in:                 {settings.data_dir.resolve()}\n")


def _show_ways_in(links: Mapping[Character, str]) -> None:
    if links:
        click.echo("  Sign in; each link is good once, for ten minutes:\n")
    for character, link in links.items():
        click.echo(f"  {character.first_name + ' ' + character.part:<17} {link}")
    if links:
        click.echo()
