"""`intro alive`: for a container or a supervisor that wants to know whether the web server answers."""

import http.client
from contextlib import closing
from urllib.parse import urlsplit

import click

from intro_app.config import Settings

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


@click.command()
def alive() -> None:
    """Say whether the web server on this machine answers.

    Its exit status is 1 when it does not, or when its database is away."""
    settings = Settings.from_environment()
    status = status_of_site(settings)
    if status is None:
        raise click.ClickException(f"Nothing answers on port {settings.port}. Is `intro serve` running?")
    if status != http.client.OK:
        raise click.ClickException(f"The web server answers with {status}: its log says why.")
    click.echo("The web server and its database answer.")


def status_of_site(settings: Settings) -> int | None:
    """Return the status of /healthz of the web server on this machine; None if nothing answers."""
    host = _EVERYWHERE.get(settings.bind_host, settings.bind_host)
    with closing(http.client.HTTPConnection(host, settings.port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.base_url).netloc})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
