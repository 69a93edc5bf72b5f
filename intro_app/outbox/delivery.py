"""Sending what is due: claim in one transaction, send outside of any, write down in the next.

A crash at any point loses nothing: the claim is a lease that runs out. It can repeat a message only
when it fell between the final dot and the server's answer, and then with the same bytes.
"""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from intro_app.config import settings
from intro_app.db import atomic
from intro_app.errors import BusyError
from intro_app.outbox import queue
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.queue import LeasedMessage
from intro_app.outbox.smtp import AttemptResult, NullTransport, SmtpTransport, Transport, Unreachable

logger = logging.getLogger(__name__)

# A host that was asleep must notice it, so the time asleep counts where the system can tell.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

# How long a worker insists on writing down what it did while the database is away.
_INSISTENCE = 600.0


class Tally(NamedTuple):
    """What one round of sending came to; `trouble` says why it ended before its time."""

    sent: int
    trouble: str = ""


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Send at most `limit` messages that are due, one after another; how many were sent.

    Never call it inside a transaction. Raises BusyError or
    sqlalchemy.exc.OperationalError while the database is away.
    """
    return send_due(at=at, limit=limit, stop=lambda: False).sent


def send_due(*, at: datetime, limit: int, stop: Callable[[], bool]) -> Tally:
    """As `deliver_due`, ending early once `stop` says so, and telling what was in the way."""
    if not queue.anything_due(at):
        return Tally(0)
    with closing(_way_out()) as way:
        return _Round(way, at).send(limit, stop)


def _way_out() -> Transport:
    site = settings()
    if not site.smtp_url:
        return NullTransport()
    return SmtpTransport(
        site.smtp_url, timeout=site.smtp_timeout, name=urlsplit(site.base_url).hostname or "localhost"
    )


class _Round:
    """Message after message on one connection; what is written down and the next claim share a transaction."""

    def __init__(self, way: Transport, at: datetime) -> None:
        self._way = way
        self._began = at, _elapsed()
        self._sent = 0

    def _now(self) -> datetime:
        at, then = self._began
        return at + timedelta(seconds=_elapsed() - then)

    def send(self, limit: int, stop: Callable[[], bool]) -> Tally:
        """Up to so many messages; a message once begun is finished."""
        parcel = self._next() if self._is_open() else None
        for left in range(limit - 1, -1, -1):
            if parcel is None:
                break
            report = _hand_over(self._way, parcel)
            self._sent += report.outcome is SendOutcome.SENT
            _tell(parcel, report)
            more = left > 0 and not stop() and self._is_open()
            parcel = self._settle(parcel, report, more=more)
        return Tally(self._sent, self._trouble)

    _trouble = ""

    def _is_open(self) -> bool:
        """Connect before claiming: while the server is away, no message loses time or patience."""
        try:
            self._way.open()
        except Unreachable as problem:
            self._trouble = str(problem)
            return False
        return True

    def _next(self) -> LeasedMessage | None:
        with atomic():
            return queue.claim(self._now())

    def _settle(self, parcel: LeasedMessage, report: AttemptResult, *, more: bool) -> LeasedMessage | None:
        """Write down how it ended, whatever it takes, and claim the next one."""
        patience = _elapsed() + _INSISTENCE
        while True:
            try:
                with atomic():
                    queue.finish(parcel, report, self._now())
                    return queue.claim(self._now()) if more else None
            except BusyError:
                if _elapsed() > patience:
                    raise
                more = False
                time.sleep(0.2)


def _hand_over(way: Transport, parcel: LeasedMessage) -> AttemptResult:
    ends = _elapsed() + _time_until_the_dot()
    try:
        return way.send(
            parcel.sender,
            parcel.address,
            parcel.content,
            still_ours=lambda: _elapsed() < ends and _is_ours(parcel),
        )
    except Exception as problem:  # noqa: BLE001 - one bad message must not keep the others
        way.close()
        return AttemptResult(SendOutcome.STUMBLED, type(problem).__name__)


def _time_until_the_dot() -> float:
    """The lease, less the time that the server may take to confirm: nobody takes over while we wait for that."""
    site = settings()
    return site.lease_seconds - min(site.smtp_timeout, site.lease_seconds / 2)


def _is_ours(parcel: LeasedMessage) -> bool:
    try:
        return queue.is_ours(parcel)
    except SQLAlchemyError:  # who cannot ask must not send
        return False


def _tell(parcel: LeasedMessage, report: AttemptResult) -> None:
    level = logging.INFO if report.outcome is SendOutcome.SENT else logging.WARNING
    outcome = (
        "the mail server refuses us" if report.outcome is SendOutcome.REFUSED_US else report.outcome.value
    )
    said = f"{outcome}, {report.note}" if report.note else outcome
    logger.log(level, "message %s (%s): %s", parcel.key, parcel.kind, said)


def _elapsed() -> float:
    return time.clock_gettime(_CLOCK)
