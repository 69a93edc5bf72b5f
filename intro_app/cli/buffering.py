"""A worker of gunicorn that reads requests as waitress does: a thread is given a request only once it came whole."""

import logging
import os
import resource
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.server import TcpWSGIServer

# Connections of one process. One that says nothing costs a file handle and some kilobytes, and no thread.
CONNECTIONS = 1000
# Larger than any form of ours, so that the site itself says what was too long, in its own words.
LARGEST_BODY = 512 * 1024
LARGEST_HEADERS = 16 * 1024
_KEPT_IN_MEMORY = 64 * 1024
_HANDLES_BESIDE = 100
_NOT_WHOLE = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
# How soon a signal is seen; far less than the time after which gunicorn takes a worker for dead.
_BEAT = 0.25


class TimedChannel(HTTPChannel):
    """One connection; it knows since when the request that is still coming in has been coming."""

    began = 0.0

    def received(self, data: bytes) -> bool:
        """Take what came, as waitress does, and note when a request begins."""
        before = self.request
        taken = super().received(data)
        if self.request is not before:
            self.began = time.time()
        return taken

    def is_overdue(self, cutoff: float) -> bool:
        """Whether its request began before the cutoff and is still not whole; a trickle of bytes buys no time."""
        return self.request is not None and self.began < cutoff

    def handle_close(self) -> None:
        """Close it; whoever broke off in the middle of a request reads that it was not whole."""
        if self.request is not None and self.connected:
            with suppress(OSError):  # mostly nobody is there any more
                self.send(_NOT_WHOLE, do_close=False)
        super().handle_close()

    @property
    def is_busy(self) -> bool:
        """Whether a request that came whole is still worked on, or its answer on its way."""
        return bool(self.requests or self.total_outbufs_len)


class BufferingWorker(Worker):
    """One process of the web server: gunicorn starts, watches and stops it, waitress speaks HTTP in it."""

    def run(self) -> None:
        """Serve until told to stop, or until the parent is gone; then finish what was begun."""
        _take_handles(CONNECTIONS + _HANDLES_BESIDE)
        _keep_addresses_out_of_logs()
        self.channels: dict[int, Any] = {}
        self.server = _server(
            self.wsgi, self.sockets[0].sock, self.cfg.threads, self.cfg.keepalive, self.channels
        )
        while self.alive and self.ppid == os.getppid():
            self._turn()
            self._end_overdue(time.time() - self.cfg.keepalive)
        self._finish(time.monotonic() + self.cfg.graceful_timeout - 1)

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=_BEAT, use_poll=True, map=self.channels, count=1)

    def _end_overdue(self, cutoff: float) -> None:
        for channel in list(self.server.active_channels.values()):
            if channel.is_overdue(cutoff):
                channel.will_close = True

    def _finish(self, deadline: float) -> None:
        """Take nobody in any more; a request that came whole gets its answer."""
        self._turn()  # what has reached this machine by now counts as come
        self.server.accepting = False
        self.server.del_channel()
        self.server.socket.close()
        while time.monotonic() < deadline and any(
            each.is_busy for each in self.server.active_channels.values()
        ):
            self._turn()
        self.server.task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(self.channels)


class _WithoutAddress(logging.Filter):
    """Waitress names the path of a request that broke off; paths of signed links are secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut the path off, and let the line pass."""
        record.msg = str(record.msg).partition(" while serving ")[0]
        return True


def _server(
    site: "WSGIApplication", listening: Any, threads: int, patience: int, channels: dict[int, Any]
) -> "TcpWSGIServer":
    server = create_server(
        site,
        map=channels,
        sockets=[listening],
        threads=threads,
        channel_timeout=patience,
        cleanup_interval=1,
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEADERS,
        inbuf_overflow=_KEPT_IN_MEMORY,
        clear_untrusted_proxy_headers=False,  # the site reads X-Forwarded-For itself (web/network.py)
        log_socket_errors=False,  # people close their laptops
        ident=None,
    )
    server.channel_class = TimedChannel
    return server


def _take_handles(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _keep_addresses_out_of_logs() -> None:
    logging.getLogger("waitress").addFilter(_WithoutAddress())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
