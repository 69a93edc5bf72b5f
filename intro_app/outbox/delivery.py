"""Send due messages: claim one in a transaction, send it outside of any, and record the result in the next.

A crash at any point loses no message, because a claim is a lease that expires. A message is sent twice only
when the crash came between the final dot and the server's answer, and then with the same bytes.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from intro_app.config import Settings, settings
from intro_app.db import atomic
from intro_app.errors import BusyError
from intro_app.journal.queries import held_since
from intro_app.outbox import queue
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.queue import LeasedMessage
from intro_app.outbox.smtp import AttemptResult, NullTransport, SmtpTransport, Transport, Unreachable
from intro_app.outbox.streams import settings_of

logger = logging.getLogger(__name__)

# CLOCK_BOOTTIME also counts the time the host was suspended, so a lease that expired meanwhile is noticed.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

# For how many seconds a worker retries to record a result while the database is unavailable.
_RETRY_WRITES_FOR = 600.0


class Tally(NamedTuple):
    """How many messages one round sent; `trouble` says why it ended early, if it did."""

    sent: int
    trouble: str = ""


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Send at most `limit` due messages, one after another; return how many were sent.

    Never call it inside a transaction. Raises BusyError or sqlalchemy.exc.OperationalError while the
    database is unavailable.
    """
    tallies = [send_due(at=at, limit=limit, stop=lambda: False, stream=stream) for stream in streams()]
    return sum(tally.sent for tally in tallies)


def streams() -> Sequence[MailStream]:
    """Return the streams that this site has."""
    return tuple(MailStream) if settings().bulk_smtp_url else (MailStream.MAIN,)


def send_due(
    *, at: datetime, limit: int, stop: Callable[[], bool], stream: MailStream = MailStream.MAIN
) -> Tally:
    """Do the same as `deliver_due` for one stream, but end early once `stop()` is true; return why it ended.

    While the site is held after a restore, only codes are sent that somebody has asked for since.
    """
    if not queue.anything_due(at, stream):
        return Tally(0)
    if (held := held_since()) and not queue.anything_due(at, stream, held):
        return Tally(0)
    with closing(_transport(settings_of(stream))) as way:
        return _Round(way, stream, at, held).send(limit, stop)


def _transport(site: Settings) -> Transport:
    if not site.smtp_url:
        return NullTransport()
    return SmtpTransport(
        site.smtp_url, timeout=site.smtp_timeout, name=urlsplit(site.base_url).hostname or "localhost"
    )


class _Round:
    """Sends messages on one connection.

    Recording a result and claiming the next message share a transaction.
    """

    def __init__(self, way: Transport, stream: MailStream, at: datetime, held: datetime | None) -> None:
        self._way, self._stream, self._held_since = way, stream, held
        self._began = at, _elapsed()
        self._sent = 0

    def _now(self) -> datetime:
        at, then = self._began
        return at + timedelta(seconds=_elapsed() - then)

    def send(self, limit: int, stop: Callable[[], bool]) -> Tally:
        """Send up to `limit` messages; a message that was begun is always finished."""
        message = self._next() if self._is_open() else None
        for left in range(limit - 1, -1, -1):
            if message is None:
                break
            report = _send_one(self._way, message)
            self._sent += report.outcome is SendOutcome.SENT
            _log(message, report)
            more = left > 0 and not stop() and self._is_open()
            message = self._settle(message, report, more=more)
        return Tally(self._sent, self._trouble)

    _trouble = ""

    def _is_open(self) -> bool:
        """Connect before claiming, so that an unreachable mail server costs no message an attempt."""
        try:
            self._way.open()
        except Unreachable as problem:
            self._trouble = str(problem)
            return False
        return True

    def _next(self) -> LeasedMessage | None:
        with atomic():
            return queue.claim(self._now(), self._stream, self._held_since)

    def _settle(self, message: LeasedMessage, report: AttemptResult, *, more: bool) -> LeasedMessage | None:
        """Record the result, retrying while the database is busy, and claim the next message if `more`."""
        patience = _elapsed() + _RETRY_WRITES_FOR
        while True:
            try:
                with atomic():
                    queue.finish(message, report, self._now())
                    return queue.claim(self._now(), self._stream, self._held_since) if more else None
            except BusyError:
                if _elapsed() > patience:
                    raise
                more = False
                time.sleep(0.2)


def _send_one(way: Transport, message: LeasedMessage) -> AttemptResult:
    ends = _elapsed() + _seconds_to_send()
    try:
        return way.send(
            message.sender,
            message.address,
            message.content,
            still_ours=lambda: _elapsed() < ends and _is_ours(message),
        )
    except Exception as problem:  # noqa: BLE001 - one bad message must not block the others
        way.close()
        return AttemptResult(SendOutcome.STUMBLED, type(problem).__name__)


def _seconds_to_send() -> float:
    """Return the lease less the time the server may take to confirm: it must not expire during that wait."""
    site = settings()
    return site.lease_seconds - min(site.smtp_timeout, site.lease_seconds / 2)


def _is_ours(message: LeasedMessage) -> bool:
    try:
        return queue.is_ours(message)
    except SQLAlchemyError:  # without the database's word we must not send
        return False


def _log(message: LeasedMessage, report: AttemptResult) -> None:
    level = logging.INFO if report.outcome is SendOutcome.SENT else logging.WARNING
    outcome = (
        "the mail server refuses us" if report.outcome is SendOutcome.REFUSED_US else report.outcome.value
    )
    said = f"{outcome}, {report.note}" if report.note else outcome
    logger.log(level, "message %s (%s): %s", message.key, message.kind, said)


def _elapsed() -> float:
    return time.clock_gettime(_CLOCK)
