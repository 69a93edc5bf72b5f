"""Bodies that break off on the way to the real web server are refused like all else that is odd."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live_site import LiveSite, live_site
from tests.support.paying_member import SECRET

pytestmark = pytest.mark.slow

CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[LiveSite]:
    """A web server of a site that takes payments; nobody is at the other end."""
    stripe = {"stripe_secret_key": "sk_test_a", "stripe_api_base": "http://127.0.0.1:9"}
    with live_site("", tmp_path, stripe_webhook_secrets=SECRET, **stripe) as site:
        site.run("db", "upgrade")
        site.start_web()
        yield site


def test_a_body_that_is_not_whole_is_refused(web: LiveSite) -> None:
    answers = {
        name: _status(web, header, body)
        for name, (header, body) in {
            "a chunk of no length": (CHUNKED, b"zz\r\nabc\r\n0\r\n\r\n"),
            "a negative chunk": (CHUNKED, b"-5\r\nabc\r\n0\r\n\r\n"),
            "a chunk that is too long": (CHUNKED, b"3\r\nabcdef\r\n0\r\n\r\n"),
            "a chunk that breaks off": (CHUNKED, b"ff\r\nabc"),
            "no last chunk": (CHUNKED, b"3\r\nabc\r\n"),
            "less than was said": ("Content-Length: 900", b"{}"),
        }.items()
    }
    assert answers == dict.fromkeys(answers, 400)
    assert "Traceback" not in web.logs()


def _status(web: LiveSite, header: str, body: bytes) -> int:
    """What the server answers when this is sent and then nothing more."""
    head = (
        f"POST /stripe/webhook HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nConnection: close\r\n"
        f"{header}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as wire:
        wire.sendall(head.encode() + body)
        wire.shutdown(socket.SHUT_WR)
        first = wire.makefile("rb").readline()
    return int(first.split()[1])
