"""What is new, and who is called on, at decent hours."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.circles import queries as circles
from intro_app.community.circles import service as hosting
from intro_app.community.circles.models import CircleMail
from intro_app.community.leaving import service as leaving
from intro_app.community.threads import service
from intro_app.community.threads.models import Mention
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People, visitor


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice, Bob and Mallory have membership."""
    made = Village(app, people, at)
    made.pays(people.alice, people.bob, people.mallory)
    return made


def alice_calls_on(called: MemberHandle, village: Village, people: People) -> str:
    """She asks somebody of her circle what they think; the address of the thread."""
    circle = village.circle(people.alice, called)
    if called is not people.dan:
        village.wants(circle, CircleMail.EACH, called)
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
    village.wants(circle, CircleMail.EACH, people.bob, people.carol)
    thread, night = village.thread(circle, people.alice), at.replace(hour=23)
    village.replies(thread, people.alice, "Awake?", people.bob, people.carol, at=night)
    work(app, mailbox, night)
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
    village.wants(circle, CircleMail.EACH, people.bob)
    post = village.replies(thread, people.alice, "Awake?", people.bob, at=night)
    with app.app_context():
        if why == "taken back":
            service.take_back(found_post(post).id, people.alice.id, found(circle).id, night)
        if why == "left":
            leaving.leave(found(circle).id, people.bob.id, night)
        if why == "off":
            hosting.choose_mail(found(circle).id, people.bob.member, CircleMail.NONE, night)
    work(app, mailbox, night + timedelta(hours=11))
    assert not [one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject]


def test_only_fellow_members_can_be_called_on(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.alice, "Hello?", people.dan, people.alice)
    with app.app_context():
        assert not db.session.scalars(select(Mention)).all()
        assert [one.name for one in circles.fellows(found(circle).id, people.alice.id)] == ["Bob Keller"]


def test_a_mention_leads_to_the_profile_and_follows_its_name(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice, "Ask @bob, or `@Bob Keller`.")
    page = people.alice.browser().get(f"/circles/{circle}/threads/{thread}").text
    assert f'<a href="/people/{people.bob.public_id}"' in page
    assert ">@Bob Keller</a>" in page
    assert "<code>@Bob Keller</code>" in page
    with app.app_context(), atomic():
        db.session.get_one(Member, people.bob.id).name = "Bob Zimmer"
    assert ">@Bob Zimmer</a>" in people.alice.browser().get(f"/circles/{circle}/threads/{thread}").text


def test_a_visitor_of_a_public_circle_reads_no_name(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, public=True)
    thread = village.thread(circle, people.alice, "Ask @Bob Keller.\n\n> @bob said so")
    page = visitor(app).get(f"/circles/{circle}/threads/{thread}").text
    assert "bob" not in page.lower()
    assert page.count("@a member") == 2


def test_a_name_that_two_bear_is_not_guessed(village: Village, people: People) -> None:
    other = people.join("Bob Adler", "adler@example.org")
    circle = village.circle(people.alice, people.bob, other)
    path = f"/circles/{circle}/threads/{village.thread(circle, people.alice)}"
    alice = people.alice.browser()
    form = form_with(alice.get(path).text, field="words")
    page = alice.post(path, data=grouped(form.filled(words="Ask @Bob.")))
    assert page.status_code == 422
    assert "write the whole name" in page.text
    assert "Ask @Bob." in page.text, "nothing typed is lost"
    page = alice.post(path, data=grouped(form.filled(words="Ask @Bob Adler.")), follow_redirects=True)
    assert ">@Bob Adler</a>" in page.text


def test_who_is_quoted_is_not_called_again_and_an_edit_calls_once(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    village.wants(circle, CircleMail.EACH, people.bob)
    thread = village.thread(circle, people.alice, "> @Bob Keller said so", at)
    post = village.replies(thread, people.alice, "So?", at=at)
    work(app, mailbox, at)
    assert not [one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject]
    with app.app_context():
        for number, words in enumerate(("@Bob Keller?", "Bob?", "@Bob, so?")):
            moment = at + timedelta(hours=2 + 2 * number)
            service.edit(found_post(post).id, people.alice.id, found(circle).id, words, moment)
            work(app, mailbox, moment)
    assert len([one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject]) == 1


def test_at_most_five_are_called_at_once(village: Village, people: People) -> None:
    crowd = [people.join(f"Giver{number} Lind", f"g{number}@example.org") for number in range(6)]
    circle = village.circle(people.alice, *crowd)
    thread = village.thread(circle, people.alice)
    with pytest.raises(DomainError):
        village.replies(thread, people.alice, "All of you.", *crowd)
