"""Blocks, hostile words and reports in circles."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.audit.queries import read_lines
from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import CircleMail
from intro_app.community.threads import queries as threads
from intro_app.community.threads import service
from intro_app.community.threads.models import Post, PostReport
from intro_app.db import atomic, db
from intro_app.errors import DomainError, StaleError
from tests.support.community import Village, found, found_post, work
from tests.support.forms import form_with
from tests.support.mail_server import Mailbox
from tests.support.people import People

HOSTILE = (
    "<script>alert(1)</script> ![x](https://evil.example/p.png) [y](javascript:alert(1)) "
    '"><img src=x onerror=alert(1)>'
)


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice, Bob and Mallory have membership."""
    made = Village(app, people, at)
    made.pays(people.alice, people.bob, people.mallory)
    return made


def test_people_with_a_block_between_never_meet(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.mallory)
    thread = village.thread(circle, people.alice)
    village.replies(thread, people.mallory, "Words of mine.")
    own = village.thread(circle, people.mallory)
    village.replies(own, people.alice, "An answer in it.")
    village.block(people.bob, people.mallory)
    bob, mallory = people.bob.browser(), people.mallory.browser()
    village.replies(thread, people.bob, "Words of Bob's.")
    for path in (
        "/community",
        f"/circles/{circle}",
        f"/circles/{circle}/people",
        f"/circles/{circle}/threads/{thread}",
    ):
        seen = bob.get(path).text
        assert "Mallory" not in seen
        assert "Words of mine." not in seen
        assert own not in seen
        seen = mallory.get(path).text.replace("Mallory Voss", "")
        assert "Bob Keller" not in seen
        assert "Words of Bob" not in seen
    assert bob.get(f"/circles/{circle}/threads/{own}").status_code == 404
    with app.app_context():
        assert [one.name for one in circles.fellows(found(circle).id, people.bob.id)] == ["Alice Marsh"]


def test_hostile_words_are_harmless_on_the_page_and_in_the_mail(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice, HOSTILE)
    village.wants(circle, CircleMail.EACH, people.bob)
    village.replies(thread, people.alice, HOSTILE, people.bob)
    page = people.bob.browser().get(f"/circles/{circle}/threads/{thread}").text
    work(app, mailbox, at)
    (letter,) = (one for one in mailbox.to("bob@example.org") if "mentioned you" in one.subject)
    for html in (page, letter.html):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'javascript:alert(1)"' not in html
        assert "onerror=alert(1)>" not in html.replace("&gt;", "|").replace("onerror=alert(1)|", "")
    assert 'rel="nofollow noopener ugc"' in page


def _report_in_the_old_way(post: Post, by: int, words: str, at: datetime) -> None:
    made = PostReport(post_id=post.id, reporter_id=by, words=words, reported_words=post.words, reported_at=at)
    db.session.add(made)


def reported(app: Flask, village: Village, at: datetime) -> str:
    """The public id of a post of Mallory's that Carol reported, and that Mallory changed since."""
    people = village.people
    circle = village.circle(people.alice, people.bob, people.mallory, people.carol)
    post = village.replies(village.thread(circle, people.alice), people.mallory, "Something foul.")
    with app.app_context():
        with atomic():
            _report_in_the_old_way(found_post(post), people.carol.id, "This is foul.", at)
        service.edit(found_post(post).id, people.mallory.id, found(circle).id, "Something nice.", at)
    return post


def test_a_report_reaches_moderators_with_the_words_as_they_were(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    reported(app, village, at)
    assert people.alice.browser().get("/moderation/posts").status_code == 404
    by_mail = people.dan.becomes("moderator").browser()
    assert by_mail.get("/moderation/posts").location == "/me/passkeys"
    page = people.dan.browser(by_passkey=True).get("/moderation/posts").text
    assert page.count("Something foul.") == 1
    assert "Carol" not in page


def test_a_post_is_taken_down_with_a_reason_that_is_written_down(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    post = reported(app, village, at)
    dan = people.dan.becomes("moderator").browser(by_passkey=True)
    form = form_with(dan.get("/moderation/posts").text, field="why")
    for why, status in (("", 422), ("An insult, rule 2.", 303)):
        typed = dict(form.filled(button="Remove", why=why))
        assert dan.post("/moderation/posts", data=typed).status_code == status
    with app.app_context():
        assert found_post(post).words == ""
        noted = [(line.act, line.why, line.actor_id) for line in read_lines()]
        assert ("take_post_down", "An insult, rule 2.", people.dan.id) in noted
        number = db.session.scalars(select(PostReport.id)).one()
        with pytest.raises(StaleError):
            service.decide(number, people.dan.id, take_down=False, why="again", at=at)
    work(app, mailbox, at)
    assert not [one for one in mailbox.to("mallory@example.org") if "Carol" in one.text]


def test_nobody_judges_their_own_circle(app: Flask, village: Village, people: People, at: datetime) -> None:
    circle = village.circle(people.alice, people.bob)
    post = village.replies(village.thread(circle, people.alice), people.bob, "Hm.")
    with app.app_context():
        carol = people.carol.id
        with atomic():
            _report_in_the_old_way(found_post(post), carol, "Odd.", at)
        number = db.session.scalars(select(PostReport.id)).one()
        assert threads.reported_posts(people.alice.id) == []
        with pytest.raises(DomainError):
            service.decide(number, people.alice.id, take_down=True, why="mine", at=at)
