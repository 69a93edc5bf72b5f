"""A real mail server on this machine, and the mailbox that tests look into."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from intro_app.outbox import deliver_due
from tests.support.patience import PATIENCE
from tests.support.ports import free_port
from tests.support.received_mail import ReceivedMail


@dataclass
class PostOffice:
    """Takes every message, as a mail server does, and keeps it; one letter for each recipient."""

    port: int = field(default_factory=free_port)
    letters: list[ReceivedMail] = field(default_factory=list)
    # Mailboxes that there are not.
    unknown: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """What SMTP_URL has to be."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse a mailbox that there is not; aiosmtpd calls this by its name."""
        if address in self.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a message; aiosmtpd calls this by its name."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self.letters += [ReceivedMail(envelope.mail_from or "", to, raw) for to in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A running mail server."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port, ready_timeout=PATIENCE)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@dataclass
class Mailbox:
    """Everybody's mail of one test, brought by the site's own worker code."""

    app: Flask
    office: PostOffice

    def deliver(self, at: datetime) -> int:
        """Let a worker send what is due, all of it; how many letters went out."""
        sent = 0
        with self.app.app_context():
            while count := deliver_due(at=at):
                sent += count
        return sent

    @property
    def letters(self) -> list[ReceivedMail]:
        """Every letter so far, in the order of arrival."""
        return self.office.letters

    def to(self, address: str) -> list[ReceivedMail]:
        """The letters to one address, oldest first."""
        return [letter for letter in self.letters if letter.to == address]

    def newest(self, address: str) -> ReceivedMail:
        """The last letter to one address; there has to be one."""
        return self.to(address)[-1]

    def empty(self) -> None:
        """Forget what came so far."""
        self.letters.clear()
