"""What is new, and who is called on, at decent hours."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.community.circles import queries as circles
from intro_app.community.leaving import service as leaving
from intro_app.community.preferences import service as preferences
from intro_app.community.threads import service
from tests.support.community import Village, found, found_post, work
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice, Bob and Mallory have membership; Bob and Carol want an e-mail when somebody calls on them."""
    made = Village(app, people, at)
    made.pays(people.alice, people.bob, people.mallory)
    with app.app_context():
        for one in (people.bob, people.carol):
            preferences.save(one.member, quiet_from=21, quiet_until=8, mentions=True, digest=False, at=at)
    return made


def alice_calls_on(called: MemberHandle, village: Village, people: People) -> str:
    """She asks somebody of her circle what they think; the address of the thread."""
    circle = village.circle(people.alice, called)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.alice, "What do you think?", called)
    return f"/circles/{circle}/threads/{thread}"


def test_who_did_not_ask_for_it_gets_no_e_mail_when_somebody_calls_on_them(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    path = alice_calls_on(people.dan, village, people)
    work(app, mailbox, at)
    assert not [one for one in mailbox.to("dan@example.org") if "mentioned you" in one.subject]
    assert "@Dan Okafor" in people.dan.browser().get(path).text


def test_what_is_new_is_marked_until_it_is_read(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    thread = village.thread(circle, people.alice, at=at + timedelta(minutes=1))
    carol, url = people.carol.browser(), f"/circles/{circle}/threads/{thread}"
    for path in ("/community", f"/circles/{circle}", url):
        assert ">new<" in carol.get(path).text, path
    carol.head(url)
    for path in ("/community", f"/circles/{circle}", url):
        assert ">new<" not in carol.get(path).text, path
    village.replies(thread, people.bob, "Mine are from 1790.", at=at + timedelta(minutes=2))
    assert ">new<" in carol.get("/community").text
    assert (
        ">new<"
        not in people.bob.browser().get(f"/circles/{circle}/threads/{thread}").text.split("1790")[0][-200:]
    )
    carol.head(url)
    assert ">new<" in carol.get(f"/circles/{circle}").text, "a HEAD reads nothing"


def test_what_was_written_before_one_came_is_not_new(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    village.thread(circle, people.alice, at=at - timedelta(days=3))
    assert ">new<" not in people.bob.browser().get(f"/circles/{circle}").text


def test_a_mention_is_told_by_day_and_at_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    path = alice_calls_on(people.bob, village, people)
    work(app, mailbox, at)
    (letter,) = (one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject)
    assert "What do you think?" in letter.text
    assert path in letter.text
    page = people.bob.browser().get(path).text
    assert "@Bob Keller" in page


def test_a_mention_at_night_waits_for_the_morning(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    thread, night = village.thread(circle, people.alice), at.replace(hour=23)
    village.replies(thread, people.alice, "Awake?", people.bob, people.carol, at=night)
    mailbox.deliver(night)
    mailbox.empty()
    work(app, mailbox, night + timedelta(hours=6))
    assert not mailbox.letters
    village.block(people.carol, people.alice)
    work(app, mailbox, night + timedelta(hours=9, minutes=30))
    assert [(one.to, one.subject) for one in mailbox.letters] == [
        ("bob@example.org", "Alice Marsh mentioned you in a circle")
    ], "a block of the night counts"


@pytest.mark.parametrize("why", ["off", "taken back", "left"])
def test_a_mention_that_is_not_wanted_any_more_is_not_told(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime, why: str
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread, night = village.thread(circle, people.alice), at.replace(hour=23)
    with app.app_context():
        off = why == "off"
        preferences.save(
            people.bob.member, quiet_from=21, quiet_until=8, mentions=not off, digest=False, at=at
        )
    post = village.replies(thread, people.alice, "Awake?", people.bob, at=night)
    with app.app_context():
        if why == "taken back":
            service.take_back(found_post(post).id, people.alice.id, found(circle).id, night)
        if why == "left":
            leaving.leave(found(circle).id, people.bob.id, night)
    work(app, mailbox, night + timedelta(hours=11))
    assert not [one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject]


def test_only_fellow_members_can_be_called_on(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.alice, "Hello?", people.dan, people.alice)
    page = people.alice.browser().get(f"/circles/{circle}/threads/{thread}").text
    assert "@Dan" not in page
    with app.app_context():
        assert [one.name for one in circles.fellows(found(circle).id, people.alice.id)] == ["Bob Keller"]
