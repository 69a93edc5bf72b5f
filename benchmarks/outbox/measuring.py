"""How fast the outbox sends, by raw smtplib with the same letters to the same server on a kept connection."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy import func, select

from benchmarks.bare_site import bare_site
from benchmarks.goals.asking import Cost
from benchmarks.goals.results import Figure
from intro_app import clock
from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows
from intro_app.outbox.delivery import send_due
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_waiting
from tests.support.introductions.live_desk import Desk
from tests.support.introductions.model import ModelWorld
from tests.support.live_site import LiveSite
from tests.support.postgres import Cluster

_BATCH = 100
_KIND = "ask_directly"
_GOALS = {"sqlite": 1.2, "postgresql": 0.8}


def outbox(folder: Path, cluster: Cluster | None, rounds: int) -> Iterator[Figure]:
    """Yield how much of raw smtplib's speed the outbox has."""
    name = "postgresql" if cluster else "sqlite"
    with _sink() as port:
        app = _app(folder, cluster, port)
        with app.app_context():
            letter = _fill(app, (rounds + 1) * _BATCH)
            raw = smtplib.SMTP("127.0.0.1", port)
            _sent_raw(raw, letter), _sent()
            shares, ours, theirs = list[float](), list[Cost](), list[Cost]()
            for _turn in range(rounds):
                before = _sent_raw(raw, letter)
                ours.append(_sent())
                theirs.append(_sent_raw(raw, letter))
                shares.append((before.wait + theirs[-1].wait) / 2 / ours[-1].wait)
            raw.quit()
            db.session.remove()
            db.engine.dispose()
    size = f"{len(letter) / 1024:.0f} KiB each"
    said = f"a letter takes {_middle(theirs)} by {_middle(ours)}; {size}"
    yield Figure("the outbox, of raw smtplib’s speed", shares, _GOALS[name], said)


@contextmanager
def _sink() -> Iterator[int]:
    """Yield the port of a mail server that is a process of its own."""
    command = [sys.executable, "-m", "benchmarks.outbox.sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _app(folder: Path, cluster: Cluster | None, port: int) -> Flask:
    url = cluster.create("outbox") if cluster else f"sqlite:///{folder}/outbox.db"
    app = bare_site(url, folder, smtp_url=f"smtp://127.0.0.1:{port}")
    with app.app_context():
        db.create_all()
    return app


def _fill(app: Flask, number: int) -> bytes:
    """Post so many letters that ask somebody directly; return what one of them sends."""
    desk = Desk(app, LiveSite(Path(), 0, {}), ModelWorld(app, clock.now()))
    desk.ask(*desk.join(2, "asks"))
    first = select(OutboxMessage).where(OutboxMessage.kind == _KIND)
    letter = db.session.scalars(first).one()
    content = letter.content
    assert content
    copy_rows("outbox_message", f"outbox_message.key = '{letter.key}'", frozenset(), number)
    db.session.remove()
    return content


def _middle(costs: list[Cost]) -> str:
    wait, cpu = (median(column) for column in zip(*((one.wait, one.cpu) for one in costs), strict=True))
    return f"{wait:.2f} ms ({cpu:.2f} of CPU)"


def _sent_raw(raw: smtplib.SMTP, letter: bytes) -> Cost:
    """Return what smtplib takes for a letter."""
    began = perf_counter(), process_time()
    for number in range(_BATCH):
        raw.sendmail("site@example.org", [f"carol{number}@example.org"], letter)
    return _since(began)


def _since(began: tuple[float, float]) -> Cost:
    waited, spent = perf_counter() - began[0], process_time() - began[1]
    return Cost(spent / _BATCH * 1000, waited / _BATCH * 1000)


def _sent() -> Cost:
    """Return what the outbox takes for a letter."""
    waiting = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(is_waiting())) or 0
    db.session.rollback()
    began = perf_counter(), process_time()
    sent = send_due(at=clock.now(), limit=_BATCH, stop=lambda: False).sent
    if sent < _BATCH:
        raise ValueError(f"{sent} of {waiting} letters were sent")
    return _since(began)
