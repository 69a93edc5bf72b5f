"""The one door to the mail server: a conversation in which every answer, and every silence, has a meaning.

smtplib's own sendmail() does not say whether a failure came before or after the final dot, and that
is the whole question: before it nothing was sent, after it nobody knows.
"""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from intro_app.config.names import ascii_host
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.replies import SmtpStage, enhanced_code, outcome_of

# What a connection can fail with; UnicodeError and ValueError are a message's own fault and pass through.
_TROUBLE = (OSError, smtplib.SMTPException)


class Unreachable(Exception):
    """No conversation with the mail server came about; the message says at which step."""


class AttemptResult(NamedTuple):
    """How an attempt ended, and the server's code; never its words, which may name the recipient."""

    outcome: SendOutcome
    note: str = ""


class Transport(Protocol):
    """A way out for messages: the mail server, or the shelf of a site without one."""

    def open(self) -> None:
        """Be ready to send. Raises Unreachable."""

    def send(self, sender: str, to: str, content: bytes, *, still_ours: Callable[[], bool]) -> AttemptResult:
        """Hand one message to one recipient; `still_ours` is asked before the point of no return."""

    def close(self) -> None:
        """Say goodbye, if anybody is there."""


class NullTransport:
    """Where messages stay when no mail server is set; the developer's pages show them."""

    def open(self) -> None:
        """Always ready."""

    def send(self, sender: str, to: str, content: bytes, *, still_ours: Callable[[], bool]) -> AttemptResult:  # noqa: ARG002 - a way out
        """Keeping is sending."""
        return AttemptResult(SendOutcome.SENT)

    def close(self) -> None:
        """Nothing to close."""


class SmtpTransport:
    """A connection kept for many messages, opened when needed and closed after any doubt."""

    def __init__(self, url: str, *, timeout: float, name: str) -> None:
        self._parts = urlsplit(url)
        self._timeout = timeout
        self._name = name
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, encrypt and sign in, as the URL says. Raises Unreachable."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connected()
        except _TROUBLE as problem:
            raise Unreachable(
                f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()
            ) from problem

    def _connected(self) -> smtplib.SMTP:
        kind, host = self._parts.scheme, ascii_host(self._parts.hostname or "localhost")
        port = self._parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[kind]
        smtp: smtplib.SMTP
        if kind == "smtps":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(host, port, self._name, timeout=self._timeout, context=context)
        else:
            smtp = smtplib.SMTP(host, port, self._name, timeout=self._timeout)
        try:
            self._introduce(smtp, encrypt=kind == "smtp+starttls")
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP, *, encrypt: bool) -> None:
        assert smtp.sock is not None
        # The final dot is a write of its own; without this it would wait for the peer's delayed ACK.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if encrypt:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self._parts.username:
            _sign_in(smtp, unquote(self._parts.username), unquote(self._parts.password or ""))

    def send(self, sender: str, to: str, content: bytes, *, still_ours: Callable[[], bool]) -> AttemptResult:
        """One message to one recipient, on the open connection."""
        assert self._smtp is not None
        try:
            if refusal := self._offer(self._smtp, sender, to):
                return refusal
            self._smtp.send(_stuffed(content))
        except _TROUBLE as problem:
            self._hang_up()
            return AttemptResult(SendOutcome.LATER, type(problem).__name__)
        if not still_ours():
            self._hang_up()  # before the dot: the server throws away what it has
            return AttemptResult(SendOutcome.LATE, "lease over")
        return self._conclude(self._smtp)

    def _offer(self, smtp: smtplib.SMTP, sender: str, to: str) -> AttemptResult | None:
        for command, good, stage in (
            (f"MAIL FROM:<{sender}>", 250, SmtpStage.MAIL),
            (f"RCPT TO:<{to}>", 250, SmtpStage.RCPT),
            ("DATA", 354, SmtpStage.DATA),
        ):
            code, words = smtp.docmd(command)
            if code == good or (good == 250 and code == 251):
                continue
            self._start_over(smtp, code)
            return _refusal(stage, code, words)
        return None

    def _conclude(self, smtp: smtplib.SMTP) -> AttemptResult:
        try:
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except _TROUBLE as problem:
            self._hang_up()
            return AttemptResult(SendOutcome.UNSURE, f"after the dot: {type(problem).__name__}")
        if 200 <= code < 300:
            return AttemptResult(SendOutcome.SENT)
        self._start_over(smtp, code)
        return _refusal(SmtpStage.DOT, code, words)

    def _start_over(self, smtp: smtplib.SMTP, code: int) -> None:
        try:
            if code == 421 or code < 200 or smtp.rset()[0] != 250:
                self._hang_up()
        except _TROUBLE:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Say QUIT, without waiting long for the answer."""
        if self._smtp is not None:
            with suppress(*_TROUBLE):
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(min(self._timeout, 1.0))
                self._smtp.quit()
        self._hang_up()


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in. smtplib's login() knows ASCII only; RFC 4616 says UTF-8, which is the same for ASCII."""
    if user.isascii() and password.isascii():
        smtp.login(user, password)
        return
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, words = smtp.docmd("AUTH PLAIN", _encoded(f"\0{user}\0{password}"))
    elif "LOGIN" in offered:
        code, words = smtp.docmd("AUTH LOGIN", _encoded(user))
        if code == 334:
            code, words = smtp.docmd(_encoded(password))
    else:
        raise smtplib.SMTPNotSupportedError("no way to sign in that takes letters beyond ASCII")
    if code not in {235, 503}:  # 503: signed in already
        raise smtplib.SMTPAuthenticationError(code, words)


def _encoded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def _refusal(stage: SmtpStage, code: int, words: bytes) -> AttemptResult:
    return AttemptResult(outcome_of(stage, code, words), f"{stage} {code} {enhanced_code(words)}".strip())


def _stuffed(content: bytes) -> bytes:
    """A dot before each dot that begins a line, and a line end at the end."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)
