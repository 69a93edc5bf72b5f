"""What staff learn of a list, what is refused, and what is erased when."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.invitations.service import forget_invited
from intro_app.joining.lists.models import InvitationListRow
from intro_app.joining.lists.policy import ListState
from intro_app.joining.lists.service import forget_lists, send_lists
from intro_app.outbox import suppress
from intro_app.privacy.service.leaving import Wishes, close_now
from tests.support.calendar import Calendar
from tests.support.identity_pages import letters
from tests.support.joining import gated, invite, path_in, press
from tests.support.lists import (
    SOURCE,
    changes,
    invited,
    press_file,
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


def test_a_report_and_the_pages_tell_nobody_apart_who_gets_no_mail(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    """A mailbox that stopped such mail, one that was invited lately, one that said no, and a stranger's."""
    with app.app_context():
        suppress("stopped@elsewhere.net", "kind:invitation", at)
    invite(people.alice, "twice@elsewhere.net", at)
    rows = f"stopped@elsewhere.net\ntwice@elsewhere.net\n{NOA}\n{MEI}"
    preview = reads(dan, rows)
    assert "4 people will be invited." in preview.text
    path = sends(dan, preview)
    works(app, at + timedelta(minutes=1), 6)
    browser = visitor(app)
    theirs = [path_in(one, "i") for one in letters(app) if SOURCE in one]
    assert len(theirs) == 2
    press(browser, browser.get(theirs[0]), "/i/no")
    page, report = dan.get(path).text, dan.get(f"{path}/report.csv")
    assert "4 of 4 done" in page
    lines = list(csv.reader(io.StringIO(report.data.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == ["1", "2", "3", "4"]
    assert len({tuple(line[1:]) for line in lines[1:]}) == 1
    assert "@" not in report.text
    for address in ("stopped@elsewhere.net", "twice@elsewhere.net", NOA, MEI):
        found = dan.get(f"/staff/invitations/open?find={address}").text
        assert found.count("open until") == 1
        assert address not in found.replace(f'value="{address}"', "")


def test_the_same_people_are_not_written_to_by_a_second_list(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    for _ in range(2):
        sends(dan, reads(dan, MEI))
        works(app, at + timedelta(minutes=1), 2)
    assert len([one for one in letters(app) if SOURCE in one]) == 1


def test_one_invitation_is_found_and_withdrawn(app: Flask, dan: FlaskClient, at: datetime) -> None:
    sends(dan, reads(dan, f"Mei Tanaka,{MEI}\nNoa Levi,{NOA}"))
    works(app, at + timedelta(minutes=1), 3)
    links = [path_in(one, "i") for one in letters(app) if SOURCE in one]
    page = dan.get("/staff/invitations/open?find=tanaka")
    assert "Noa" not in page.text
    press(dan, page, "/staff/invitations/open/withdraw")
    assert "Tanaka" not in dan.get("/staff/invitations/open").text
    assert sorted("withdrawn" in visitor(app).get(link).text for link in links) == [False, True]


@pytest.mark.one_database
def test_a_file_is_read_and_what_is_no_list_is_refused(dan: FlaskClient) -> None:
    utf16 = "Name\tE-Mail\nZoë Müller\tzoe@elsewhere.net\n".encode("utf-16")
    assert "Zoë Müller" in press_file(dan, utf16).text
    refused = press_file(dan, b"PK\x03\x04\x14\x00\x06\x00\x08")
    assert refused.status_code == 422
    assert "not a text file" in refused.text
    assert "nobody on this list" in press_file(dan, None).text
    assert "more than 2,000 rows" in press_file(dan, b"a@b.de\n" * 50_000).text


@pytest.mark.one_database
def test_a_file_above_a_megabyte_is_refused_before_it_is_read(dan: FlaskClient) -> None:
    page = press_file(dan, b"somebody.somewhere.or.other@elsewhere.example\n" * 50_000)
    assert page.status_code == 413
    assert "2,000 rows and 1 MB" in page.text


@pytest.mark.one_database
def test_no_other_form_takes_a_file_or_a_megabyte(app: Flask, people: People) -> None:
    browser = people.bob.browser()
    assert browser.post("/me/invitations", data={"line": "x" * 70_000}).status_code == 413
    assert visitor(app).post("/staff/invitations", data={"pasted": "x" * 70_000}).status_code == 404


@pytest.mark.one_database
def test_nobody_sends_a_list_without_answering_for_it(app: Flask, dan: FlaskClient, at: datetime) -> None:
    preview = reads(dan, MEI)
    path = preview.request.path
    page = press(dan, preview, path, source="")
    assert page.status_code == 422
    assert "Say where the addresses come from." in page.text
    assert "Only invite people who know you" in page.text
    works(app, at + timedelta(minutes=1), 3)
    assert invited(app) == []


@pytest.mark.one_database
def test_whoever_signed_in_long_ago_signs_in_again_before_a_list_is_sent(
    app: Flask, dan: FlaskClient, the_calendar: Calendar, at: datetime
) -> None:
    preview = reads(dan, MEI)
    path = preview.request.path
    the_calendar.pass_by(timedelta(minutes=15))
    assert "please sign in again first" in dan.get(path).text
    sent = press(dan, preview, path, source=SOURCE, expected="y")
    assert sent.headers["Location"].startswith("/sign-in/again")
    works(app, at + timedelta(minutes=20), 2)
    assert invited(app) == []


def test_what_is_not_sent_goes_within_a_day_and_what_ends_is_erased(
    app: Flask, dan: FlaskClient, at: datetime
) -> None:
    reads(dan, MEI)
    with app.app_context():
        forget_lists(at + timedelta(hours=25))
        assert not db.session.scalars(select(InvitationListRow)).all()
    sends(dan, reads(dan, f"Mei Tanaka,{MEI}"))
    works(app, at + timedelta(minutes=1), 2)
    with app.app_context():
        forget_invited(at + 32 * DAY)
        made = db.session.scalars(select(Invitation)).one()
        assert (made.name, made.address, made.source, made.line) == ("", "", "", "")
        forget_lists(at + 121 * DAY)
        forget_invited(at + 121 * DAY)
        assert not db.session.scalars(select(Invitation)).all()
        assert not db.session.scalars(select(InvitationListRow)).all()


def test_a_list_that_is_paused_for_a_month_ends(app: Flask, dan: FlaskClient, at: datetime) -> None:
    path = sends(dan, reads(dan, MEI))
    changes(dan, path, "Pause")
    with app.app_context():
        forget_lists(at + 31 * DAY)
        assert the_list(app).state is ListState.DONE
        assert {row.address for row in db.session.scalars(select(InvitationListRow))} == {""}
        send_lists(at + 32 * DAY)
    assert invited(app) == []


def test_a_list_goes_on_when_whoever_sent_it_leaves(
    app: Flask, people: People, dan: FlaskClient, at: datetime
) -> None:
    people.carol.becomes("admin")
    sends(dan, reads(dan, MEI))
    with app.app_context():
        close_now(people.dan.member, Wishes(), at)
    works(app, at + timedelta(minutes=1), 2)
    assert [address for _row, address in invited(app)] == [MEI]
