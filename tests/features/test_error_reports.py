"""Errors of ours reach a Sentry-compatible server as types and places, never as words that somebody typed."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import brotli
import pytest
from flask import Flask, Response

from intro_app import clock, create_app
from intro_app.config import Settings, SettingsError
from intro_app.db import db
from intro_app.periodic import note_failure
from intro_app.web.access import public
from intro_app.web.error_reports import ErrorReporter
from tests.support.people import visitor

pytestmark = pytest.mark.changes_app

SECRET = "carol@example.org"


_UNPACKED: dict[str | None, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    None: bytes,
}


class _Collector(BaseHTTPRequestHandler):
    """Takes envelopes as Sentry and GlitchTip do."""

    received: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append(_UNPACKED[self.headers.get("Content-Encoding")](body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[str]:
    """The DSN of a server on this machine."""
    _Collector.received.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Collector) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://0123456789abcdef@127.0.0.1:{server.server_address[1]}/7"
        server.shutdown()


@pytest.fixture
def site(app: Flask, collector: str) -> Iterator[Flask]:
    """A site that reports its errors, and has a page that breaks."""
    made = create_app(replace(app.extensions["settings"], sentry_dsn=collector))
    made.add_url_rule("/t/broken/<token>", view_func=public(_breaks))
    yield made
    house = logging.getLogger("intro_app")
    for handler in [one for one in house.handlers if isinstance(one, ErrorReporter)]:
        house.removeHandler(handler)
        handler.client.close()
    with made.app_context():
        db.engine.dispose()


def _breaks(token: str) -> Response:
    typed = f"{SECRET} {token}"
    raise ValueError(typed)


def _events() -> list[dict[str, Any]]:
    for handler in logging.getLogger("intro_app").handlers:
        if isinstance(handler, ErrorReporter):
            handler.client.flush(timeout=5)
    return [json.loads(body.split(b"\n")[2]) for body in _Collector.received]


def test_a_broken_page_is_told_with_its_type_place_and_route_alone(site: Flask) -> None:
    asked = visitor(site).get(
        f"/t/broken/a-signed-link?to={SECRET}", headers={"Referer": f"https://x.example/{SECRET}"}
    )
    assert asked.status_code == 500
    (event,) = _events()
    (said,) = event["exception"]["values"]
    assert (said["type"], said["value"]) == ("ValueError", "")
    assert said["stacktrace"]["frames"][-1]["function"] == "_breaks"
    assert event["tags"] == {"route": "/t/broken/<token>"}
    everything = b"".join(_Collector.received)
    for word in (SECRET, "a-signed-link", "x.example", "Referer", "sid", "/root", "vars", '"request":'):
        assert word.encode() not in everything, word
    assert set(event) <= {
        *("event_id", "timestamp", "platform", "level", "logger", "release", "exception", "tags", "sdk"),
    }


def test_the_same_error_is_told_once_a_minute(site: Flask) -> None:
    for _time in range(5):
        visitor(site).get("/t/broken/x")
    assert len(_events()) == 1


def test_what_fails_in_the_worker_is_told_too(site: Flask, app: Flask) -> None:
    with app.app_context():
        try:
            _breaks("x")
        except ValueError as problem:
            note_failure("people.chore", problem, clock.now())
    (event,) = _events()
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert SECRET.encode() not in b"".join(_Collector.received)


def test_without_the_setting_nobody_is_told(app: Flask, collector: str) -> None:
    site = create_app(app.extensions["settings"])
    site.add_url_rule("/t/broken/<token>", view_func=public(_breaks))
    assert visitor(site).get("/t/broken/x").status_code == 500
    assert not _Collector.received
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "dsn",
    [
        "https://errors.example.org/7",
        "https://key@errors.example.org/",
        "http://key@errors.example.org/7",
        "https://key:secret@errors.example.org/7",
    ],
)
def test_an_address_that_is_none_is_refused(dsn: str) -> None:
    with pytest.raises(SettingsError, match="SENTRY_DSN"):
        Settings.from_environment({"SENTRY_DSN": dsn})
