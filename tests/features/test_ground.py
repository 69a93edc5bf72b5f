"""The ground that the tests stand on holds."""

import smtplib
import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app import clock
from intro_app.db import atomic, db
from intro_app.links import Link
from tests.support.calendar import Calendar
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.mail_server import PostOffice
from tests.support.patience import PATIENCE
from tests.support.people import People

LETTER = "Subject: Hello\r\nMessage-ID: <1@x>\r\n\r\nLook:\r\nhttps://meet.example.org/r/abc.def\r\n"


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_has_a_clean_migrated_database(app: Flask, at: datetime, _again: int) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Link)) == 0
        with atomic():
            db.session.add(
                Link(
                    id_hash="x",
                    purpose="stop",
                    subject="member:1",
                    generation=1,
                    issued_at=at,
                    expires_at=None,
                )
            )
    with app.app_context():
        assert db.session.scalar(select(Link.issued_at)) == at


def test_it_is_the_moment_that_the_test_says(the_calendar: Calendar, at: datetime) -> None:
    assert at <= clock.now() < at + timedelta(minutes=1)
    the_calendar.pass_by(timedelta(days=10))
    assert at + timedelta(days=10) <= clock.now() < at + timedelta(days=10, minutes=1)


def test_people_know_each_other_once_both_said_so(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.bob)
    with app.app_context():
        assert people.alice.member.name == "Alice Marsh"
        assert people.bob.member.door.takes_direct_asks


def test_a_letter_is_read_as_it_came(running_post_office: PostOffice) -> None:
    running_post_office.letters.clear()
    with smtplib.SMTP("127.0.0.1", running_post_office.port) as line:
        line.sendmail("hello@meet.example.org", ["carol@example.org"], LETTER)
    (letter,) = running_post_office.letters
    assert (letter.to, letter.subject, letter.message_id) == ("carol@example.org", "Hello", "<1@x>")
    assert letter.link("r") == "https://meet.example.org/r/abc.def"
    assert letter.links("x") == []


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT])
def test_the_failing_post_office_says_no_at_each_stage_and_then_is_well(
    sink: FailingPostOffice, stage: Stage
) -> None:
    sink.on(stage, Deed.REFUSE, reply="451 4.3.0 not now")
    with smtplib.SMTP("127.0.0.1", sink.port) as line:
        with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)):
            line.sendmail("hello@meet.example.org", ["carol@example.org"], LETTER)
        line.sendmail("hello@meet.example.org", ["carol@example.org"], LETTER)
    assert len(sink.confirmed) == 1
    assert len(sink.taken) == (2 if stage is Stage.DOT else 1)


def test_a_letter_held_after_the_dot_has_arrived_and_is_not_confirmed(sink: FailingPostOffice) -> None:
    rule = sink.on(Stage.DOT, Deed.HOLD)
    sending = threading.Thread(target=_send, args=(sink,))
    sending.start()
    assert rule.reached.wait(timeout=PATIENCE)
    assert (len(sink.taken), len(sink.confirmed)) == (1, 0)
    rule.let_go.set()
    sending.join()
    assert len(sink.confirmed) == 1


@pytest.mark.parametrize("stage", [Stage.CONNECT, Stage.DATA, Stage.DOT])
def test_the_failing_post_office_hangs_up(sink: FailingPostOffice, stage: Stage) -> None:
    sink.on(stage, Deed.DROP)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(sink)
    assert not sink.confirmed


def _send(sink: FailingPostOffice) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port) as line:
        line.sendmail("hello@meet.example.org", ["carol@example.org"], LETTER)
