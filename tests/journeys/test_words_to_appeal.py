"""From the report of some words to a decision that falls, for every kind of words, through pages and mail."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intro_app.community.threads.models import Post
from intro_app.db import db
from tests.support.gathering_pictures import taken
from tests.support.groups import made_by
from tests.support.joining import letter_with, path_in
from tests.support.journeys.reported_words import (
    ByLink,
    OnPage,
    WordsFinder,
    appeals,
    called_by_mail,
    is_heard,
    is_overturned,
    where_it_stands,
)
from tests.support.mail_server import Mailbox
from tests.support.moderation_desk import WORDS, Moderator, audited, points
from tests.support.people import MemberHandle, People
from tests.support.post_pictures import posted, shown_on
from tests.support.report_subjects import GUEST, KINDS, Square, a_square, guests_note
from tests.support.shelf import Shelf
from tests.support.story import Somebody, Story
from tests.support.uploads import picture

# Who reported stays a secret on both; what differs there is how words are kept, taken down and laid back.
on_postgresql = pytest.mark.on_postgresql("circle", "invitation", "post", "profile")

TOLD = "Something on Mutual itself was reported"
RULED = {"rule": "harassment", "removes": "y"}


@pytest.fixture
def square(app: Flask, people: People, mailbox: Mailbox, shelf: Shelf, story: Story) -> Square:
    """Mallory writes everywhere, Carol reads; Dan and Erin moderate."""
    return a_square(app, people, mailbox, story.people.at, shelf)


@pytest.fixture
def reader(story: Story, square: Square) -> Somebody:
    """She reads, and reports."""
    return story.comes(square.people.carol, details=False)


@pytest.fixture
def dan(story: Story, square: Square) -> Moderator:
    """He decides."""
    return Moderator(story, square.people.dan)


@pytest.fixture
def erin(story: Story, square: Square) -> Moderator:
    """She judges the appeal."""
    return Moderator(story, square.erin)


def stands(finder: WordsFinder) -> bool:
    """Whether the words are there to read."""
    return "foul" in finder.page().lower()


def is_reported(story: Story, dan: Moderator, finder: WordsFinder, reporter: Somebody) -> None:
    """It is reported, and nothing changes; Dan is called without a name, and reads it."""
    assert stands(finder)
    finder.reports()
    assert stands(finder)
    assert "We’ve received your report" in [one.subject for one in reporter.letters]
    called = called_by_mail(story, dan)
    assert not [word for word in ("foul", "Mallory", "Carol", "Vera", WORDS) if word in called]
    papers = dan.reads().text
    assert WORDS in papers
    assert "foul" in papers.lower()


def is_taken_down(dan: Moderator, finder: WordsFinder, *told: Somebody) -> None:
    """Dan decides, both sides read why, and the words are gone."""
    assert dan.decides(**RULED).status_code == 303
    assert not stands(finder)
    assert {one.newest("h").subject for one in told} == {"What we decided, and why"}


def is_back(story: Story, finder: WordsFinder, reporter: Somebody) -> None:
    """The words are there again; the reporter reads that nothing of it counts."""
    assert stands(finder)
    told = reporter.opens(reporter.newest("h").link("h"))
    assert "this decision was overturned" in told.text
    assert audited(story, "decided_case")
    assert audited(story, "decided_appeal")


@on_postgresql
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_member_wrote(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator, kind: str
) -> None:
    public_id, mallory = square.write(kind), story.comes(square.people.mallory, details=False)
    before = points(square.people.mallory)
    finder = _found(story, square, kind, public_id, reader)
    reporter = finder.reader
    is_reported(story, dan, finder, reporter)
    assert dan.hears(rule="harassment", allegation="That it insults people.").status_code == 303
    is_heard(mallory)
    is_taken_down(dan, finder, mallory, reporter)
    assert points(square.people.mallory)[1] == pytest.approx(2.0)
    appeals(mallory)
    is_overturned(dan, erin, mallory)
    is_back(story, finder, reporter)
    assert points(square.people.mallory) == before
    told = [" ".join(one.text.split()) for one in mallory.letters if one.links("h")]
    assert not [text for text in told if WORDS in text or "Carol" in text or "Vera" in text]


@pytest.mark.both_databases
def test_a_picture_in_a_post(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator
) -> None:
    """Dan sees it beside the case; it goes with its post and is back, at a new address, after the appeal."""
    mallory = story.comes(square.people.mallory, details=False)
    thread = f"/circles/{square.circle}/threads/{square.village.thread(square.circle, square.people.alice)}"
    posted(square.people.mallory.browser(), thread, picture(), alt="Foul drawing")
    finder = OnPage(reader, thread, f"/report/post/{_post_of(square.app, square.people.mallory)}")
    carol = square.people.carol.browser()
    before = _pictures(carol, thread)
    is_reported(story, dan, finder, reader)
    dan.hears(rule="harassment", allegation="That it insults people.")
    is_heard(mallory)
    is_taken_down(dan, finder, mallory, reader)
    assert carol.get(before[0]).status_code == 404
    appeals(mallory)
    is_overturned(dan, erin, mallory)
    is_back(story, finder, reader)
    assert len(_pictures(carol, thread)) == 1


def test_a_picture_of_a_gathering(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator
) -> None:
    """Dan sees it beside the case; it goes from every date, and is back on each after the appeal."""
    host, village = square.people.mallory, square.village
    village.pays(host)
    mallory = story.comes(host, details=False)
    circle = village.circle(host, square.people.carol, name="Evenings")
    dates = village.series(circle, host, times=2, picture=taken(village, host, "Foul drawing"))
    finder = OnPage(reader, f"/gatherings/{dates[1]}", f"/report/gathering/{dates[1]}")
    pages, carol = [f"/gatherings/{one}" for one in dates], square.people.carol.browser()
    before = [_pictures(carol, page)[0] for page in pages]
    is_reported(story, dan, finder, reader)
    dan.hears(rule="harassment", allegation="That it insults people.")
    is_heard(mallory)
    is_taken_down(dan, finder, mallory, reader)
    assert {carol.get(one).status_code for one in before} == {404}
    appeals(mallory)
    is_overturned(dan, erin, mallory)
    is_back(story, finder, reader)
    assert [len(_pictures(carol, page)) for page in pages] == [1, 1]


def _post_of(app: Flask, author: MemberHandle) -> str:
    """Return the public id of the newest post of somebody."""
    with app.app_context():
        theirs = select(Post.public_id).where(Post.author_id == author.id).order_by(Post.id.desc())
        return db.session.scalars(theirs).first() or ""


def _pictures(browser: FlaskClient, path: str) -> list[str]:
    """Return the addresses of the pictures on a page, each of which opens."""
    found = [where for where, *_said in shown_on(browser, path)]
    assert {browser.get(one).mimetype for one in found} == {"image/webp"}
    return found


def _found(story: Story, square: Square, kind: str, public_id: str, reader: Somebody) -> WordsFinder:
    if kind != "invitation":
        reported_as = "post" if "post" in kind else kind
        return OnPage(reader, where_it_stands(square, kind, public_id), f"/report/{reported_as}/{public_id}")
    vera = story.guest("Vera Lind", "vera@guests.example.net")
    return ByLink(vera, f"https://meet.example.org{path_in(letter_with(square.app, 'i'), 'i')}")


@pytest.mark.both_databases
def test_what_a_guest_wrote(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator
) -> None:
    hugo = story.guest("Hugo Quince", GUEST)
    finder = OnPage(reader, "/introduced", f"/report/thank_you/{guests_note(square)}")
    is_reported(story, dan, finder, reader)
    assert dan.hears(rule="harassment", allegation="That it insults people.").status_code == 303
    is_heard(hugo)
    is_taken_down(dan, finder, hugo, reader)
    appeals(hugo)
    is_overturned(dan, erin, hugo)
    is_back(story, finder, reader)


def test_the_name_that_staff_gave_a_group(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator
) -> None:
    """Nobody is heard, as staff wrote it; whoever reported it appeals."""
    host = square.people.join("Ilse Kramer").becomes("host")
    group = made_by(square.people.dan, square.at, "Foul group")[0]
    finder = OnPage(reader, where_it_stands(square, "group", group), f"/report/group/{group}")
    is_reported(story, dan, finder, reader)
    assert TOLD in [one.subject for one in story.mailbox.to(host.email)]
    is_taken_down(dan, finder, reader)
    appeals(reader)
    is_overturned(dan, erin, reader)
    is_back(story, finder, reader)


def test_the_sites_own_words_and_logo(
    story: Story, square: Square, reader: Somebody, dan: Moderator, erin: Moderator
) -> None:
    """Moderators take nothing down there; those who write it are told, and change it."""
    keeper = square.people.join("Ilse Kramer").becomes("caretaker")
    finder = OnPage(reader, "/promise", "/report/site/site")
    finder.reports()
    assert "Something on Mutual itself was reported" in [
        one.subject for one in story.mailbox.to(keeper.email)
    ]
    before = finder.page()
    assert WORDS in dan.reads().text
    assert dan.decides(rule="other").status_code == 303
    assert finder.page() == before
    appeals(reader)
    is_overturned(dan, erin, reader)
    assert "this decision was overturned" in reader.opens(reader.newest("h").link("h")).text
