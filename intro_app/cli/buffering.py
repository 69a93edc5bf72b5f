"""A gunicorn worker that serves with waitress: a request gets a thread only after it was read completely."""

import logging
import os
import re
import resource
import time
from contextlib import suppress
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from intro_app.community.pictures.policy import LARGEST_FORM
from intro_app.db import db
from intro_app.web.gate import NOT_READ

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.server import TcpWSGIServer

# Connections of one process. An idle one costs a file descriptor and some kilobytes, but no thread.
CONNECTIONS = 1000
# In bytes. Larger than any form, so that the site itself can answer what was too long: a list of people may
# have 1 MB, and one of 50,000 rows has about 2.5.
LARGEST_BODY = 3 * 1024 * 1024
# A post or a gathering may bring pictures, and only there a form may be larger.
_PATHS_WITH_PICTURES = re.compile(
    r"/circles/[\w-]+/(threads/[\w-]+|posts/[\w-]+/edit|gatherings/new)|/gatherings/[\w-]+/edit"
)
# Seconds: a phone on a slow network sends a photo of 5 MB in two minutes.
_LONGER_FOR_PICTURES = 100
LARGEST_HEADERS = 16 * 1024
# A longer body is taken off the line and thrown away, up to so many bytes: a browser that is still sending
# when the connection ends shows its own page about that, and not the answer.
_MOST_THROWN_AWAY = 32 * 1024 * 1024
_KEPT_IN_MEMORY = 64 * 1024
_OTHER_FILES = 100
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
# Seconds until a signal is noticed; far less than gunicorn's worker timeout.
_POLL_SECONDS = 0.25


class PatientParser(HTTPRequestParser):
    """Reads a request; throws away a body that is too long, so that its sender sees the answer."""

    still_to_come = 0
    may_take_longer = False

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, and let a form with pictures be larger than others. Raises ParsingError."""
        super().parse_header(header_plus)
        if self.command == "POST" and _PATHS_WITH_PICTURES.fullmatch(self.path):
            self.adj, self.may_take_longer = _for_pictures(self.adj), True

    def received(self, data: bytes) -> int:
        """Return how much of the data belongs to this request."""
        if self.still_to_come:
            return self._throw_away(data)
        taken = super().received(data)
        if self.completed and is_too_long(self) and self.content_length <= _MOST_THROWN_AWAY:
            self.still_to_come = self.content_length
            self.completed = False
        return taken

    def _throw_away(self, data: bytes) -> int:
        taken = min(self.still_to_come, len(data))
        self.still_to_come -= taken
        self.completed = not self.still_to_come
        return taken


@lru_cache(maxsize=1)
def _for_pictures(adjustments: Adjustments) -> Adjustments:
    """Return the server's rules with larger bodies."""
    larger = copy(adjustments)
    larger.max_request_body_size = LARGEST_FORM
    return larger


class UnreadTask(WSGITask):
    """Lets the site answer a request whose body was too long to be read, and ends the connection."""

    def get_environment(self) -> dict[str, Any]:
        """Return what the site is told of the request; there is no body in it."""
        self.set_close_on_finish()
        return {**super().get_environment(), NOT_READ: True}


def is_too_long(request: HTTPRequestParser) -> bool:
    """Return whether only the declared length of its body is wrong with a request that is not sent yet."""
    return isinstance(request.error, RequestEntityTooLarge) and not (
        request.chunked or request.expect_continue
    )


class TimedChannel(HTTPChannel):
    """A connection that knows when the request it is reading began."""

    parser_class = PatientParser
    began = 0.0

    def service(self) -> None:
        """Answer a request; with a page of the site, too, if its body was too long."""
        request = self.requests[0]
        if is_too_long(request):
            request.error, self.task_class = None, UnreadTask
        super().service()

    def received(self, data: bytes) -> bool:
        """Read data as waitress does, and record when a request begins."""
        before = self.request
        taken = super().received(data)
        if self.request is not before:
            self.began = time.time()
        return taken

    def is_overdue(self, cutoff: float) -> bool:
        """Return whether the request it is reading began before `cutoff`; slow data does not extend this."""
        if self.request is None:
            return False
        longer = _LONGER_FOR_PICTURES if self.request.may_take_longer else 0
        return self.began + longer < cutoff

    def handle_close(self) -> None:
        """Close the connection, and answer 400 to a request that was not complete."""
        if self.request is not None and self.connected:
            with suppress(OSError):  # usually the client is gone
                self.send(_BAD_REQUEST, do_close=False)
        super().handle_close()

    @property
    def is_busy(self) -> bool:
        """Whether a complete request is still being handled, or its response being sent."""
        return bool(self.requests or self.total_outbufs_len)


class BufferingWorker(Worker):
    """A process of the web server: gunicorn manages it, waitress handles HTTP inside it."""

    def run(self) -> None:
        """Serve until told to stop or until the parent process is gone, then finish requests in progress."""
        _raise_file_limit(CONNECTIONS + _OTHER_FILES)
        _keep_addresses_out_of_logs()
        self.channels: dict[int, Any] = {}
        self.server = _server(
            self.wsgi, self.sockets[0].sock, self.cfg.threads, self.cfg.keepalive, self.channels
        )
        while self.alive and self.ppid == os.getppid():
            self._turn()
            self._end_overdue(time.time() - self.cfg.keepalive)
        self._finish(time.monotonic() + self.cfg.graceful_timeout - 1)
        self._leave_database()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=_POLL_SECONDS, use_poll=True, map=self.channels, count=1)

    def _end_overdue(self, cutoff: float) -> None:
        for channel in list(self.server.active_channels.values()):
            if channel.is_overdue(cutoff):
                channel.will_close = True

    def _finish(self, deadline: float) -> None:
        """Stop accepting connections, and answer requests that were read completely until the deadline."""
        self._turn()  # read what has arrived by now
        self.server.accepting = False
        self.server.del_channel()
        self.server.socket.close()
        while time.monotonic() < deadline and any(
            each.is_busy for each in self.server.active_channels.values()
        ):
            self._turn()
        self.server.task_dispatcher.shutdown(timeout=0.5)
        wasyncore.close_all(self.channels)

    def _leave_database(self) -> None:
        """Close the connections; otherwise PostgreSQL logs each of them as broken off."""
        if isinstance(self.wsgi, Flask):
            with self.wsgi.app_context():
                db.engine.dispose()


class _WithoutAddress(logging.Filter):
    """Removes paths from waitress' messages about broken requests: paths of signed links are secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut off the path, and keep the record."""
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
        log_socket_errors=False,  # dropped connections are normal
        ident=None,
    )
    server.channel_class = TimedChannel
    return server


def _raise_file_limit(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def _keep_addresses_out_of_logs() -> None:
    logging.getLogger("waitress").addFilter(_WithoutAddress())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # its warnings about short queues are noise
