"""Concurrent recording about the same few people: nothing is lost or counted twice, and nothing deadlocks."""

import random
import threading
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask

from intro_app.errors import BusyError
from intro_app.trust import service
from intro_app.trust.events import Event, Founder, Reversed, Severity, Upheld, Useful
from tests.support.trust.ledgers import BEGIN, END
from tests.support.trust.rebuilding import assert_right

PEOPLE = range(1, 8)


def _ledger(chance: random.Random) -> list[Event]:
    events: list[Event] = [Founder(BEGIN, member) for member in PEOPLE[:2]]
    for number in range(60):
        a, b, connector = chance.sample(PEOPLE, 3)
        at = BEGIN + timedelta(minutes=number // 2)  # two of one moment
        events.append(Useful(at, number, a, b, connector))
        if number % 12 == 0:
            events.append(Upheld(at, number, a, Severity.SEVERE, connector))
        if number % 24 == 0:
            events.append(Reversed(at + timedelta(hours=3), number))
    return events


def _record(app: Flask, events: Sequence[Event]) -> None:
    for event in events:
        for _ in range(50):
            try:
                with app.app_context():
                    service.record(event, END)
                break
            except BusyError:
                continue
        else:
            raise AssertionError("it was busy for ever")


def test_what_four_record_at_once_comes_out_as_if_one_had(app: Flask) -> None:
    chance = random.Random(11)
    ledger = _ledger(chance)
    # Most of it twice.
    shares = [chance.sample(ledger, len(ledger))[: len(ledger) * 2 // 3] for _ in range(4)]
    rest = [event for event in ledger if not any(event in share for share in shares)]
    threads = [threading.Thread(target=_record, args=(app, share)) for share in [*shares, rest]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert_right(ledger, END)
        assert service.recompute(END).mended == ()
