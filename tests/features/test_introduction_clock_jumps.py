"""Clocks that jump a day either way: no timely answer is refused, no late one is taken, nothing is stuck."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app import clock
from intro_app.db import db
from intro_app.identity.models import ContactField
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, State
from intro_app.outbox import deliver_due
from intro_app.outbox.models import OutboxMessage
from tests.support.calendar import Calendar
from tests.support.introductions import actions as deeds
from tests.support.introductions.model import ModelWorld, settle
from tests.support.people import visitor
from tests.support.received_mail import ReceivedMail
from tests.support.shelf import Shelf

ALICE, CAROL = 0, 2
DAY = timedelta(days=1)


@pytest.fixture
def token(app: Flask, at: datetime, shelf: Shelf) -> str:
    """Alice has asked Carol; the token in Carol's e-mail."""
    shelf.bring(app, ("settled", at), lambda: settle(app, at))
    world = ModelWorld(app, at)
    with app.app_context():
        world.begin()
        deeds.asks(world, ALICE, [ContactField.EMAIL], whom=CAROL, through=None)
        mail = db.session.scalars(
            select(OutboxMessage.content).where(OutboxMessage.kind == "ask_directly")
        ).one()
    return ReceivedMail("", "", mail or b"").link("r").rpartition("/")[2]


def opened(app: Flask, token: str) -> int:
    """How the answer page answers now."""
    return visitor(app).get(f"/r/{token}").status_code


def answered(app: Flask, token: str) -> int:
    """How a yes is taken now."""
    said = {"token": token, "decision": "yes", "shares": "email"}
    return visitor(app).post("/r", data=said).status_code


def work(app: Flask) -> None:
    """A pass of the worker."""
    with app.app_context():
        for chore in deeds.CHORES:
            chore(clock.now())


def state(app: Flask) -> tuple[State, Reason | None]:
    """What became of it so far."""
    with app.app_context():
        found = db.session.scalars(select(Introduction)).one()
        return found.state, found.reason


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_a_fresh_link_is_good_before_and_after_a_jump(
    app: Flask, token: str, the_calendar: Calendar, jump: timedelta
) -> None:
    for step in (jump, -jump):
        the_calendar.pass_by(step)
        work(app)
        assert opened(app, token) == 200
    assert answered(app, token) == 200
    assert state(app) == (State.AGREED, None)


def test_a_link_issued_by_a_clock_ahead_is_good_when_it_is_set_right(
    app: Flask, token: str, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(-DAY)
    assert opened(app, token) == 200
    assert answered(app, token) == 200


def test_what_has_lapsed_is_not_revived_by_a_clock_set_back(
    app: Flask, token: str, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(timedelta(days=11))
    work(app)
    for step in (timedelta(), -DAY, -10 * DAY):
        the_calendar.pass_by(step)
        assert opened(app, token) == 410
        assert answered(app, token) == 410
        assert state(app) == (State.CLOSED, Reason.EXPIRED)


def test_a_time_to_undo_survives_a_jump_and_is_over_in_the_end(
    app: Flask, token: str, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(DAY)
    assert answered(app, token) == 200
    the_calendar.pass_by(-DAY)
    work(app)
    assert state(app) == (State.AGREED, None)  # a time to think is never cut short
    the_calendar.pass_by(DAY + timedelta(minutes=16))
    work(app)
    assert state(app) == (State.CONNECTED, None)


def test_a_jump_ahead_ends_no_time_to_undo_before_it_has_begun(
    app: Flask, token: str, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(-DAY)
    assert answered(app, token) == 200
    work(app)
    assert state(app) == (State.AGREED, None)


def test_mail_written_by_a_clock_ahead_goes_out_at_once(
    app: Flask, token: str, the_calendar: Calendar
) -> None:
    the_calendar.pass_by(DAY)
    assert answered(app, token) == 200
    the_calendar.pass_by(-DAY)
    with app.app_context():
        while deliver_due(at=clock.now()):
            pass
        kinds = select(OutboxMessage.kind).where(
            OutboxMessage.sent_at.is_(None), OutboxMessage.dropped_at.is_(None)
        )
        assert not set(db.session.scalars(kinds)) & {"ask_directly", "request_sent", "both_said_yes"}
