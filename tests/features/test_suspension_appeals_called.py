"""Who may judge an appeal against a suspension is called by mail; whoever appealed hears how it ended."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.calling import tell_judges_daily
from intro_app.organising.suspensions.policy import SuspensionLength
from tests.support.identity_pages import send
from tests.support.joining import press
from tests.support.mail_server import Mailbox
from tests.support.organising import does, opens
from tests.support.people import MemberHandle, People, visitor
from tests.support.suspending import WORDS, suspended

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUBJECT = "An appeal on Mutual is waiting for you"
APPEAL = "It was one letter to each of two people."


@pytest.fixture
def erin(people: People) -> MemberHandle:
    """Another host."""
    return people.join("Erin Foley").becomes("host")


def calls(mailbox: Mailbox, person: MemberHandle, at: datetime) -> list[str]:
    """The texts of the e-mails that called this person by then."""
    mailbox.deliver(at)
    return [" ".join(one.text.split()) for one in mailbox.to(person.email) if one.subject == SUBJECT]


def appeals(app: Flask, found: int, at: datetime) -> None:
    with app.app_context():
        service.appeal(found, APPEAL, at)


def a_day_passes(app: Flask, at: datetime) -> None:
    """The worker goes round twice."""
    for _round in range(2):
        with app.app_context():
            tell_judges_daily(at)


@pytest.mark.parametrize("length", [SuspensionLength.WEEK, SuspensionLength.REMOVED])
def test_who_may_judge_is_called_at_once_and_reads_no_name(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, erin: MemberHandle, length: SuspensionLength
) -> None:
    people.dan.becomes("host")
    people.bob.becomes("moderator")
    appeals(app, suspended(app, people.mallory, people.dan, at, length), at)
    (text,) = calls(mailbox, erin, at)
    assert "1 person has appealed" in text
    was = "removed" if length is SuspensionLength.REMOVED else "suspended"
    assert f"an account was {was}" in text
    assert "came in on Monday, 4 May 2026" in text
    assert not [word for word in ("Mallory", "mallory", APPEAL, WORDS, "Advertising", "Dan") if word in text]
    assert [calls(mailbox, one, at) for one in (people.dan, people.bob, people.mallory)] == [[], [], []]


def test_it_is_said_again_once_a_day_until_it_is_decided(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, erin: MemberHandle
) -> None:
    people.dan.becomes("host")
    found = suspended(app, people.mallory, people.dan, at)
    appeals(app, found, at)
    a_day_passes(app, at + HOUR / 2)
    assert len(calls(mailbox, erin, at + HOUR / 2)) == 1, "daily e-mails are due at nine"
    a_day_passes(app, at + HOUR)
    a_day_passes(app, at + DAY)
    assert len(calls(mailbox, erin, at + DAY)) == 2
    a_day_passes(app, at + DAY + HOUR)
    assert len(calls(mailbox, erin, at + DAY + HOUR)) == 3
    assert not calls(mailbox, people.dan, at + DAY + HOUR), "he decided, and somebody else can judge"
    with app.app_context():
        service.judge(found, "It was forty, as the log shows.", erin.member, at + 2 * DAY, overturns=False)
    a_day_passes(app, at + 2 * DAY + HOUR)
    assert len(calls(mailbox, erin, at + 2 * DAY + HOUR)) == 3


def test_who_decided_is_called_only_where_nobody_else_can_judge_and_after_two_days(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    people.dan.becomes("host")
    appeals(app, suspended(app, people.mallory, people.dan, at), at)
    a_day_passes(app, at + DAY)
    assert not calls(mailbox, people.dan, at + DAY)
    a_day_passes(app, at + 3 * DAY)
    assert len(calls(mailbox, people.dan, at + 3 * DAY)) == 1


@pytest.mark.parametrize("outcome", ["stands", "overturn"])
@pytest.mark.parametrize("length", ["7", "removed"])
def test_from_the_suspension_to_the_outcome_on_pages_and_in_mail(
    app: Flask, people: People, mailbox: Mailbox, at: datetime, erin: MemberHandle, length: str, outcome: str
) -> None:
    dan, mallory = people.dan.becomes("admin").browser(by_passkey=True), people.mallory
    opens(dan, mallory)
    does(dan, mallory, "suspend", length=length, ground="spam", cause="reported", words=WORDS)
    mailbox.deliver(at)
    link = mailbox.newest(mallory.email).link("w").removeprefix("https://meet.example.org")
    guest = visitor(app)
    assert press(guest, guest.get(link), "/w", words=APPEAL).status_code == 200
    assert len(calls(mailbox, erin, at)) == 1
    judge = erin.browser(by_passkey=True)
    assert APPEAL in opens(judge, mallory).text
    does(judge, mallory, "appeal", outcome=outcome, words="We read all of it once more.")
    mailbox.deliver(at)
    told = mailbox.newest(mallory.email)
    assert "We read all of it once more." in told.text
    back = outcome == "overturn"
    assert ("is back" in told.subject) == back
    assert ("appeal has been decided" in told.subject) != back
    if back:
        assert send(mallory.browser(), "/me/profile", name=mallory.name).status_code == 303
