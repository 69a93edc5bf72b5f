"""Two thousand rows of a file, from its preview to the last e-mail, by a real mail server, and to its end."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.service import forget_invited
from intro_app.joining.lists.models import InvitationListRow
from intro_app.joining.lists.policy import ListState, RowVerdict
from intro_app.joining.lists.service import forget_lists, send_lists
from intro_app.outbox import suppress
from tests.support.joining import gated
from tests.support.lists import SOURCE, changes, press_file, sends, the_list
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.settings_pages import said

ROWS, TWICE, MALFORMED, MEMBERS, OFFICES, STOPPED = 2_000, 40, 30, 3, 20, 25
GOOD = ROWS - TWICE - MALFORMED - MEMBERS - OFFICES
UNKNOWN = {f"p{number}@elsewhere.net" for number in (2, 5, 8, 11, 14)}
FIVE_SECONDS = timedelta(seconds=5)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


@pytest.fixture
def unknown(mailbox: Mailbox) -> Iterator[None]:
    """Five of the first twenty have left these mailboxes."""
    mailbox.office.unknown |= UNKNOWN
    yield
    mailbox.office.unknown -= UNKNOWN


def rows_of(members: list[str]) -> str:
    """A file as a spreadsheet writes it: semicolons, quotes, a formula for a name, all kinds of faults."""
    file = io.StringIO()
    written = csv.writer(file, delimiter=";", lineterminator="\r\n")
    written.writerow(["Name", "E-mail"])
    written.writerows(["Roth, Pia", f"p{number}@elsewhere.net"] for number in range(GOOD))
    written.writerows(["", f"P{number}@Elsewhere.NET"] for number in range(100, 100 + TWICE))
    written.writerows(["=1+1", f"nobody {number}"] for number in range(MALFORMED - 1))
    written.writerow(["x" * 500, "also nobody"])
    written.writerows(["", address] for address in members)
    written.writerows(["", f"info@office{number}.example"] for number in range(OFFICES))
    return file.getvalue()


def goes_round(app: Flask, mailbox: Mailbox, at: datetime, most: int) -> datetime:
    """Let the worker and the mail server work until nothing is left to hand over, or `most` times."""
    for _round in range(most):
        with app.app_context():
            if the_list(app).next_at is None:
                break
            send_lists(at)
        mailbox.deliver(at)
        at += FIVE_SECONDS
    return at


def handed(app: Flask) -> int:
    """How many were invited."""
    with app.app_context():
        return db.session.scalar(select(func.count(Invitation.id))) or 0


def state(app: Flask) -> ListState:
    """How the list stands."""
    with app.app_context():
        return the_list(app).state


@pytest.mark.slow
@pytest.mark.one_database  # it takes half a minute; its parts play on both
@pytest.mark.usefixtures("unknown")
def test_two_thousand_rows_from_a_file_to_the_last_e_mail(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    stopped = {f"p{number}@elsewhere.net" for number in range(500, 500 + STOPPED)}
    with app.app_context():
        for address in stopped:
            suppress(address, "kind:invitation", at)
    mailbox.empty()
    members = [one.email for one in (people.alice, people.bob, people.carol)]
    preview = press_file(dan, rows_of(members).encode("utf-16"))
    _is_told_by_row(app, dan, preview.text)
    path = sends(dan, preview, line="We are the alumni of St Jakob.")
    assert mailbox.letters == []

    at = goes_round(app, mailbox, at + timedelta(minutes=1), 100)
    assert state(app) is ListState.STOPPED
    assert handed(app) <= 25, "five of the first twenty came back, so nobody else is written to"
    assert "Stopped by itself" in dan.get(path).text
    assert [one for one in mailbox.to(people.dan.email) if "So we stopped" in one.text]

    changes(dan, path, "Resume")
    at = goes_round(app, mailbox, at, 60)
    before = handed(app)
    assert f"{before:,} of {GOOD:,} done" in said(dan.get(path).text)
    changes(dan, path, "Pause")
    at = goes_round(app, mailbox, at + timedelta(hours=1), 3)
    assert handed(app) == before
    changes(people.dan.browser(by_passkey=True), path, "Resume")
    at = goes_round(app, mailbox, at, 600)
    assert state(app) is ListState.DONE
    _is_done(app, people, mailbox, path, stopped)
    _is_forgotten(app, at)


def _is_told_by_row(app: Flask, dan: FlaskClient, preview: str) -> None:
    assert f"{GOOD:,} people will be invited." in said(preview)
    with app.app_context():
        counted = select(InvitationListRow.verdict, func.count()).group_by(InvitationListRow.verdict)
        found = {row[0]: row[1] for row in db.session.execute(counted)}
    assert found == {
        RowVerdict.OK: GOOD,
        RowVerdict.TWICE: TWICE,
        RowVerdict.MALFORMED: MALFORMED,
        RowVerdict.MEMBER: MEMBERS,
        RowVerdict.ROLE: OFFICES,
    }


def _is_done(app: Flask, people: People, mailbox: Mailbox, path: str, stopped: set[str]) -> None:
    """Everybody got one e-mail, but who stopped them or is not there; nothing tells these apart."""
    dan = people.dan.browser(by_passkey=True)
    written = [one for one in mailbox.letters if SOURCE in " ".join(one.text.split())]
    wanted = {f"p{number}@elsewhere.net" for number in range(GOOD)} - stopped - UNKNOWN
    assert len(written) == len(wanted)
    assert {one.to for one in written} == wanted
    assert f"{GOOD:,} of {GOOD:,} done" in said(dan.get(path).text)
    report = dan.get(f"{path}/report.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(report)))
    assert len(lines) == ROWS + 1, "each row, and what became of it"
    assert "@" not in report
    with app.app_context():
        left = select(func.count(InvitationListRow.id)).where(InvitationListRow.address != "")
        assert db.session.scalar(left) == 0, "no address is kept twice"


def _is_forgotten(app: Flask, at: datetime) -> None:
    with app.app_context():
        forget_lists(at + timedelta(days=31))
        forget_invited(at + timedelta(days=31))
        kept = select(func.count(Invitation.id)).where(Invitation.address != "")
        assert db.session.scalar(kept) == 0


def test_fifty_thousand_rows_are_refused_with_the_limit_and_nothing_is_kept(
    app: Flask, people: People
) -> None:
    dan = people.dan.becomes("admin").browser(by_passkey=True)
    small = "".join(f"a{number}@b.de\n" for number in range(50_000))
    refused = press_file(dan, small.encode())
    assert refused.status_code == 422
    assert "2,000" in said(refused.text)
    with app.app_context():
        assert db.session.scalar(select(func.count(InvitationListRow.id))) == 0
