"""Whoever wrote in a thread hears of replies, if they want to: one e-mail until they have read them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.community.leaving import service as leaving
from intro_app.community.preferences import service as preferences
from intro_app.community.threads import service
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.received_mail import ReceivedMail

SOON = timedelta(minutes=11)


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice hosts; she and Bob want to hear of replies, Carol does not."""
    made = Village(app, people, at)
    made.pays(people.alice)
    for one in (people.alice, people.bob):
        wants(one, at)
    return made


def wants(one: MemberHandle, at: datetime, *, replies: bool = True) -> None:
    """They want to hear of replies, or no longer."""
    with one.app.app_context():
        preferences.save(
            one.member, quiet_from=21, quiet_until=8, mentions=False, digest=False, at=at, replies=replies
        )


def told(mailbox: Mailbox, address: str) -> list[ReceivedMail]:
    """The e-mails about replies that came to this address."""
    return [one for one in mailbox.to(address) if "replied in a circle" in one.subject]


def test_a_reply_is_told_to_who_wrote_in_the_thread_and_to_nobody_else(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.carol, "Mine are from **1790**.", at=at)
    work(app, mailbox, at + timedelta(minutes=9))
    assert not told(mailbox, "alice@example.org"), "there may be more in a moment"
    work(app, mailbox, at + SOON)
    (letter,) = told(mailbox, "alice@example.org")
    assert letter.subject == "Carol Duarte replied in a circle"
    assert "1790" in letter.text
    assert f"/circles/{circle}/threads/{thread}?after=" in letter.text
    assert not told(mailbox, "bob@example.org"), "he wrote nothing there"
    assert not told(mailbox, "carol@example.org"), "it is hers"


def test_more_replies_wait_until_the_thread_was_read(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    thread = village.thread(circle, people.alice)
    for number in range(3):
        village.replies(thread, people.carol, f"Reply {number}.", at=at + timedelta(minutes=number))
    work(app, mailbox, at + SOON)
    (letter,) = told(mailbox, "alice@example.org")
    assert "Reply 0." in letter.text
    assert "There are 2 more new posts." in letter.text
    village.replies(thread, people.carol, "And another.", at=at + timedelta(hours=1))
    work(app, mailbox, at + timedelta(hours=2))
    assert len(told(mailbox, "alice@example.org")) == 1
    people.alice.browser().get(f"/circles/{circle}/threads/{thread}")
    village.replies(thread, people.carol, "Are you there?", at=at + timedelta(hours=3))
    work(app, mailbox, at + timedelta(hours=4))
    assert "Are you there?" in told(mailbox, "alice@example.org")[-1].text


def test_who_reads_along_gets_no_e_mail(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.carol)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.carol, "Hello.", at=at + timedelta(minutes=1))
    people.alice.browser().get(f"/circles/{circle}/threads/{thread}")
    work(app, mailbox, at + SOON)
    assert not told(mailbox, "alice@example.org")


def test_a_reply_at_night_waits_for_the_morning(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.carol)
    thread, night = village.thread(circle, people.alice), at.replace(hour=23)
    village.replies(thread, people.carol, "Awake?", at=night)
    work(app, mailbox, night + timedelta(hours=6))
    assert not told(mailbox, "alice@example.org")
    work(app, mailbox, night + timedelta(hours=9, minutes=30))
    assert len(told(mailbox, "alice@example.org")) == 1


def test_who_is_mentioned_hears_of_it_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        preferences.save(
            people.alice.member,
            quiet_from=21,
            quiet_until=8,
            mentions=True,
            digest=False,
            at=at,
            replies=True,
        )
    circle = village.circle(people.alice, people.carol)
    village.replies(village.thread(circle, people.alice), people.carol, "You?", people.alice, at=at)
    work(app, mailbox, at + SOON)
    subjects = [one.subject for one in mailbox.to("alice@example.org")]
    assert subjects[-1] == "Carol Duarte mentioned you in a circle"
    assert not told(mailbox, "alice@example.org")


@pytest.mark.parametrize("why", ["taken back", "left", "blocked"])
def test_a_reply_that_one_may_not_see_any_more_is_not_told(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, why: str
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.bob, "Mine.", at=at)
    post = village.replies(thread, people.carol, "Awake?", at=at)
    with app.app_context():
        if why == "taken back":
            service.take_back(found_post(post).id, people.carol.id, found(circle).id, at)
        if why == "left":
            leaving.leave(found(circle).id, people.bob.id, at)
    if why == "blocked":
        village.block(people.bob, people.carol)
    work(app, mailbox, at + SOON)
    assert not told(mailbox, "bob@example.org")


def test_it_is_off_until_it_is_ticked(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.carol)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.carol, "Mine.", at=at)
    village.replies(thread, people.alice, "And mine.", at=at)
    work(app, mailbox, at + SOON)
    assert not told(mailbox, "carol@example.org")
    browser = people.carol.browser()
    form = form_with(browser.get("/me/digest").text, field="replies")
    browser.post("/me/digest", data=grouped(form.filled(replies="y")))
    village.replies(thread, people.alice, "Are you there?", at=at + timedelta(hours=1))
    work(app, mailbox, at + timedelta(hours=1) + SOON)
    assert len(told(mailbox, "carol@example.org")) == 1
