"""Send many requests at once: the last byte of each is held back until all are ready."""

import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.support.live_site import LiveSite
from tests.support.patience import PATIENCE


@dataclass(frozen=True)
class RawRequest:
    """What one of them would send."""

    path: str
    fields: Sequence[tuple[str, str]] = ()
    cookie: str = ""
    method: str = "POST"

    def bytes_for(self, site: LiveSite) -> bytes:
        """The request as it goes over the wire; one request a connection."""
        body = urlencode(self.fields).encode()
        head = [f"{self.method} {self.path} HTTP/1.1", f"Host: 127.0.0.1:{site.port}", "Connection: close"]
        if self.method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        if self.cookie:
            head.append(f"Cookie: {self.cookie}")
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass(frozen=True)
class RawResponse:
    """What came back; status 0 when the line was cut."""

    status: int
    headers: str = ""
    text: str = ""

    @property
    def location(self) -> str:
        """Where it sends the browser."""
        found = re.search(r"(?im)^location: (\S+)", self.headers)
        return found[1] if found else ""

    @property
    def csrf(self) -> str:
        """The secret of the page's first form that has one."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.text)
        assert found, self.text
        return found[1]


@dataclass
class _Line:
    """One connection on which all but the last byte is said."""

    site: LiveSite
    sent: RawRequest
    line: socket.socket = field(init=False)
    rest: bytes = field(init=False)

    def __post_init__(self) -> None:
        whole = self.sent.bytes_for(self.site)
        self.line = socket.create_connection(("127.0.0.1", self.site.port), timeout=PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.line.sendall(whole[:-1])
        self.rest = whole[-1:]

    def answer(self) -> RawResponse:
        """Everything that comes until the other side hangs up."""
        said = b""
        try:
            while part := self.line.recv(65536):
                said += part
        except OSError:
            pass
        finally:
            self.line.close()
        head, _empty, text = said.partition(b"\r\n\r\n")
        found = re.match(rb"HTTP/1\.1 (\d{3})", head)
        return RawResponse(
            int(found[1]) if found else 0, head.decode("latin-1"), text.decode("utf-8", "replace")
        )


def at_once(site: LiveSite, requests: Sequence[RawRequest]) -> list[RawResponse]:
    """Send all of them so that they are complete at the same moment; the answers in the same order."""
    lines = [_Line(site, one) for one in requests]
    for line in lines:
        line.line.sendall(line.rest)
    with ThreadPoolExecutor(len(lines)) as pool:
        return list(pool.map(_Line.answer, lines))


def say(site: LiveSite, sent: RawRequest) -> RawResponse:
    """One request by itself."""
    return at_once(site, [sent])[0]
