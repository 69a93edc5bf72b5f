"""What is told of a gathering, to whom, and answering by mail."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.service import Plan
from intro_app.errors import DomainError
from intro_app.people import service
from tests.support.calendar import Calendar
from tests.support.community import (
    BERLIN,
    Village,
    found_gathering,
    letter,
    replies,
    rsvp_path,
    says,
    work,
)
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor


def test_everybody_in_the_circle_is_invited_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    village.gathering(circle, people.alice)
    work(app, mailbox, at)
    work(app, mailbox, at + timedelta(hours=1))
    for address in ("bob@example.org", "carol@example.org"):
        invitations = [
            one for one in mailbox.to(address) if one.subject == "Alice Marsh invites you to a gathering"
        ]
        assert len(invitations) == 1
        assert "meet.example.net" not in invitations[0].text, "the link is for those who sign up"
        assert "18:00 (Berlin, GMT+2)" in invitations[0].text
    assert not [one for one in mailbox.to("alice@example.org") if "invitation" in one.subject]


def test_a_reminder_comes_the_day_before_and_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    says(app, gathering, people.bob, at)
    start = at.replace(hour=16) + timedelta(days=7)
    for hours in (26, 23, 22, 5, 1):
        work(app, mailbox, start - timedelta(hours=hours))
    reminders = [one for one in mailbox.letters if one.subject == "Reminder: your gathering is within a day"]
    assert sorted(one.to for one in reminders) == ["alice@example.org", "bob@example.org"]
    assert "gathering.ics" in reminders[0].attachments


def test_who_signs_up_on_the_last_day_needs_no_reminder(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    late = at + timedelta(days=6, hours=10)
    says(app, gathering, people.bob, late)
    work(app, mailbox, late + timedelta(minutes=5))
    assert not [
        one
        for one in mailbox.to("bob@example.org")
        if one.subject == ("Reminder: your gathering is within a day")
    ]


def test_another_time_and_a_cancellation_are_told_to_those_who_come(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    work(app, mailbox, at)
    says(app, gathering, people.bob, at)
    says(app, gathering, people.carol, at, comes=False)
    with app.app_context():
        there = found_gathering(gathering)
        day = there.local_start.date() + timedelta(days=1)
        plan = Plan(title=there.title, day=day, clock=there.local_start.time(), time_zone=BERLIN, minutes=90)
        gatherings.change(there.id, people.alice.id, plan, at)
    work(app, mailbox, at)
    letter(mailbox, "bob@example.org", "A gathering has changed")
    with app.app_context():
        gatherings.cancel(found_gathering(gathering).id, people.alice.id, at)
    work(app, mailbox, at)
    letter(mailbox, "bob@example.org", "A gathering has been cancelled")
    told = {one.subject for one in mailbox.to("carol@example.org")}
    assert told == {"Welcome to the circle", "Alice Marsh invites you to a gathering"}
    with app.app_context(), pytest.raises(DomainError):
        gatherings.answer(found_gathering(gathering).id, people.bob.member, comes=False, at=at)


def test_nobody_is_written_to_across_a_block(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    gathering = village.gathering(circle, people.alice)
    says(app, gathering, people.bob, at)
    mailbox.deliver(at)
    mailbox.empty()
    with app.app_context():
        service.block(people.bob.id, people.alice.id, at)
    work(app, mailbox, at)
    work(app, mailbox, at + timedelta(days=6, hours=12))
    assert not mailbox.to("bob@example.org")


def test_an_answer_by_mail_link_needs_a_press_and_no_account(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob), people.alice)
    work(app, mailbox, at)
    path = rsvp_path(mailbox, "bob@example.org")
    browser = visitor(app)
    for method in ("GET", "HEAD", "GET"):
        assert browser.open(path, method=method).status_code == 200
    assert replies(app, gathering)["Bob"] == "invited", "looking answers nothing"
    page = browser.get(path)
    assert "meet.example.net" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = form_with(page.text, action="/g")
    done = browser.post("/g", data=dict(form.filled(button="I’m coming")))
    assert "You have a place." in done.text
    assert "https://meet.example.net/loft" in done.text
    assert replies(app, gathering)["Bob"] == "going"
    assert browser.post("/g", data=dict(form.filled())).status_code == 200
    assert browser.post("/g", data={"token": form.hidden["token"]}).status_code == 422
    back = form_with(browser.get(path).text, action="/g")
    browser.post("/g", data=dict(back.filled(button="I’m not coming")))
    assert replies(app, gathering)["Bob"] == "not_going"
    for broken in (path[:-3], path + "x", "/g/" + "a" * 60):
        assert browser.get(broken).status_code == 404


def test_a_link_ends_with_its_gathering_and_behind_a_block(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, the_calendar: Calendar
) -> None:
    village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    work(app, mailbox, at)
    bob, carol = (rsvp_path(mailbox, f"{name}@example.org") for name in ("bob", "carol"))
    village.block(people.carol, people.alice)
    assert visitor(app).get(carol).status_code == 410
    the_calendar.go_to(at + timedelta(days=8))
    assert visitor(app).get(bob).status_code == 410
