"""`intro serve`: runs the web server."""

import errno
import runpy
import socket
import sys
from contextlib import suppress

import click
from sqlalchemy.exc import OperationalError

from intro_app import create_app
from intro_app.cli.database import prepare_start
from intro_app.cli.rehearsal import ensure_settings_work
from intro_app.config import Settings
from intro_app.web.shared_counters import count_together

# In seconds; less than the ten that `intro run` and most supervisors wait.
_GRACE = 8


@click.command()
def serve() -> None:
    """Serve the pages.

    Run it behind a proxy that speaks https; see docs/operations.md."""
    settings = Settings.from_environment()
    ensure_port_is_free(settings)
    if settings.metrics_token:
        count_together()
    app = create_app(settings)
    ensure_settings_work(app)
    with suppress(OperationalError):  # the database is away: pages say so until it is back
        prepare_start(app)
    sys.argv = ["gunicorn", *_gunicorn_options(settings), "intro_app:create_app()"]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def ensure_port_is_free(settings: Settings) -> None:
    """Raise ClickException when the web server could not listen on its port."""
    try:
        found = socket.getaddrinfo(settings.bind_host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as probe:
            # Sockets of a server that has just stopped may still be in TIME_WAIT.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as problem:
        raise click.ClickException(_why_not(problem, settings)) from problem


def _why_not(problem: OSError, settings: Settings) -> str:
    if problem.errno == errno.EADDRINUSE:
        other = f"PORT={_other(settings.port)}"
        return f"Port {settings.port} is in use by another program. Stop it, or choose another port: {other}"
    if problem.errno == errno.EACCES:
        return (
            f"Port {settings.port} can only be used by root. "
            "Choose a port above 1023, and put a proxy in front."
        )
    return f"Cannot listen on BIND_HOST={settings.bind_host}, port {settings.port}: {problem.strerror}."


def _other(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def _gunicorn_options(settings: Settings) -> list[str]:
    host = f"[{settings.bind_host}]" if ":" in settings.bind_host else settings.bind_host
    return [
        "--config=python:intro_app.cli.forking",
        f"--bind={host}:{settings.port}",
        "--preload",  # load the application once, before forking the workers
        f"--workers={settings.web_workers}",
        "--worker-class=intro_app.cli.buffering.BufferingWorker",
        f"--threads={settings.web_threads}",
        f"--keep-alive={settings.request_seconds}",
        f"--graceful-timeout={_GRACE}",
        f"--log-level={settings.log_level.lower()}",
        "--logger-class=intro_app.cli.server_log.JsonLogger",
        "--no-control-socket",  # several sites on one machine would share it
    ]
