"""Runs a soak: a quiet while, then faults, then peace; and looks at what became of everything."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from intro_app.db import db
from intro_app.errors import BusyError, DomainError
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Answer, Role, State
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.queries import is_waiting
from tests.soak.faults import Faults
from tests.soak.findings import Findings
from tests.soak.load import Load
from tests.soak.memory import watched
from tests.support.failing_mail_server import FailingPostOffice, failing_post_office
from tests.support.introductions.live_desk import Desk, desk_of
from tests.support.live_site import live_site
from tests.support.patience import fair
from tests.support.postgres import Cluster

_UNDO_MINUTES = "0.05"
_WINDOW = timedelta(minutes=0.05)
_LOOKING, _ANSWERING = 3, 2


def soak(database: str, folder: Path, seconds: float, cluster: Cluster | None = None) -> Findings:
    """Soak a site on this database for about so many seconds."""
    chosen = {"undo_minutes": _UNDO_MINUTES, "web_workers": "2", "log_level": "WARNING"}
    with (
        failing_post_office() as office,
        live_site(database, folder, smtp_url=office.url, **chosen) as site,
        desk_of(site, database, folder) as desk,
    ):
        site.is_typed = True  # the nursery's programs keep caches of their own on the disk
        web = site.start_web()
        faults, load, found = Faults(site, office, web, cluster), Load(site), Findings()
        asking = _Asking(desk, load)
        warm_up = seconds * 0.2
        with watched(web.popen.pid, pause=min(2.0, seconds / 100)) as memory:
            with _busy(load, asking):
                time.sleep(warm_up)  # nobody is in its way
                calm = time.monotonic()
                _break_things(faults, seconds * 0.7)
                storm = time.monotonic()
                time.sleep(max(2.0, seconds * 0.1))
            with desk.app.app_context():
                db.engine.dispose()  # its connections may be of a server that is gone
            _wait_for_peace(desk)
        found.grown, found.together = memory.grown(warm_up), memory.together(warm_up)
        found.replaced = memory.ended
        found.quiet = [one for one in load.timed if one.at < calm]
        found.loud = [one for one in load.timed if calm <= one.at < storm]
        found.faults_done, found.asks = faults.done, len(asking.numbers)
        _judge(desk, office, load, asking.numbers, faults.kills, found)
    return found


class _Asking:
    """Somebody asks somebody else every now and then; whoever is asked gets the link at once."""

    def __init__(self, desk: Desk, load: Load) -> None:
        self.desk, self.load = desk, load
        self.numbers: list[int] = []

    def go_on(self) -> None:
        """Ask until told to stop; where the database is away, later."""
        for turn in count():
            if self.load.stop.is_set():
                return
            try:
                who, whom = self.desk.join(2, f"turn{turn}x")
                number = self.desk.ask(who, whom)
                token = self.desk.token(number, "ask_directly", "r")
            except (
                SQLAlchemyError,
                BusyError,
                DomainError,
                AssertionError,
            ):  # the database went away in the middle
                time.sleep(1)
                continue
            self.numbers.append(number)
            self.load.to_answer.append((number, token))
            time.sleep(0.3)


@contextmanager
def _busy(load: Load, asking: _Asking) -> Iterator[None]:
    crowd = [threading.Thread(target=load.look, args=(seed,)) for seed in range(_LOOKING)]
    crowd += [threading.Thread(target=load.answer, args=(seed,)) for seed in range(_ANSWERING)]
    crowd.append(threading.Thread(target=asking.go_on))
    for one in crowd:
        one.start()
    try:
        yield
    finally:
        load.stop.set()
        for one in crowd:
            one.join(fair(60))


def _break_things(faults: Faults, seconds: float) -> None:
    """Let one fault follow another; a worker is killed about every minute, in short runs more often."""
    until, pause = time.monotonic() + seconds, min(6.0, max(1.0, seconds / 20))
    for _name in faults.turn(pause):
        if time.monotonic() > until:
            break


def _wait_for_peace(desk: Desk) -> None:
    """Wait until no mail waits and no introduction is agreed that should be connected."""
    agreed = select(func.count()).where(Introduction.state == State.AGREED)
    waiting = select(func.count()).select_from(OutboxMessage).where(is_waiting())
    until = time.monotonic() + fair(90)
    while time.monotonic() < until:
        with desk.app.app_context():
            if not db.session.scalar(agreed) and not db.session.scalar(waiting):
                return
        time.sleep(0.5)


def _judge(
    desk: Desk, office: FailingPostOffice, load: Load, numbers: list[int], kills: int, found: Findings
) -> None:
    arrived = Counter(letter.message_id for letter in office.taken)
    with desk.app.app_context():
        rows = db.session.execute(select(OutboxMessage.message_id, OutboxMessage.sent_at, OutboxMessage.why))
        for message_id, sent_at, why in rows:
            _judge_message(arrived[message_id], sent_at, why, message_id, found)
        unsure = select(func.count()).select_from(OutboxAttempt)
        open_ended = OutboxAttempt.outcome.is_(None) | (OutboxAttempt.outcome != "sent")
        found.unconfirmed = db.session.scalar(unsure.where(open_ended)) or 0
        for number in numbers:
            _judge_answer(db.session.get_one(Introduction, number), load.confirmed.get(number), found)
    found.confirmed = len(load.confirmed)
    if found.copies > found.unconfirmed:
        found.doubled.append(f"{found.copies} copies, {found.unconfirmed} attempts without an answer")
    assert kills


def _judge_message(
    copies: int, sent_at: datetime | None, why: str | None, name: str, found: Findings
) -> None:
    found.posted += 1
    found.copies += max(0, copies - 1)
    if why is None and (sent_at is None or copies == 0):
        found.lost.append(name)


def _judge_answer(introduction: Introduction, confirmed: Answer | None, found: Findings) -> None:
    ask = introduction.ask_of(Role.SECOND)
    assert ask
    if confirmed and ask.answer is not confirmed:
        found.lost.append(f"the answer to {introduction.id}")
    if len(introduction.consents) > 1 + (ask.answer is Answer.YES):
        found.doubled.append(f"a consent to {introduction.id}")
    if introduction.state is State.CONNECTED:
        assert introduction.agreed_at
        assert introduction.ended_at
        if introduction.ended_at < introduction.agreed_at + _WINDOW:
            found.early.append(f"the details of {introduction.id}")
