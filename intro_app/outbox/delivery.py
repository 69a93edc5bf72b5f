"""Send due messages: claim some in a transaction, send them outside of any, record the results in the next.

A crash at any point loses no message, because a claim is a lease that expires. What was sent and not recorded
is sent again, with the same bytes under the same Message-ID: at most MOST_TOGETHER messages, of one second.
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
from intro_app.outbox.due import anything_due
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


# How many messages are claimed and recorded together: each waits for the disk, and a crash repeats this many.
MOST_TOGETHER = 10

# For how many seconds a result may wait to be recorded before no further message is begun.
_UNRECORDED_FOR = 1.0


class Tally(NamedTuple):
    """How many messages one round sent; `trouble` says why it ended early, if it did."""

    sent: int
    trouble: str = ""


class _Result(NamedTuple):
    """A message that was begun, and how that ended."""

    message: LeasedMessage
    report: AttemptResult


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
    if not anything_due(at, stream):
        return Tally(0)
    if (held := held_since()) and not anything_due(at, stream, held):
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
    """Sends messages on one connection, a group at a time.

    Recording what became of a group and claiming the next one share a transaction. A group ends early with
    its first failure, and once its first result is a second old.
    """

    def __init__(self, way: Transport, stream: MailStream, at: datetime, held: datetime | None) -> None:
        self._way, self._stream, self._held_since = way, stream, held
        self._began = at, _elapsed()
        self._sent = 0
        self._claimed_at = 0.0
        self._most = MOST_TOGETHER

    def _now(self) -> datetime:
        at, then = self._began
        return at + timedelta(seconds=_elapsed() - then)

    def send(self, limit: int, stop: Callable[[], bool]) -> Tally:
        """Send up to `limit` messages; a message that was begun is always finished."""
        group = self._next(limit) if self._is_open() else []
        while group:
            results = self._send_group(group, stop)
            limit -= len(results)
            # A slow mail server gets smaller groups, so that little is leased in vain.
            self._most = min(MOST_TOGETHER, 2 * max(1, len(results)))
            more = limit > 0 and not stop() and self._is_open()
            group = self._settle(results, group[len(results) :], limit if more else 0)
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

    def _send_group(self, group: Sequence[LeasedMessage], stop: Callable[[], bool]) -> list[_Result]:
        """Send the messages of a group in turn; return the results of those that were begun."""
        results: list[_Result] = []
        began = _elapsed()
        for message in group:
            if results and (stop() or _elapsed() - began > _UNRECORDED_FOR or not _is_ours(message)):
                break
            report = _send_one(self._way, message, self._claimed_at + _seconds_to_send())
            _log(message, report)
            results.append(_Result(message, report))
            if report.outcome is not SendOutcome.SENT:
                break
            self._sent += 1
        return results

    def _next(self, limit: int) -> list[LeasedMessage]:
        with atomic():
            return self._claim(limit)

    def _claim(self, limit: int) -> list[LeasedMessage]:
        self._claimed_at = _elapsed()
        return queue.claim_several(min(limit, self._most), self._now(), self._stream, self._held_since)

    def _settle(
        self, results: Sequence[_Result], unbegun: Sequence[LeasedMessage], limit: int
    ) -> list[LeasedMessage]:
        """Record the results, retrying while the database is busy, and claim up to `limit` more."""
        patience = _elapsed() + _RETRY_WRITES_FOR
        while True:
            try:
                with atomic():
                    _record(results, self._now())
                    queue.give_back(unbegun)
                    return self._claim(limit) if limit else []
            except BusyError:
                if _elapsed() > patience:
                    raise
                limit = 0
                time.sleep(0.2)


def _record(results: Sequence[_Result], at: datetime) -> None:
    queue.finish_sent([one.message for one in results if one.report.outcome is SendOutcome.SENT], at)
    for message, report in results:
        if report.outcome is not SendOutcome.SENT:
            queue.finish(message, report, at)


def _send_one(way: Transport, message: LeasedMessage, ends: float) -> AttemptResult:
    """Send a message, unless the final dot would come after `ends`, a moment as `_elapsed` has it."""
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
