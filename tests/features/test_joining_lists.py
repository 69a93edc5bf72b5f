"""A list of people whom staff invite: seen by row, sent at an even pace, stopped, resumed and withdrawn."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.audit.models import AuditEntry
from intro_app.config import Settings
from intro_app.db import db
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.lists import policy
from intro_app.joining.lists.models import InvitationListRow
from intro_app.joining.lists.policy import ListState
from intro_app.outbox.models import OutboxMessage
from tests.support.identity_pages import letters
from tests.support.joining import accept, brought, gated, letter_with, members, path_in
from tests.support.lists import (
    SECOND,
    SOURCE,
    all_sent,
    bounce,
    changes,
    invited,
    reads,
    sends,
    the_list,
    works,
)
from tests.support.people import People, visitor

MEI, NOA = "mei@elsewhere.net", "noa@elsewhere.net"
DAY = timedelta(days=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


@pytest.fixture
def dan(people: People) -> FlaskClient:
    """The browser of an admin who came in by passkey."""
    return people.dan.becomes("admin").browser(by_passkey=True)


def many(number: int) -> str:
    """A list of so many people."""
    return "".join(f"p{one}@elsewhere.net\n" for one in range(number))


def test_a_list_is_seen_by_row_before_anybody_is_written_to(
    app: Flask, people: People, dan: FlaskClient
) -> None:
    rows = (
        f"Name;E-mail\nMei Tanaka;{MEI}\n;{MEI}\nCarol;{people.carol.email}\nX;nobody\nI;info@elsewhere.net"
    )
    page = reads(dan, rows)
    assert "1 person will be invited." in page.text
    for said in (
        MEI,
        "Twice in this list",
        "Already a member",
        "Shared address",
        "not a complete address",
    ):
        assert said in page.text
    only = dan.get(f"{page.request.path}?kind=malformed").text
    assert "nobody" in only
    assert MEI not in only
    assert not [one for one in letters(app) if "/i/" in one]
    assert invited(app) == []


def test_who_is_invited_joins_in_one_step_and_nobody_answers_for_them(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    path = sends(dan, reads(dan, f"Mei Tanaka,{MEI}"), line="We are the alumni of St Jakob.")
    assert "0 of 1 done" in dan.get(path).text
    works(app, at + timedelta(minutes=1), 3)
    letter = letter_with(app, "i")
    assert SOURCE in letter
    assert "alumni of St Jakob" in letter
    page = visitor(app).get(path_in(letter, "i")).text
    assert SOURCE in page
    assert MEI not in members(app)
    assert accept(app, path_in(letter, "i")).status_code == 303
    assert MEI in members(app)
    assert [inviter for _member, inviter in brought(app)] == [None]
    after = dan.get(path).text
    assert "1 of 1 done" in after
    assert "Done" in after
    assert not [one for one in letters(app) if "accepted your invitation" in one]


def test_one_e_mail_a_second_leaves_and_lost_time_stays_lost(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    sends(dan, reads(dan, many(20)))
    at += timedelta(minutes=1)
    works(app, at, 1)
    first = len(invited(app))
    works(app, at + SECOND, 3)
    assert len(invited(app)) == first + 3
    all_sent(app, at)
    works(app, at + timedelta(hours=1), 1)
    assert len(invited(app)) == first + 3 + 5, "a worker that was away catches up on five at most"
    works(app, at + timedelta(hours=1), 1)
    assert len(invited(app)) == first + 3 + 5, "nor does a second worker at the same moment"


def test_a_worker_that_dies_leaves_nothing_half_done(
    app: Flask, dan: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(dan, reads(dan, many(3)))
    at += timedelta(minutes=1)

    def die(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(policy, "next_slot", die)
        with pytest.raises(KeyboardInterrupt):
            works(app, at, 1)
    assert invited(app) == []
    assert not [one for one in letters(app) if "/i/" in one]
    works(app, at, 6)
    assert invited(app) == [(number, f"p{number - 1}@elsewhere.net") for number in (1, 2, 3)]
    with app.app_context():
        assert the_list(app).state is ListState.DONE
        left = select(InvitationListRow.address, InvitationListRow.name)
        assert {tuple(row) for row in db.session.execute(left)} == {("", "")}


def test_it_pauses_resumes_and_is_withdrawn(app: Flask, dan: FlaskClient, at: datetime) -> None:
    path = sends(dan, reads(dan, many(9)))
    works(app, at + timedelta(seconds=50), 1)
    sent = len(invited(app))
    assert sent < 9
    assert "Paused" in changes(dan, path, "Pause").text
    works(app, at + timedelta(minutes=1), 5)
    assert len(invited(app)) == sent
    assert "Sending" in changes(dan, path, "Resume").text
    works(app, at + timedelta(minutes=2), 1)
    assert len(invited(app)) > sent
    kept = path_in(letter_with(app, "i"), "i")
    assert "Tick the box to confirm." in changes(dan, path, "Withdraw this list").text
    assert "Withdrawn" in changes(dan, path, "Withdraw this list", sure="yes").text
    works(app, at + timedelta(minutes=3), 9)
    assert "withdrawn" in visitor(app).get(kept).text
    with app.app_context():
        assert {made.address for made in db.session.scalars(select(Invitation))} == {""}
        left = {row.address for row in db.session.scalars(select(InvitationListRow))}
        waiting = select(OutboxMessage.key).where(
            OutboxMessage.kind == "invitation_from_list", OutboxMessage.dropped_at.is_(None)
        )
        assert left == {""}
        assert not db.session.scalars(waiting).all()
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("list_"))).all()
        assert list(acts) == ["list_sent", "list_paused", "list_resumed", "list_withdrawn"]


def test_it_stops_at_five_failures_in_its_first_twenty_and_staff_hear_of_it(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    path = sends(dan, reads(dan, many(200)))
    at += timedelta(minutes=1)
    works(app, at, 2)
    all_sent(app, at)
    bounce(app, *(f"p{number}@elsewhere.net" for number in range(5)))
    sent = len(invited(app))
    works(app, at + 3 * SECOND, 3)
    assert len(invited(app)) == sent
    page = dan.get(path).text
    assert "Stopped by itself" in page
    assert "so we stopped" in page
    assert [one for one in letters(app) if "So we stopped" in one]
    changes(dan, path, "Resume")
    works(app, at + timedelta(minutes=2), 4)
    assert len(invited(app)) > sent, "what staff knew of when they went on does not stop it again"


def test_it_waits_while_the_mail_server_is_away(app: Flask, dan: FlaskClient, at: datetime) -> None:
    """Else all of it would leave at once when the server comes back."""
    sends(dan, reads(dan, many(60)))
    works(app, at + timedelta(minutes=1), 60)
    assert 10 <= len(invited(app)) <= 15
    all_sent(app, at)
    works(app, at + timedelta(minutes=3), 2)
    assert len(invited(app)) > 15
