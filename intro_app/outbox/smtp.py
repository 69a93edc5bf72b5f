"""The only code that talks to the mail server, command by command, so that each failure has a known stage.

smtplib's own sendmail() does not say whether a failure came before or after the final dot, which decides
everything: before it nothing was sent, after it nobody knows.
"""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from intro_app.config.names import ascii_host
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.replies import SmtpStage, enhanced_code, outcome_of

# What a connection can fail with. UnicodeError and ValueError are the message's fault and are not caught.
_TROUBLE = (OSError, smtplib.SMTPException)


class Unreachable(Exception):
    """The mail server could not be connected to or signed in at; the message says how it failed."""


class _EndedBefore(Exception):
    """The connection ended, or the server ended it with 421, before a message was begun."""

    def __init__(self, result: "AttemptResult") -> None:
        super().__init__(result)
        self.result = result


class AttemptResult(NamedTuple):
    """How an attempt ended, and the server's code; never its text, which may name the recipient."""

    outcome: SendOutcome
    note: str = ""


class Transport(Protocol):
    """Something that takes messages: the mail server, or nothing on a site without one."""

    def open(self) -> None:
        """Get ready to send. Raises Unreachable if the mail server cannot be used."""

    def send(self, sender: str, to: str, content: bytes, *, still_ours: Callable[[], bool]) -> AttemptResult:
        """Send one message to one recipient; give up if `still_ours()` is false before the final dot."""

    def close(self) -> None:
        """End the connection, if there is one."""


class NullTransport:
    """The transport of a site without a mail server: messages stay in the outbox."""

    def open(self) -> None:
        """Do nothing."""

    def send(
        self,
        sender: str,  # noqa: ARG002 - part of Transport
        to: str,  # noqa: ARG002 - part of Transport
        content: bytes,  # noqa: ARG002 - part of Transport
        *,
        still_ours: Callable[[], bool],  # noqa: ARG002 - part of Transport
    ) -> AttemptResult:
        """Report the message as sent."""
        return AttemptResult(SendOutcome.SENT)

    def close(self) -> None:
        """Do nothing."""


class SmtpTransport:
    """A connection used for many messages, opened when needed and closed after any failure."""

    def __init__(self, url: str, *, timeout: float, name: str) -> None:
        self._parts = urlsplit(url)
        self._timeout = timeout
        self._name = name
        self._smtp: smtplib.SMTP | None = None
        self._has_served = False

    def open(self) -> None:
        """Connect, encrypt and sign in, as the URL says. Raises Unreachable if any of it fails."""
        if self._smtp is not None:
            return
        try:
            self._smtp, self._has_served = self._connected(), False
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
        # The final dot is a separate write; without TCP_NODELAY it would wait for the peer's delayed ACK.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if encrypt:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if self._parts.username:
            _sign_in(smtp, unquote(self._parts.username), unquote(self._parts.password or ""))

    def send(self, sender: str, to: str, content: bytes, *, still_ours: Callable[[], bool]) -> AttemptResult:
        """Send one message to one recipient on the open connection."""
        try:
            if refusal := self._offer(sender, to):
                return refusal
            assert self._smtp is not None
            self._smtp.send(_stuffed(content))
        except _TROUBLE as problem:
            self._hang_up()
            return AttemptResult(SendOutcome.LATER, type(problem).__name__)
        if not still_ours():
            self._hang_up()  # before the final dot, so the server discards what it has
            return AttemptResult(SendOutcome.LATE, "lease over")
        return self._conclude(self._smtp)

    def _offer(self, sender: str, to: str) -> AttemptResult | None:
        """Go as far as the content.

        Servers end connections that have served enough: such a one is replaced, once, since the message that
        would have come next is not at fault.
        """
        for may_replace in (self._has_served, False):
            try:
                return self._propose(sender, to)
            except _EndedBefore as ended:
                self._hang_up()
                if not (may_replace and self._is_open_again()):
                    return ended.result
        raise AssertionError("the second time it returns")

    def _is_open_again(self) -> bool:
        try:
            self.open()
        except Unreachable:
            return False
        return True

    def _propose(self, sender: str, to: str) -> AttemptResult | None:
        """Send the commands; a server that takes them together (RFC 2920) is asked once."""
        assert self._smtp is not None
        smtp = self._smtp
        commands = (
            (f"MAIL FROM:<{sender}>", 250, SmtpStage.MAIL),
            (f"RCPT TO:<{to}>", 250, SmtpStage.RCPT),
            ("DATA", 354, SmtpStage.DATA),
        )
        together = smtp.has_extn("pipelining")
        first = _first_reply(smtp, [command for command, _good, _stage in commands[: 3 if together else 1]])
        for place, (command, good, stage) in enumerate(commands, 1):
            code, words = first if place == 1 else smtp.getreply() if together else smtp.docmd(command)
            if code == good or (good == 250 and code == 251):
                continue
            self._start_over(smtp, code, unread=len(commands) - place if together else 0)
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
            self._has_served = True
            return AttemptResult(SendOutcome.SENT)
        self._start_over(smtp, code)
        return _refusal(SmtpStage.DOT, code, words)

    def _start_over(self, smtp: smtplib.SMTP, code: int, unread: int = 0) -> None:
        """Get ready for the next message after a refusal, with so many replies to later commands unread."""
        try:
            if code == 421 or code < 200 or not _answered(smtp, unread) or smtp.rset()[0] != 250:
                self._hang_up()
        except _TROUBLE:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def close(self) -> None:
        """Send QUIT and wait at most a second for the reply."""
        if self._smtp is not None:
            with suppress(*_TROUBLE):
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(min(self._timeout, 1.0))
                self._smtp.quit()
        self._hang_up()


def _first_reply(smtp: smtplib.SMTP, commands: Sequence[str]) -> tuple[int, bytes]:
    """Send the first commands and return the reply to MAIL.

    Raises _EndedBefore, but not for a server that is silent: whoever waits for it once does not wait again.
    """
    try:
        for command in commands:
            smtp.putcmd(command)
        code, words = smtp.getreply()
    except _TROUBLE as problem:
        if isinstance(problem.__context__, TimeoutError):  # smtplib raises its own exception over it
            raise
        raise _EndedBefore(AttemptResult(SendOutcome.LATER, type(problem).__name__)) from problem
    if code == 421:
        raise _EndedBefore(_refusal(SmtpStage.MAIL, code, words))
    return code, words


def _answered(smtp: smtplib.SMTP, unread: int) -> bool:
    """Read the replies; false if the connection must end, as when content is awaited that must not follow."""
    return all(smtp.getreply()[0] not in {354, 421} for _reply in range(unread))


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in. smtplib's login() takes only ASCII, so other credentials are sent as UTF-8 (RFC 4616) here."""
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
    """Return the content dot-stuffed (RFC 5321, 4.5.2) and ending with a line end."""
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole)
