"""Log requests as JSON lines, without paths, queries, addresses or tokens."""

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from intro_app.config import Settings

log = logging.getLogger("intro_app.requests")

NO_PAGE = "(no such page)"


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON. Of an exception it names the type and place, never the message.

    Messages of exceptions quote what was typed: an address in a statement, a token in a path.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; JSON escapes the line breaks in it."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if has_request_context():
            line["request"] = g.get("request_id")
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


class _WithoutPath(logging.Filter):
    """Replaces the path by the route in Flask's message about a failed view: the path may hold a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str) and record.msg.startswith("Exception on "):
            record.msg, record.args = f"Exception on {route_asked()}", ()
        return True


class _ToStandardError(logging.Handler):
    """Writes to the current `sys.stderr`, not to the one from when the site started."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def init_app(app: Flask) -> None:
    """Log every request once, when it is answered."""
    settings: Settings = app.extensions["settings"]
    house = logging.getLogger("intro_app")
    house.setLevel(settings.log_level.upper())
    if not any(isinstance(handler, _ToStandardError) for handler in house.handlers):
        handler = _ToStandardError()
        handler.setFormatter(JsonLines())
        house.addHandler(handler)
        house.addFilter(_WithoutPath())
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # its access log holds paths
    app.before_request(_begin)
    app.after_request(_end)


def route_asked() -> str:
    """Return the route's pattern, such as /r/<token>, which contains nothing of the actual address."""
    return request.url_rule.rule if has_request_context() and request.url_rule else NO_PAGE


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    facts = {"method": request.method, "route": route_asked(), "status": response.status_code, "ms": took}
    log.info("request", extra={"facts": facts})
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
