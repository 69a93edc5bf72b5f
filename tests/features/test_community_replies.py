"""Members hear of what concerns them in a circle as often as they chose: replies in threads of theirs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.circles.models import CircleMail
from intro_app.community.leaving import service as leaving
from intro_app.community.news.models import NewsItem
from intro_app.community.threads import service
from intro_app.community.threads.models import Thread
from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.outbox import suppress
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.received_mail import ReceivedMail

MINUTE = timedelta(minutes=1)
SOON = 11 * MINUTE


@pytest.fixture
def circle(village: Village, people: People) -> str:
    """Alice and Bob want e-mail as it happens; Carol has not chosen."""
    made = village.circle(people.alice, people.bob, people.carol)
    village.wants(made, CircleMail.EACH, people.alice, people.bob)
    return made


def told(mailbox: Mailbox, address: str) -> list[ReceivedMail]:
    """The e-mails about what is new that came to this address."""
    return [one for one in mailbox.to(address) if "To get fewer of these e-mails" in one.text]


def test_a_reply_is_told_to_who_wrote_in_the_thread_and_to_nobody_else(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.carol, "> From when?\n\nMine are from **1790**.", at=at)
    work(app, mailbox, at)
    work(app, mailbox, at + 9 * MINUTE)
    assert not told(mailbox, "alice@example.org"), "there may be more in a moment"
    work(app, mailbox, at + SOON)
    (letter,) = told(mailbox, "alice@example.org")
    assert letter.subject == "Carol Duarte replied in a circle"
    assert "> From when?\n" in letter.text
    assert "Mine are from 1790." in letter.text
    assert f"/circles/{circle}/threads/{thread}#new" in letter.text
    assert f"/circles/{circle}/mail" in letter.text
    assert not told(mailbox, "bob@example.org"), "he wrote nothing there"
    assert not told(mailbox, "carol@example.org"), "it is hers"


def test_two_hundred_posts_are_one_email_an_hour(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    thread = village.thread(circle, people.alice)
    for number in range(200):
        moment = at + number * MINUTE
        village.replies(thread, people.carol, f"Reply {number}.", at=moment)
        if number % 5 == 0:
            work(app, mailbox, moment)
    work(app, mailbox, at + 260 * MINUTE)
    letters = told(mailbox, "alice@example.org")
    assert 4 <= len(letters) <= 5
    assert "Reply 0." in letters[0].text
    assert "more new posts." in letters[1].text


def test_all_mail_about_one_thread_stands_together_and_can_be_stopped_by_one_click(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    threads = [village.thread(circle, people.alice) for _number in range(2)]
    for number in range(2):
        moment = at + number * timedelta(hours=2)
        village.replies(threads[0], people.carol, "Hm.", at=moment)
        work(app, mailbox, moment)
        work(app, mailbox, moment + SOON)
    first, second = told(mailbox, "alice@example.org")
    assert first.message["References"] == second.message["References"] != None  # noqa: E711 - one chain
    assert first.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    village.replies(threads[1], people.carol, "Hm.", at=at + timedelta(hours=6))
    work(app, mailbox, at + timedelta(hours=6))
    work(app, mailbox, at + timedelta(hours=6) + SOON)
    assert told(mailbox, "alice@example.org")[-1].message["References"] != first.message["References"]


def test_once_a_day_collects_all_circles_in_one_morning_email(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    other = village.circle(people.alice, people.bob, people.carol, name="Bell founders")
    for one in (circle, other):
        village.wants(one, CircleMail.DAILY, people.bob)
        village.replies(village.thread(one, people.bob), people.carol, f"About {one}.", at=at + MINUTE)
    work(app, mailbox, at + 2 * MINUTE)
    work(app, mailbox, at + timedelta(hours=6))
    assert not told(mailbox, "bob@example.org")
    work(app, mailbox, (at + timedelta(days=1)).replace(hour=9))
    (letter,) = told(mailbox, "bob@example.org")
    assert "Bell founders" in letter.text
    assert "Organ builders" in letter.text
    work(app, mailbox, (at + timedelta(days=2)).replace(hour=9))
    assert len(told(mailbox, "bob@example.org")) == 1, "without news there is none"


@pytest.mark.parametrize("mail", [CircleMail.DIGEST, CircleMail.NONE, None])
def test_who_did_not_choose_it_gets_no_email_of_its_own(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, mail: CircleMail | None
) -> None:
    circle = village.circle(people.alice, people.carol)
    if mail:
        village.wants(circle, mail, people.carol)
    thread = village.thread(circle, people.carol)
    village.replies(thread, people.alice, "And mine.", people.carol, at=at)
    work(app, mailbox, at)
    work(app, mailbox, (at + timedelta(days=1)).replace(hour=10))
    assert not told(mailbox, "carol@example.org")
    with app.app_context():
        assert not db.session.scalars(select(NewsItem)).all()


def test_who_reads_along_gets_no_e_mail(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.carol, "Hello.", at=at + MINUTE)
    people.alice.browser().get(f"/circles/{circle}/threads/{thread}")
    work(app, mailbox, at + MINUTE)
    work(app, mailbox, at + MINUTE + SOON)
    assert not told(mailbox, "alice@example.org")


def test_a_reply_at_night_waits_for_the_morning(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    thread, night = village.thread(circle, people.alice), at.replace(hour=23)
    village.replies(thread, people.carol, "Awake?", at=night)
    work(app, mailbox, night)
    work(app, mailbox, night + timedelta(hours=6))
    assert not told(mailbox, "alice@example.org")
    work(app, mailbox, night + timedelta(hours=9, minutes=30))
    assert len(told(mailbox, "alice@example.org")) == 1


def test_one_follows_a_thread_of_others_and_leaves_one_of_ones_own(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    thread = village.thread(circle, people.alice)
    path, bob, alice = f"/circles/{circle}/threads/{thread}", people.bob.browser(), people.alice.browser()
    assert "You don’t follow this thread." in bob.get(path).text
    for browser in (bob, alice):
        form = form_with(browser.get(path).text, action="/follow")
        browser.post(f"{path}/follow", data=grouped(form.filled()))
    assert "You follow this thread: your e-mails" in bob.get(path).text
    assert "You don’t follow this thread." in alice.get(path).text
    village.replies(thread, people.carol, "Mine.", at=at)
    work(app, mailbox, at)
    work(app, mailbox, at + SOON)
    assert len(told(mailbox, "bob@example.org")) == 1
    assert not told(mailbox, "alice@example.org")


def test_a_notice_from_the_host_is_told_to_all_who_want_e_mail(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime
) -> None:
    new, alice = f"/circles/{circle}/threads/new", people.alice.browser()
    assert 'name="is_notice"' not in people.bob.browser().get(new).text
    form = form_with(alice.get(new).text, field="is_notice")
    alice.post(new, data=grouped(form.filled(title="We move", words="The loft is shut.", is_notice="y")))
    with app.app_context():
        then = db.session.scalars(select(Thread.opened_at)).one()
    work(app, mailbox, then)
    work(app, mailbox, then + SOON)
    (letter,) = told(mailbox, "bob@example.org")
    assert letter.subject == "A notice from Alice Marsh"
    assert not told(mailbox, "carol@example.org"), "she has chosen nothing"
    bob = people.bob.browser()
    form = form_with(bob.get(new).text, field="title")
    bob.post(new, data=grouped(form.filled(title="Mine", words="All!")) | {"is_notice": ["y"]})
    assert "Notice" not in bob.get(f"/circles/{circle}").text.partition("Mine")[2].partition("</li>")[0]


@pytest.mark.parametrize("why", ["taken back", "left", "blocked", "suspended", "stopped", "stopped them"])
def test_a_reply_that_one_may_not_see_or_does_not_want_any_more_is_not_told(
    app: Flask, village: Village, circle: str, people: People, mailbox: Mailbox, at: datetime, why: str
) -> None:
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.bob, "Mine.", at=at)
    post = village.replies(thread, people.carol, "Awake?", at=at)
    work(app, mailbox, at)
    with app.app_context():
        if why == "taken back":
            service.take_back(found_post(post).id, people.carol.id, found(circle).id, at)
        if why == "left":
            leaving.leave(found(circle).id, people.bob.id, at)
        if why == "suspended":
            with atomic():
                db.session.get_one(Member, people.bob.id).suspended = True
        if why == "stopped":
            suppress("bob@example.org", f"circle:{found(circle).id}", at)
        if why == "stopped them":
            suppress("bob@example.org", f"requester:{people.carol.id}", at)
    if why == "blocked":
        village.block(people.bob, people.carol)
    work(app, mailbox, at + SOON)
    assert not told(mailbox, "bob@example.org")
    with app.app_context():
        assert people.bob.id not in db.session.scalars(select(NewsItem.member_id)).all()


def test_whoever_comes_back_to_a_circle_chooses_anew(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    path, bob = f"/circles/{circle}/mail", people.bob.browser()
    assert "checked" in bob.get(path).text
    with app.app_context():
        leaving.leave(found(circle).id, people.bob.id, at)
        village.joins(found(circle).id, people.alice, people.bob)
    assert "checked" not in bob.get(path).text


def test_each_chooses_on_the_page_of_the_circle_and_the_digest_is_turned_on_with_it(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    path, carol = f"/circles/{circle}/mail", people.carol.browser()
    form = form_with(carol.get(path).text, field="mail")
    assert carol.post(path, data=grouped(form.filled())).status_code == 422
    carol.post(path, data=grouped(form.filled(mail="digest")))
    page = carol.get("/me/digest").text
    assert "checked" in page.partition('name="digest"')[0].rpartition("<")[2]
    assert people.dan.browser().get(path).status_code == 404


def test_whoever_stopped_a_circle_reads_so_and_lifts_it_by_choosing(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    path, bob = f"/circles/{circle}/mail", people.bob.browser()
    with app.app_context():
        suppress("bob@example.org", f"circle:{found(circle).id}", at)
    page = bob.get(path).text
    assert "You’ve stopped the e-mails from this circle." in page
    bob.post(path, data=grouped(form_with(page, field="mail").filled(mail="daily")))
    assert "You’ve stopped" not in bob.get(path).text
