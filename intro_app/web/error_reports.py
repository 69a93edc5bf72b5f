"""Reports errors of ours to a Sentry-compatible server, if SENTRY_DSN names one: what broke, and where.

An event is made from a list of what may leave: the type of an exception, the places in the code, the route's
pattern and the version. Messages of exceptions quote what people typed, so they stay here, as they do in the
log (`logs.py`). The library's own integrations, which look at requests and variables, are off. So is its
`send_default_pii`, unless somebody turns it on.
"""

import logging
import time
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask

from intro_app.config import Settings, SettingsError
from intro_app.version import version
from intro_app.web.logs import route_asked

if TYPE_CHECKING:
    from sentry_sdk.client import Client

_A_MINUTE = 60.0
# What an event may hold when it leaves; the library adds more.
_MAY_LEAVE = ("event_id", "timestamp", "platform", "level", "logger", "release", "exception", "tags", "sdk")


class ErrorReporter(logging.Handler):
    """Sends an event for each record with an exception; the same one once a minute."""

    def __init__(self, client: "Client") -> None:
        super().__init__(logging.WARNING)
        self.client = client
        self._sent_at: dict[tuple[str, str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Send what may leave; whatever goes wrong here goes no further."""
        problem = getattr(record, "problem", None) or (record.exc_info and record.exc_info[1])
        if not isinstance(problem, BaseException):
            return
        kind, frames = type(problem), _frames(problem.__traceback__)
        if self._was_just_sent(kind.__name__, frames):
            return
        try:
            self.client.capture_event(_event(record, kind, frames))  # type: ignore[arg-type]  # a plain event
        except Exception:  # noqa: BLE001 - an error about errors helps nobody
            self.handleError(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: the error itself is in the log."""

    def _was_just_sent(self, kind: str, frames: list[dict[str, Any]]) -> bool:
        last = frames[-1] if frames else {}
        place = kind, str(last.get("filename", "")), int(last.get("lineno", 0))
        sent_at, now = self._sent_at.get(place), time.monotonic()
        if sent_at is not None and now < sent_at + _A_MINUTE:
            return True
        self._sent_at[place] = now
        return False


def init_app(app: Flask) -> None:
    """Report errors of the site if SENTRY_DSN is set. Raises SettingsError without the library."""
    settings: Settings = app.extensions["settings"]
    house = logging.getLogger("intro_app")
    for handler in [one for one in house.handlers if isinstance(one, ErrorReporter)]:
        house.removeHandler(handler)
    if settings.sentry_dsn:
        house.addHandler(ErrorReporter(_client(settings.sentry_dsn)))


def _client(dsn: str) -> "Client":
    try:
        from sentry_sdk.client import Client
    except ImportError as problem:
        raise SettingsError(
            "SENTRY_DSN needs a library that is not installed: pip install intro-app[errors]."
        ) from problem
    return Client(
        dsn=dsn,
        release=version(),
        server_name="",
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=_only_what_may_leave,  # type: ignore[arg-type]  # a plain event
    )


def _event(
    record: logging.LogRecord, kind: type[BaseException], frames: list[dict[str, Any]]
) -> dict[str, Any]:
    said = {"type": kind.__name__, "module": kind.__module__, "value": "", "stacktrace": {"frames": frames}}
    return {
        "level": record.levelname.lower(),
        "logger": record.name,
        "platform": "python",
        "exception": {"values": [said]},
        "tags": {"route": route_asked()},
    }


def _frames(trace: TracebackType | None) -> list[dict[str, Any]]:
    """Return the places in the code, outermost first, without a line of it and without variables."""
    return [
        {
            "filename": _file(frame.filename),
            "function": frame.name,
            "lineno": frame.lineno or 0,
            "in_app": "intro_app" in frame.filename,
        }
        for frame in traceback.extract_tb(trace)
    ]


def _file(path: str) -> str:
    """Return a path from its package on: what is before tells about the machine."""
    _before, found, rest = path.replace("\\", "/").rpartition("/site-packages/")
    if found:
        return rest
    _before, found, rest = path.rpartition("/intro_app/")
    return f"intro_app/{rest}" if found else path.rpartition("/")[2]


def _only_what_may_leave(event: Mapping[str, Any], _hint: object) -> dict[str, Any]:
    return {name: event[name] for name in _MAY_LEAVE if name in event}
