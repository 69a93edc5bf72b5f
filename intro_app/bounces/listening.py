"""Takes reports from a mail server on this machine, by LMTP or SMTP, on a port that only it reaches."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from intro_app import clock
from intro_app.bounces.letters import receive
from intro_app.bounces.parsing import LARGEST
from intro_app.bounces.policy import are_for_letters, envelope_addresses
from intro_app.config import Settings
from intro_app.errors import BusyError

log = logging.getLogger(__name__)
_MOST_RECIPIENTS = 20


@contextmanager
def listening(app: Flask) -> Iterator[None]:
    """Listen on BOUNCE_LISTEN meanwhile. A port that is in use is logged, and mail still goes out."""
    settings: Settings = app.extensions["settings"]
    place = urlsplit(settings.bounce_listen)
    listener = _Listener(
        Intake(app), hostname=place.hostname, port=place.port, speaks_lmtp=place.scheme == "lmtp"
    )
    try:
        listener.start()
    except OSError as problem:
        log.warning("cannot listen on %s: %s", settings.bounce_listen, problem.strerror or problem)
        listener.give_up()
        yield
        return
    try:
        yield
    finally:
        listener.stop()


class Intake:
    """What aiosmtpd asks about each recipient and message; it calls the methods by their names."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        site: Settings = app.extensions["settings"]
        self.bounce_addresses = site.bounce_addresses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take only addresses with a key: nobody else is read here, so nothing else is answered."""
        if not (are_for_letters([address]) or envelope_addresses([address], self.bounce_addresses)):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take in a message; LMTP has one answer for each recipient (RFC 2033, 4.2)."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = envelope.mail_from or ""
        answer = await asyncio.to_thread(self._take, list(envelope.rcpt_tos), content, sender)
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1))

    def _take(self, addresses: list[str], content: bytes, sender: str) -> str:
        try:
            with self.app.app_context():
                is_known = receive(addresses, content, sender, clock.now())
        except (SQLAlchemyError, BusyError):
            return "451 4.3.0 The database is busy or away, try again"
        except Exception:
            log.exception("a report could not be read")
            return "554 5.6.0 It could not be read"
        return "250 2.0.0 Taken" if is_known else "550 5.1.1 No such mailbox here"


class _Listener(Controller):
    def __init__(self, intake: Intake, *, speaks_lmtp: bool, **place: Any) -> None:
        self.server_class = LMTP if speaks_lmtp else SMTP
        super().__init__(intake, **place)

    def give_up(self) -> None:
        """Close what start() leaves open when it fails; its thread still runs if it was only too slow."""
        if self.loop.is_running():
            self.stop()
        else:
            self.loop.close()

    def factory(self) -> SMTP:
        """Return the protocol of one connection."""
        return self.server_class(
            self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Mutual", hostname="localhost"
        )
