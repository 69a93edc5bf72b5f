"""The worker process: it sends due e-mail and runs periodic chores until it is told to stop.

Any number of workers may run, without a scheduler. Each chore decides by the dates in the database what is
due, so that two workers at once do it only once.
"""

import logging
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from intro_app import clock, periodic
from intro_app.config import Settings
from intro_app.db import is_busy
from intro_app.errors import BusyError
from intro_app.journal.queries import is_held
from intro_app.journal.service import write_down
from intro_app.outbox.delivery import Tally, send_due
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.upkeep import keep_up
from intro_app.periodic.policy import BEAT_EVERY
from intro_app.site_settings import follow

Chore = Callable[[datetime], object]

logger = logging.getLogger(__name__)

# A worker must end within ten seconds of a signal; if the mail server has not answered after this time, the
# message is left to the next worker.
_GRACE = 8.0
_UPKEEP_EVERY = 60.0
_LONGEST_PAUSE = 10.0
_BATCH = 100


def main(app: Flask, chores: Sequence[Chore]) -> None:
    """Run as the main program; SIGTERM and SIGINT end it within ten seconds."""
    stop = threading.Event()

    def told_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, _GRACE)

    def out_of_time(_signal: int, _frame: FrameType | None) -> None:
        # The conversation with the mail server handles it as any other timeout.
        raise TimeoutError("asked to stop")

    signal.signal(signal.SIGTERM, told_to_stop)
    signal.signal(signal.SIGINT, told_to_stop)
    signal.signal(signal.SIGALRM, out_of_time)
    try:
        run(app, chores, stop)
    except TimeoutError:
        logger.warning("stopped in the middle of something; its lease will run out")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # while Python itself ends, the signal would kill it


def run(app: Flask, chores: Sequence[Chore], stop: threading.Event) -> None:
    """Work in passes until `stop` is set."""
    settings: Settings = app.extensions["settings"]
    worker = _Worker(app, chores, stop)
    logger.info("worker begins")
    with _second_stream(app, stop):
        while not stop.is_set():
            if not worker.go_round():
                _sleep(worker.pause or settings.poll_seconds, stop)
    logger.info("worker ends")


@contextmanager
def _second_stream(app: Flask, stop: threading.Event) -> Iterator[None]:
    """Send the second stream beside the first, so that a slow mail server holds up its own mail alone."""
    settings: Settings = app.extensions["settings"]
    if not settings.bulk_smtp_url:
        yield
        return
    beside = threading.Thread(target=_send_bulk, args=(app, stop), daemon=True)
    beside.start()
    try:
        yield
    finally:
        if stop.is_set():  # what it has begun is finished, unless the mail server is too slow
            beside.join(_GRACE / 2)


def _send_bulk(app: Flask, stop: threading.Event) -> None:
    """Send what is due in the second stream until told to stop; nothing that goes wrong ends it."""
    settings: Settings = app.extensions["settings"]
    pause = 0.0
    while not stop.is_set():
        tally = _bulk_round(app, stop)
        if tally.trouble and not pause:
            logger.warning("cannot send invitations and digests: %s", tally.trouble)
        pause = min(_LONGEST_PAUSE, max(1.0, pause * 2)) if tally.trouble else 0.0
        if tally.sent < _BATCH:
            _sleep(pause or settings.poll_seconds, stop)


def _bulk_round(app: Flask, stop: threading.Event) -> Tally:
    try:
        with app.app_context():
            return send_due(at=clock.now(), limit=_BATCH, stop=stop.is_set, stream=MailStream.BULK)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the next round may go well
        return Tally(
            0, "the database is busy or away" if _is_database_away(problem) else type(problem).__name__
        )


def held_too(chores: Sequence[Chore]) -> Sequence[Chore]:
    """Return the chores that go on while the site is held after a restore: only the journal."""
    return [chore for chore in chores if chore is write_down]


def _sleep(seconds: float, stop: threading.Event) -> None:
    """Sleep in short steps: a signal handler can set an event safely only while nobody is in its wait()."""
    until = time.monotonic() + seconds
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))


class _Worker:
    """The state of a worker between passes, such as how long to wait for a server to come back."""

    def __init__(self, app: Flask, chores: Sequence[Chore], stop: threading.Event) -> None:
        self._app = app
        self._chores = chores
        self._stop = stop
        self._upkeep_at = 0.0
        self._name = secrets.token_hex(8)
        self._started_at = clock.now()
        self._beat_at = 0.0
        self.pause = 0.0

    def go_round(self) -> bool:
        """Run one pass; return whether there may be more to do at once."""
        trouble = self._do_chores()
        if self._stop.is_set():
            return False
        sent, trouble = (0, trouble) if trouble else self._send()
        if trouble and not self.pause:
            logger.warning("cannot go on: %s", trouble)
        self.pause = min(_LONGEST_PAUSE, max(1.0, self.pause * 2)) if trouble else 0.0
        return sent == _BATCH

    def _do_chores(self) -> str:
        """Run each chore that is not waiting for a retry; return why none can run, or an empty string."""
        try:
            self._beat()
            with self._app.app_context():
                follow(self._app)
                failed = periodic.failed_jobs(clock.now())
                chores = held_too(self._chores) if is_held() else (*self._chores, *self._upkeep())
            for chore in chores:
                if self._stop.is_set():
                    break
                self._attempt(chore, failed.get(job_of(chore)))
        except Exception as problem:
            if self._stop.is_set():
                raise
            return "the database is busy or away" if _is_database_away(problem) else type(problem).__name__
        return ""

    def _beat(self) -> None:
        """Record that this worker runs, unless it did so a moment ago.

        A database that is away is no error here: the work itself will find out.
        """
        if time.monotonic() < self._beat_at:
            return
        with self._app.app_context(), suppress(BusyError):
            periodic.beat(self._name, self._started_at, clock.now())
        self._beat_at = time.monotonic() + BEAT_EVERY.total_seconds()

    def _must_stop(self) -> bool:
        """Whether this worker was told to stop. Between two e-mails it also shows that it runs."""
        if not self._stop.is_set():
            self._beat()
        return self._stop.is_set()

    def _upkeep(self) -> list[Chore]:
        if time.monotonic() < self._upkeep_at:
            return []
        self._upkeep_at = time.monotonic() + _UPKEEP_EVERY
        return [keep_up, periodic.forget_ended]

    def _attempt(self, chore: Chore, steps_aside: bool | None) -> None:
        """Run one chore; record its failure, so that the other chores still run.

        `steps_aside` says whether it waits for a retry, and is None if it has not failed. Raises the
        database's exception if the failure cannot be recorded either, since then it is unavailable for all.
        """
        if steps_aside:
            return
        self._beat()
        with self._app.app_context():
            try:
                chore(clock.now())
                if steps_aside is not None:
                    periodic.note_success(job_of(chore))
            except Exception as problem:
                if self._stop.is_set():
                    raise
                periodic.note_failure(job_of(chore), problem, clock.now())

    def _send(self) -> Tally:
        try:
            with self._app.app_context():
                return send_due(at=clock.now(), limit=_BATCH, stop=self._must_stop)
        except Exception as problem:
            if self._stop.is_set():
                raise
            if _is_database_away(problem):
                return Tally(0, "the database is busy or away")
            return Tally(0, f"sending failed: {type(problem).__name__}")


def _is_database_away(problem: Exception) -> bool:
    return isinstance(problem, BusyError) or (isinstance(problem, DBAPIError) and is_busy(problem))


def job_of(chore: Chore) -> str:
    """Return the name under which a chore's failures are stored: its feature and function name."""
    module = str(getattr(chore, "__module__", None) or "").split(".")
    feature = f"{module[1]}." if len(module) > 1 and module[0] == "intro_app" else ""
    return f"{feature}{getattr(chore, '__name__', type(chore).__name__)}"
