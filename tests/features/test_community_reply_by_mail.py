"""Replying to a thread by e-mail: what is posted, what is refused in a word, and what is dropped."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.bounces.letters import receive
from intro_app.community.circles.models import CircleMail
from intro_app.community.leaving.service import leave
from intro_app.community.replying.models import ReplyAddress
from intro_app.community.replying.policy import Taken
from intro_app.community.replying.receiving import taken
from intro_app.community.replying.service import forget_old
from intro_app.community.tending.service import archive
from intro_app.community.threads.models import Post
from intro_app.db import atomic, db
from tests.support.community import Village, found, work
from tests.support.mail_server import Mailbox
from tests.support.people import People
from tests.support.received_mail import ReceivedMail
from tests.support.replies import html_alone, plain_reply

pytestmark = pytest.mark.changes_app
REFUSED = "Your reply wasn’t posted"
HOUR = timedelta(hours=1)


@dataclass
class AnsweredThread:
    """A thread of Alice’s in which Bob has replied, and what Alice got about it."""

    app: Flask
    people: People
    mailbox: Mailbox
    at: datetime
    village: Village
    circle: str
    news: ReceivedMail

    @property
    def address(self) -> str:
        """Where Alice can reply."""
        return str(self.news.message["Reply-To"])

    def takes(
        self, content: bytes, *, at: datetime | None = None, sender: str | None = "alice@example.org"
    ) -> Taken:
        """Something comes to Alice’s reply address."""
        with self.app.app_context():
            return taken([self.address], content, sender, at or self.at + HOUR)

    def posts(self) -> list[str]:
        """The words of the posts in the thread, the oldest first."""
        with self.app.app_context():
            return [post.words for post in db.session.query(Post).order_by(Post.id)]

    def told(self, at: datetime | None = None) -> list[ReceivedMail]:
        """What Alice was told of replies that were refused."""
        work(self.app, self.mailbox, (at or self.at) + 2 * HOUR)
        return [one for one in self.mailbox.to("alice@example.org") if one.subject == REFUSED]


@pytest.fixture
def thread(app: Flask, people: People, mailbox: Mailbox, at: datetime) -> AnsweredThread:
    """Bob replies to Alice, who gets an e-mail about it."""
    site = app.extensions["settings"]
    object.__setattr__(site, "bounce_address", "b@bounce.example.org")
    object.__setattr__(site, "bounce_listen", "lmtp://127.0.0.1:2424")
    village = Village(app, people, at)
    village.pays(people.alice)
    circle = village.circle(people.alice, people.bob)
    village.wants(circle, CircleMail.EACH, people.alice)
    village.replies(village.thread(circle, people.alice), people.bob, "Older than they look.")
    for minutes in (1, 20):
        work(app, mailbox, at + timedelta(minutes=minutes))
    (news,) = [one for one in mailbox.to("alice@example.org") if "replied" in one.subject]
    return AnsweredThread(app, people, mailbox, at, village, circle, news)


def test_a_reply_is_posted_without_what_it_quotes_and_its_signature(thread: AnsweredThread) -> None:
    assert re.fullmatch(r"b\+r[a-z2-7]{32}@bounce\.example\.org", thread.address)
    assert "You can also reply to this e-mail." in " ".join(thread.news.text.split())
    quoted = "\n".join(f"> {line}" for line in thread.news.text.splitlines())
    words = f"So I heard.\n\nFrom **1720**?\n-- \nAlice Marsh\n\nOn Mon, 4 May 2026, Mutual wrote:\n{quoted}"
    assert thread.takes(plain_reply(words)) is Taken.POSTED
    assert thread.posts()[-1] == "So I heard.\n\nFrom **1720**?"
    assert thread.told() == []


def test_the_same_letter_is_posted_once_however_often_it_comes(thread: AnsweredThread) -> None:
    letter = plain_reply("Once.")
    assert [thread.takes(letter) for _time in range(3)] == [Taken.POSTED] * 3
    assert thread.posts().count("Once.") == 1


def test_bob_hears_of_it_as_of_any_reply_and_can_reply_in_turn(
    thread: AnsweredThread, mailbox: Mailbox
) -> None:
    thread.village.wants(thread.circle, CircleMail.EACH, thread.people.bob)
    thread.takes(plain_reply("So I heard."))
    for minutes in (61, 90):
        work(thread.app, mailbox, thread.at + timedelta(minutes=minutes))
    (news,) = [one for one in mailbox.to("bob@example.org") if "replied" in one.subject]
    assert "So I heard." in news.text
    assert str(news.message["Reply-To"]) != thread.address


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("Auto-Submitted: auto-replied\r\n", id="somebody is away"),
        pytest.param("Auto-Submitted: auto-generated\r\n", id="a program"),
        pytest.param("Precedence: bulk\r\n", id="bulk"),
        pytest.param("List-Id: <list.example.org>\r\n", id="a list"),
        pytest.param("X-Autoreply: yes\r\n", id="an old program"),
        pytest.param("Return-Path: <>\r\n", id="returned"),
    ],
)
def test_what_a_program_sent_is_dropped_without_an_answer(thread: AnsweredThread, more: str) -> None:
    before = thread.posts()
    assert thread.takes(plain_reply("I am away.", more=more), sender=None) is Taken.DROPPED
    assert (thread.posts(), thread.told()) == (before, [])


def test_a_bounce_and_a_letter_of_this_site_itself_are_dropped(thread: AnsweredThread) -> None:
    before = thread.posts()
    assert thread.takes(plain_reply("Undeliverable."), sender="") is Taken.DROPPED
    ours = plain_reply("Hello.", message_id=str(thread.news.message["Message-ID"]))
    assert thread.takes(ours) is Taken.DROPPED
    assert thread.takes(thread.news.raw) is Taken.DROPPED
    assert (thread.posts(), thread.told()) == (before, [])


def test_a_forged_sender_posts_nothing_and_the_member_is_told(thread: AnsweredThread) -> None:
    before = thread.posts()
    for number in range(5):
        letter = plain_reply("Buy this.", sender="Mallory <mallory@example.org>", message_id=f"<{number}@x>")
        assert thread.takes(letter, sender="mallory@example.org") is Taken.REFUSED
    assert thread.posts() == before
    told = thread.told()
    assert len(told) == 2, "two an hour at most"
    assert "It came from another address than the one of your account." in " ".join(told[0].text.split())
    assert not [one for one in thread.mailbox.to("mallory@example.org") if one.subject == REFUSED]
    two = plain_reply("Both.", sender="alice@example.org, mallory@example.org")
    assert thread.takes(two) is Taken.DROPPED


def test_an_address_takes_replies_for_thirty_days_and_is_then_forgotten(thread: AnsweredThread) -> None:
    late = thread.at + timedelta(days=31)
    assert thread.takes(plain_reply("Late."), at=late) is Taken.REFUSED
    assert "for 30 days" in " ".join(thread.told(late)[0].text.split())
    with thread.app.app_context():
        forget_old(thread.at + timedelta(days=61))
    assert thread.takes(plain_reply("Late."), at=late) is Taken.UNKNOWN


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(html_alone("<p>Hello</p>"), "We found no words of yours in it", id="html alone"),
        pytest.param(plain_reply("> Only\n> a\n> quotation"), "We found no words of yours", id="a quotation"),
        pytest.param(plain_reply("a " * 3_500), "Keep this to 6,000 characters.", id="too long"),
        pytest.param(
            plain_reply("Stop: https://meet.example.org/u/abc"), "quotes a personal link", id="a link of hers"
        ),
    ],
)
def test_what_cannot_stand_is_refused_in_one_short_mail(
    thread: AnsweredThread, content: bytes, why: str
) -> None:
    before = thread.posts()
    assert thread.takes(content) is Taken.REFUSED
    (told,) = thread.told()
    assert why in " ".join(told.text.split())
    assert f"/circles/{thread.circle}/threads/" in told.text
    assert thread.posts() == before


def test_the_rules_of_the_page_hold(thread: AnsweredThread, at: datetime) -> None:
    with thread.app.app_context(), atomic():
        thread.people.alice.member.suspended = True
    assert thread.takes(plain_reply("Suspended.", message_id="<1@x>")) is Taken.REFUSED
    with thread.app.app_context(), atomic():
        thread.people.alice.member.suspended = False
        archive(found(thread.circle).id, thread.people.alice.id, at, archived=True)
    assert thread.takes(plain_reply("Archived.", message_id="<2@x>")) is Taken.REFUSED
    assert len(thread.posts()) == 2


def test_who_left_the_circle_posts_nothing_there(
    thread: AnsweredThread, mailbox: Mailbox, at: datetime
) -> None:
    village, people = thread.village, thread.people
    village.wants(thread.circle, CircleMail.EACH, people.bob)
    thread.takes(plain_reply("For Bob."))
    for minutes in (61, 90):
        work(thread.app, mailbox, at + timedelta(minutes=minutes))
    (news,) = [one for one in mailbox.to("bob@example.org") if "replied" in one.subject]
    with thread.app.app_context():
        leave(found(thread.circle).id, people.bob.id, at)
        letter = plain_reply("Still here.", sender="bob@example.org")
        to = [str(news.message["Reply-To"])]
        assert taken(to, letter, "bob@example.org", at + 2 * HOUR) is Taken.REFUSED
    assert "Still here." not in thread.posts()


def test_a_mail_of_several_threads_and_a_site_that_does_not_listen_have_no_reply_address(
    thread: AnsweredThread, mailbox: Mailbox, at: datetime
) -> None:
    site = thread.app.extensions["settings"]
    object.__setattr__(site, "bounce_listen", "")
    thread.village.wants(thread.circle, CircleMail.EACH, thread.people.bob)
    with thread.app.app_context():
        assert db.session.query(ReplyAddress).count() == 1
    assert thread.takes(plain_reply("Nobody listens.")) is Taken.UNKNOWN
    object.__setattr__(site, "bounce_listen", "lmtp://127.0.0.1:2424")
    for _number in range(2):
        village_thread = thread.village.thread(thread.circle, thread.people.alice)
        thread.village.replies(village_thread, thread.people.bob, "News.", at=at + HOUR)
    for minutes in (61, 150):
        work(thread.app, mailbox, at + timedelta(minutes=minutes))
    (news,) = [one for one in mailbox.to("alice@example.org") if one.text.count("News.") == 2]
    assert news.message["Reply-To"] is None
    assert "You can also reply to this e-mail." not in news.text


def test_an_unknown_address_is_no_mailbox_here(thread: AnsweredThread) -> None:
    with thread.app.app_context():
        unknown = f"b+r{'a' * 32}@bounce.example.org"
        assert not receive([unknown], plain_reply("Hello."), "alice@example.org", thread.at)
        assert receive([thread.address], plain_reply("Hello."), "alice@example.org", thread.at)
    assert thread.posts()[-1] == "Hello."
