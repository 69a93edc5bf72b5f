"""`intro run`: starts the whole site, with the demo's story when only this machine can reach it."""

import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from flask import Flask

from intro_app import clock, create_app
from intro_app.cli.alive import status_of_site
from intro_app.cli.children import Child, stop_all
from intro_app.cli.database import inside, upgrade_database
from intro_app.cli.progress import Progress
from intro_app.cli.rehearsal import ensure_settings_work
from intro_app.cli.serving import ensure_port_is_free
from intro_app.config import Settings
from intro_app.config.local import is_demo, is_only_here

if TYPE_CHECKING:
    from intro_app.devtools.story import Character

_STARTS_WITHIN = 60.0
_FAKE_STRIPE = "stand-in for Stripe"


@click.command()
def run() -> None:
    """Start everything, and stop it on Ctrl-C.

    The database is brought up to date; the web server and one worker are started. Where only this machine can
    reach the site and no e-mail leaves it, an empty database is given a small story. A second run keeps the
    data.
    """
    environment = _child_environment(os.environ)
    settings = Settings.from_environment(environment)
    ensure_port_is_free(settings)
    app, progress = create_app(settings), Progress(out=sys.stdout)
    ensure_settings_work(app)
    _prepare(app, settings, progress)
    signals = _SignalCounter()
    children = []
    try:
        for name, command in _parts(settings):
            children.append(Child.started(name, command, environment))
            if name == _FAKE_STRIPE:
                # The worker asks it for prices at start, then once an hour.
                _wait_for_server(settings.stripe_api_base)
        progress.step("Waiting for the web server")
        _watch(children, signals, lambda: _announce(app, settings, progress), settings)
    finally:
        progress.done()
        stop_all(children, in_a_hurry=lambda: signals.count > 1)
    click.echo("Stopped.")


def _child_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the children's environment; on a local site it turns on DEV_PAGES and logs less.

    A demo without a Stripe key also gets the settings of a fake Stripe; and it takes replies by e-mail, which
    visitors write in its outbox.
    """
    chosen = {name: value for name, value in given.items() if value}
    if is_only_here(Settings.from_environment(chosen)):
        chosen = {"DEV_PAGES": "yes", "LOG_LEVEL": "WARNING"} | chosen
    settings = Settings.from_environment(chosen)
    if not is_demo(settings):
        return chosen
    mail = {"BOUNCE_ADDRESS": "replies@example.org", "BOUNCE_LISTEN": f"lmtp://127.0.0.1:{_free_port()}"}
    stripe = {} if settings.stripe_secret_key else _fake_stripe_settings()
    return ({} if _has_mail_ways(settings) else mail) | stripe | chosen


def _has_mail_ways(settings: Settings) -> bool:
    return bool(settings.bounce_address or settings.bounce_listen or settings.bounce_mailbox)


def _fake_stripe_settings() -> dict[str, str]:
    """Return settings for a fake Stripe on a free port, with keys for this run."""
    return {
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_hex(16)}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{_free_port()}",
    }


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def _parts(settings: Settings) -> list[tuple[str, str]]:
    """Return the name and the command of each process to start."""
    parts = [("web server", "serve"), ("worker", "worker")]
    return [(_FAKE_STRIPE, "stripe-stand-in"), *parts] if _uses_fake_stripe(settings) else parts


def _wait_for_server(url: str) -> None:
    """Wait until a server listens at this URL, for at most ten seconds; the site works without it."""
    place, until = urlsplit(url), time.monotonic() + 10
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((place.hostname or "", place.port or 80), timeout=1):
            return
        time.sleep(0.05)


def _uses_fake_stripe(settings: Settings) -> bool:
    """Return whether Stripe is faked by a process of ours."""
    return is_demo(settings) and "STRIPE_API_BASE" not in os.environ and bool(settings.stripe_api_base)


def _prepare(app: Flask, settings: Settings, progress: Progress) -> None:
    progress.step("Updating the database to the newest schema")
    upgrade_database(app, progress)
    if is_demo(settings):
        progress.step("Adding the demo data, unless it is there already")
        _tell_story(app)


def _tell_story(app: Flask) -> None:
    from intro_app.devtools.story import StoryRefused, tell  # production never loads it

    with suppress(StoryRefused), inside(app):  # refused when the site has members of its own
        tell(clock.now())


class _SignalCounter:
    """Counts signals to stop: from Ctrl-C, a supervisor, or a closed terminal."""

    def __init__(self) -> None:
        self.count = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        self.count += 1


def _watch(
    children: Sequence[Child], signals: _SignalCounter, announce: Callable[[], None], settings: Settings
) -> None:
    """Announce the site when it answers, and return when told to stop.

    Raises ClickException when a child ends, or the site does not answer in time.
    """
    announced, deadline = False, time.monotonic() + _STARTS_WITHIN
    while not signals.count:
        for child in children:
            if child.has_ended:
                raise click.ClickException(
                    f"The {child.name} stopped unexpectedly ({child.ending}); everything else is stopped too."
                )
        if not announced and status_of_site(settings) is not None:
            announce()
            announced = True
        elif not announced and time.monotonic() > deadline:
            raise click.ClickException("The web server doesn't answer. LOG_LEVEL=DEBUG shows more.")
        time.sleep(0.1)


def _announce(app: Flask, settings: Settings, progress: Progress) -> None:
    """Print the site's address, sign-in links, and where to find its e-mails."""
    progress.done()
    click.echo(f"\n{settings.site_name} is running at {settings.readable_base_url}. Press Ctrl-C to stop.\n")
    if is_demo(settings):
        from intro_app.devtools.story import sign_in_links  # production never loads it

        with inside(app):
            _show_ways_in(sign_in_links(clock.now()))
    if settings.dev_pages:
        if is_only_here(settings):
            click.echo(f"  Sign in as any of them at any time:   {settings.base_url}/dev/people")
        click.echo(f"  Every e-mail the site sends:           {settings.base_url}/dev/outbox")
    if _uses_fake_stripe(settings):
        click.echo(f"  Demo payments (no money moves):        {settings.stripe_api_base}")
    if not settings.database_url:
        click.echo(f"  All data is stored in:                 {settings.data_dir.resolve()}\n")


def _show_ways_in(links: Mapping["Character", str]) -> None:
    if links:
        click.echo("  Sign in with one of these links. Each works once, for ten minutes:\n")
    for character, link in links.items():
        click.echo(f"  {character.first_name + ' ' + character.part:<17} {link}")
    if links:
        click.echo("\n  Dan needs a passkey to moderate, so sign in as him on the page below.\n")
