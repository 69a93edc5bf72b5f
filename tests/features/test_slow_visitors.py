"""Slow and silent visitors block nobody: the real web server, with hundreds of connections to it."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from tests.conftest import SiteMaker
from tests.support.live_site import LiveSite
from tests.support.patience import PATIENCE, fair

pytestmark = pytest.mark.slow
# What a server does with slow visitors has nothing to do with its database.
ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HEADERS = b"GET /promise HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nemail="
SILENCE = b""


@ON_ONE_DATABASE
def test_hundreds_of_slow_headers_and_bodies_hold_nobody_up(make_site: SiteMaker) -> None:
    site = make_site(request_seconds="6")
    site.start_web()
    with ExitStack() as open_until_the_end:
        slow = [open_until_the_end.enter_context(_begin(site, HEADERS)) for _ in range(200)]
        slow += [open_until_the_end.enter_context(_begin(site, BODY)) for _ in range(200)]
        slow += [open_until_the_end.enter_context(_begin(site, SILENCE)) for _ in range(50)]
        # The machine may be busy: that one of a few comes within a second is what a free thread can do.
        assert min(_seconds_for(site, "/healthz") for _ in range(5)) < fair(1)
        assert min(_seconds_for(site, "/promise") for _ in range(5)) < fair(1)
        assert _all_end(slow, within=fair(60)), "a trickle of bytes buys no time"
    assert _seconds_for(site, "/healthz") < 30


@ON_ONE_DATABASE
def test_a_request_that_came_whole_is_answered_before_the_server_stops(make_site: SiteMaker) -> None:
    site = make_site()
    web = site.start_web()
    with _begin(site, b"GET /promise HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as asked, _begin(site, HEADERS):
        os.kill(web.popen.pid, signal.SIGTERM)
        answer = http.client.HTTPResponse(asked)
        answer.begin()
        assert (answer.status, len(answer.read()) > 1000) == (200, True)
    assert web.popen.wait(timeout=PATIENCE) == 0


@ON_ONE_DATABASE
def test_what_is_no_request_of_ours_gets_a_short_refusal(make_site: SiteMaker) -> None:
    site = make_site()
    site.start_web()
    for sent, status in (
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"HEAD /promise HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 200),
    ):
        with _begin(site, sent) as asked:
            said = _all_of(asked)
        head, _, body = said.partition(b"\r\n\r\n")
        assert head.split(b" ", 2)[1] == str(status).encode(), (sent[:60], said[:200])
        assert b"server:" not in head.lower()
        assert b"waitress" not in head.lower()
        assert not (sent.startswith(b"HEAD") and body)
    assert "Traceback" not in site.logs()


@ON_ONE_DATABASE
def test_a_body_that_is_too_long_is_answered_by_a_page_once_all_of_it_has_come(make_site: SiteMaker) -> None:
    site = make_site()
    site.start_web()
    size = 5 * 1024 * 1024
    head = f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n"
    with _begin(site, head.encode()) as asked:
        for _ in range(5):
            asked.sendall(b"x" * (size // 5))
        said = _all_of(asked).decode()
    head, _, body = said.partition("\r\n\r\n")
    assert head.split(" ", 2)[1] == "413"
    assert "connection: close" in head.lower()
    assert "You sent more than 3 MB, so we didn’t read it." in body
    assert 'href="/"' in body
    assert "Traceback" not in site.logs()


@ON_ONE_DATABASE
def test_a_body_in_pieces_and_one_that_waits_to_be_asked_for_arrive(make_site: SiteMaker) -> None:
    site = make_site()
    site.start_web()
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with _begin(
        site,
        head + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nemail\r\n2\r\n=a\r\n0\r\n\r\n",
    ) as asked:
        assert _all_of(asked).startswith(b"HTTP/1.1 4")
    with _begin(
        site, head + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n"
    ) as asked:
        assert asked.recv(100).startswith(b"HTTP/1.1 100 Continue")
        asked.sendall(b"email=a")
        assert _all_of(asked).startswith(b"HTTP/1.1 4")


def _begin(site: LiveSite, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", site.port), timeout=30)
    connection.sendall(sent)
    return connection


def _seconds_for(site: LiveSite, path: str) -> float:
    begun = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)) as connection:
        connection.request("GET", path)
        assert connection.getresponse().status == 200
    return time.monotonic() - begun


def _all_end(connections: list[socket.socket], within: float) -> bool:
    """Whether the server ends every one of them, although each goes on sending a byte now and then."""
    left, until = list(connections), time.monotonic() + within
    for connection in left:
        connection.setblocking(False)
    while left and time.monotonic() < until:
        left = [connection for connection in left if not _has_ended(connection)]
        time.sleep(0.5)
    return not left


def _has_ended(connection: socket.socket) -> bool:
    try:
        if connection.recv(1000) == b"":
            return True
    except BlockingIOError:
        with suppress(BlockingIOError):
            connection.sendall(b"x")
    except OSError:
        return True
    return False


def _all_of(connection: socket.socket) -> bytes:
    return b"".join(_pieces(connection))


def _pieces(connection: socket.socket) -> Iterator[bytes]:
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            yield piece
