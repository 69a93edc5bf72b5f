"""Who signs out at a real OpenID provider is signed out here, too (back-channel logout)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
from flask import Flask

from tests.support.openid_pages import begin, joins
from tests.support.openid_provider import AS_REGISTERED, AtProvider, RunningProvider, way_on
from tests.support.people import People, visitor

pytestmark = pytest.mark.xdist_group("openid")

TOLD = "/sign-in/with/alumni/signed-out"


@contextmanager
def _told() -> Iterator[tuple[str, "Queue[bytes]"]]:
    """An address to which the provider can send messages for the site, and the messages."""
    told: Queue[bytes] = Queue()

    class _Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), _Takes) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{TOLD}", told
        server.shutdown()


def test_who_signs_out_there_is_signed_out_here_wherever_the_provider_let_them_in(
    app: Flask, provider: RunningProvider, people: People
) -> None:
    alice = people.alice.browser()
    with _told() as (address, told):
        provider.control(clients=[AS_REGISTERED | {"backchannel_logout_uri": address}])
        there, phone, desk = AtProvider(provider.issuer), visitor(app), visitor(app)
        for device in (phone, desk):
            back = there.signs_in(way_on(begin(device).text), "ana")
            device.get(back.removeprefix("https://meet.example.org"))
            if device is phone:
                joins(device)
        there.ends_session(f"{provider.issuer}/session/end?client_id={AS_REGISTERED['client_id']}")
        message = told.get(timeout=20)
    assert phone.get("/me").status_code == 200
    answer = visitor(app).post(TOLD, data=message, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [device.get("/me").status_code for device in (phone, desk)] == [303, 303]
    assert alice.get("/me").status_code == 200, "she came by mail"
