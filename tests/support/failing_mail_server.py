"""A mail server that stops, hangs up or says no at a chosen word of the dialogue.

Written by hand because the moments that matter lie inside one answer: a library's server reads the final dot
and sends its 250 in one go, and the tests need the worker killed exactly between the two.
"""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedIOBase

from tests.support.received_mail import ReceivedMail


class Stage(StrEnum):
    """The moments of one delivery, in order."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"  # the message is here, the 250 is not yet said
    DONE = "done"  # the 250 is said


class Deed(StrEnum):
    """What the server does at a moment."""

    HOLD = "hold"  # say nothing until let_go()
    DROP = "drop"  # hang up
    REFUSE = "refuse"  # answer with the rule's reply


@dataclass
class FailureRule:
    """Do this at that moment, so many times."""

    stage: Stage
    deed: Deed
    times: int
    reply: str
    reached: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)


class _HungUp(Exception):
    """The dialogue is over."""


@dataclass
class FailingPostOffice:
    """A mail server on cue; without rules it takes everything.

    With `pipelining` it lets the client send commands together, and asks for the content whatever it said.
    """

    port: int = 0
    pipelining: bool = True
    taken: list[ReceivedMail] = field(default_factory=list)  # whose final dot arrived, whatever was answered
    confirmed: list[ReceivedMail] = field(default_factory=list)  # whose 250 was written
    _rules: list[FailureRule] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """What SMTP_URL has to be."""
        return f"smtp://127.0.0.1:{self.port}"

    def on(
        self, stage: Stage, deed: Deed, *, times: int = 1, reply: str = "451 4.3.0 not now"
    ) -> FailureRule:
        """From here on do this at that moment; `rule.reached.wait()` tells when it came to it."""
        rule = FailureRule(stage, deed, times, reply)
        with self._guard:
            self._rules.append(rule)
        return rule

    def be_well(self) -> None:
        """Forget all rules and let go of whoever is held."""
        with self._guard:
            rules, self._rules = self._rules, []
        for rule in rules:
            rule.let_go.set()

    def come_to(self, stage: Stage) -> str | None:
        """Carry out what was planned for this moment; a refusal if that was planned, else None."""
        rule = self._planned_for(stage)
        if rule is None:
            return None
        rule.reached.set()
        if rule.deed is Deed.REFUSE:
            return rule.reply
        if rule.deed is Deed.DROP:
            raise _HungUp
        rule.let_go.wait(timeout=60)
        return None

    def _planned_for(self, stage: Stage) -> FailureRule | None:
        with self._guard:
            for rule in self._rules:
                if rule.stage is stage and rule.times > 0:
                    rule.times -= 1
                    return rule
        return None


@dataclass
class _Dialogue:
    """One connection."""

    office: FailingPostOffice
    heard: BufferedIOBase
    line: socket.socket
    sender: str = ""
    recipients: list[str] = field(default_factory=list)

    def run(self) -> None:
        self._say(self.office.come_to(Stage.CONNECT) or "220 here")
        while command := self.heard.readline():
            self._answer(command.decode("utf-8", "replace").strip())

    def _answer(self, command: str) -> None:
        verb = command.split(" ", maxsplit=1)[0].split(":", maxsplit=1)[0].upper()
        if verb == "MAIL":
            self._mail(command)
        elif verb == "RCPT":
            self._rcpt(command)
        elif verb == "DATA":
            self._data()
        elif verb == "QUIT":
            self._say("221 bye")
            raise _HungUp
        elif verb == "EHLO" and self.office.pipelining:
            self._say("250-here\r\n250 PIPELINING")
        else:
            self._say("250 as you say")

    def _mail(self, command: str) -> None:
        self.sender, self.recipients = _address(command), []
        self._say(self.office.come_to(Stage.MAIL) or "250 go on")

    def _rcpt(self, command: str) -> None:
        refusal = self.office.come_to(Stage.RCPT)
        if refusal is None:
            self.recipients.append(_address(command))
        self._say(refusal or "250 go on")

    def _data(self) -> None:
        if refusal := self.office.come_to(Stage.DATA):
            self._say(refusal)
            return
        self._say("354 I listen")
        letters = [ReceivedMail(self.sender, to, self._message()) for to in self.recipients]
        self.office.taken += letters
        if refusal := self.office.come_to(Stage.DOT):
            self._say(refusal)
            return
        self._say("250 taken")
        self.office.confirmed += letters
        self.office.come_to(Stage.DONE)

    def _message(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.heard.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.line.sendall(f"{words}\r\n".encode())


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


@contextmanager
def failing_post_office() -> Iterator[FailingPostOffice]:
    """A running mail server on cue."""
    office = FailingPostOffice()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(_HungUp, OSError):
                _Dialogue(office, self.rfile, self.connection).run()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        office.port = int(server.server_address[1])
        listening = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        listening.start()
        try:
            yield office
        finally:
            office.be_well()
            server.shutdown()
            listening.join()
