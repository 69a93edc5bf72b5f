"""Opens one page of somebody else's, so that nothing inside our own network can be reached or kept busy.

The name is resolved once, every address it has must be public, and the connection goes to that very address.
No redirect is followed. Size and time are bounded, whoever sends slowly.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Protocol, cast
from urllib.parse import urlsplit

from flask import Flask, current_app

from intro_app.profile_links.models import LinkTrouble
from intro_app.profile_links.policy import is_public

_PLACE = "profile_links.fetcher"
_LARGEST = 512 * 1024
_PATIENCE, _AT_MOST = 5.0, 10.0
_READABLE = ("text/html", "text/plain", "application/xhtml+xml")
_MOVED = {301, 302, 303, 307, 308}
_HEADERS = {
    "User-Agent": "profile-link-check",
    "Accept": "text/html",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class PageUnreadable(Exception):
    """The page cannot be read; `trouble` says why."""

    def __init__(self, trouble: LinkTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class PageFetcher(Protocol):
    """Opens a page and returns its text. Raises PageUnreadable."""

    def __call__(self, url: str) -> str: ...


def set_fetcher(app: Flask, fetcher: PageFetcher) -> None:
    """Give an application what it opens pages with."""
    app.extensions[_PLACE] = fetcher


def fetch(url: str) -> str:
    """Return the text of a page. Raises PageUnreadable."""
    return cast("PageFetcher", current_app.extensions[_PLACE])(url)


def resolve(host: str) -> list[str]:
    """Return every internet address of a host. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True)
class PublicPages:
    """Opens pages on public addresses by https; a test lets it reach its own machine instead."""

    resolve: Callable[[str], list[str]] = resolve
    may_reach: Callable[[str], bool] = is_public
    context: ssl.SSLContext | None = None
    port: int = 443
    at_most: float = _AT_MOST

    def __call__(self, url: str) -> str:
        """Return the text of the page. Raises PageUnreadable."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = _PinnedConnection(host, self._address(host), self.port, self._tls)
            return _within(connection, self.at_most, lambda: _read(connection, host, path))
        except (OSError, HTTPException, ValueError) as problem:
            raise PageUnreadable(LinkTrouble.AWAY) from problem

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """What it trusts; reading the machine's certificates takes 15 ms, and few processes open a page."""
        return self.context or ssl.create_default_context()

    def _address(self, host: str) -> str:
        """Return the address to connect to. Raises PageUnreadable if any that the name has is not public."""
        found = self.resolve(host)
        if not found or not all(map(self.may_reach, found)):
            raise PageUnreadable(LinkTrouble.NOT_PUBLIC)
        return found[0]


class _PinnedConnection(HTTPConnection):
    """A connection by TLS to one address, whatever the name leads to meanwhile."""

    def __init__(self, host: str, address: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=_PATIENCE)
        self._address, self._tls = address, context
        self._raw: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the address, and ask for a certificate of the name."""
        self._raw = socket.create_connection((self._address, self.port), _PATIENCE)
        self.sock = self._tls.wrap_socket(self._raw, server_hostname=self.host)

    def cut(self) -> None:
        """End the connection under whoever reads from it."""
        for one in filter(None, (self.sock, self._raw)):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _within(connection: _PinnedConnection, seconds: float, read: Callable[[], str]) -> str:
    """Return what is read, if it is whole within so many seconds. Raises OSError."""
    over = threading.Event()

    def end() -> None:
        over.set()
        connection.cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        page = read()
    finally:
        timer.cancel()
        connection.close()
    if over.is_set():
        raise TimeoutError("the page took too long")
    return page


def _read(connection: _PinnedConnection, host: str, path: str) -> str:
    connection.request("GET", path, headers={"Host": host, **_HEADERS})
    answer = connection.getresponse()
    if answer.status in _MOVED:
        raise PageUnreadable(LinkTrouble.ELSEWHERE)
    if answer.status != 200 or not _is_text(answer):
        raise PageUnreadable(LinkTrouble.AWAY)
    return answer.read(_LARGEST).decode("utf-8", "replace")


def _is_text(answer: HTTPResponse) -> bool:
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in _READABLE and (answer.getheader("Content-Encoding") or "identity") == "identity"
