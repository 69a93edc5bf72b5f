"""Whoever invited two people about whom reports were upheld can't invite for a year, and reads why."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.config import Settings
from intro_app.joining.invitations.service import InvitationRefused
from intro_app.trust import service
from intro_app.trust.events import Joined, Severity, Upheld
from intro_app.trust.queries import inviting_paused_until
from tests.support.joining import (
    gated,
    invite,
    join_by_link,
    letter_with,
    link_for,
    members,
    path_in,
    press,
)
from tests.support.people import People, visitor

DAY = timedelta(days=1)
MEI = "mei@elsewhere.net"
FIRST, SECOND = 70_001, 70_002


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Joining is by invitation."""
    return gated(settings)


def brought_trouble(
    app: Flask, people: People, at: datetime, *newcomers: int, severity: Severity = Severity.MINOR
) -> None:
    """Bob invited these people, and reports about them are upheld at this time."""
    with app.app_context():
        for number in newcomers:
            service.record(Joined(at - 30 * DAY, number, people.bob.id), at)
            service.record(Upheld(at, number, number, severity), at)


def test_after_one_nothing_changes_however_serious_it_was(app: Flask, people: People, at: datetime) -> None:
    brought_trouble(app, people, at - DAY, FIRST, severity=Severity.GRAVE)
    invite(people.bob, MEI, at)
    assert "can’t invite anyone until" not in people.bob.browser().get("/me/invitations").text


def test_after_two_nobody_can_be_invited_for_a_year_and_both_pages_say_until_when(
    app: Flask, people: People, at: datetime
) -> None:
    brought_trouble(app, people, at - DAY, FIRST, SECOND)
    with pytest.raises(InvitationRefused, match="two people you invited"):
        invite(people.bob, MEI, at)
    with pytest.raises(InvitationRefused, match="two people you invited"):
        link_for(people.bob, at)
    for page in ("/me/invitations", "/me/trust"):
        assert "can’t invite anyone until" in people.bob.browser().get(page).text
    invite(people.alice, MEI, at)
    invite(people.bob, "noa@elsewhere.net", at + 365 * DAY)


def test_a_reversed_report_ends_the_pause(app: Flask, people: People, at: datetime) -> None:
    brought_trouble(app, people, at - 2 * DAY, FIRST, SECOND)
    with app.app_context():
        assert inviting_paused_until(people.bob.id, at) is not None
        service.reverse(SECOND, at - DAY)
        assert inviting_paused_until(people.bob.id, at) is None
    invite(people.bob, MEI, at)


def test_two_reports_about_the_same_person_are_one(app: Flask, people: People, at: datetime) -> None:
    brought_trouble(app, people, at - 2 * DAY, FIRST)
    with app.app_context():
        service.record(Upheld(at - DAY, 99, FIRST, Severity.GRAVE), at)
        assert inviting_paused_until(people.bob.id, at) is None


def test_an_open_link_lets_nobody_in_meanwhile_and_does_not_say_why(
    app: Flask, people: People, at: datetime
) -> None:
    code = link_for(people.bob, at, places=2)
    assert join_by_link(app, code, MEI).status_code == 303
    brought_trouble(app, people, at - DAY, FIRST, SECOND)
    noa = visitor(app)
    press(noa, noa.get(f"/j/{code}"), "/j", email="noa@elsewhere.net")
    page = noa.get(path_in(letter_with(app, "l"), "l"), follow_redirects=True)
    assert "noa@elsewhere.net" not in members(app)
    assert "report" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_staff_go_on_inviting(app: Flask, people: People, at: datetime) -> None:
    people.bob.becomes("host")
    brought_trouble(app, people, at - DAY, FIRST, SECOND)
    invite(people.bob, MEI, at)
