"""Earlier wordings, taking back, handing over, writing on without membership, and how often pages ask."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.community.circles import service as hosting
from intro_app.community.threads import queries as threads
from intro_app.community.threads import service
from intro_app.community.threads.models import PostEdit
from intro_app.db import db
from intro_app.errors import DomainError
from tests.support.calendar import Calendar
from tests.support.community import Village, found, found_post
from tests.support.database_statements import statements_of
from tests.support.forms import form_with
from tests.support.people import People


@pytest.fixture
def village(app: Flask, people: People, at: datetime) -> Village:
    """Alice, Bob and Mallory have membership."""
    made = Village(app, people, at)
    made.pays(people.alice, people.bob, people.mallory)
    return made


def test_earlier_wordings_stay_readable_until_it_is_taken_back(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    post = village.replies(thread, people.bob, "First words.")
    bob, base = people.bob.browser(), f"/circles/{circle}/posts/{post}"
    form = form_with(bob.get(f"{base}/edit").text, field="words")
    assert bob.post(f"{base}/edit", data=dict(form.filled(words="Second words."))).status_code == 303
    history = people.alice.browser().get(f"{base}/history").text
    assert "First words." in history
    assert "Second words." in history
    assert people.alice.browser().get(f"{base}/edit").status_code == 404
    with app.app_context():
        service.take_back(found_post(post).id, people.bob.id, found(circle).id, at)
        assert not db.session.scalars(select(PostEdit)).all()
        assert found_post(post).words == ""
    page = people.alice.browser().get(f"/circles/{circle}/threads/{thread}").text
    assert "This post was deleted." in page
    assert "Second words." not in page
    assert people.alice.browser().get(f"{base}/history").status_code == 404


def test_a_host_can_take_a_post_back_and_nobody_else(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.mallory)
    post = village.replies(village.thread(circle, people.alice), people.mallory, "Buy this.")
    with app.app_context():
        with pytest.raises(DomainError):
            service.take_back(found_post(post).id, people.bob.id, found(circle).id, at)
        service.take_back(found_post(post).id, people.alice.id, found(circle).id, at)


def test_without_membership_one_writes_on_and_a_host_hands_over(
    app: Flask, village: Village, people: People, the_calendar: Calendar, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    post = village.replies(thread, people.bob, "Mine.")
    the_calendar.go_to(at + timedelta(days=370))
    with app.app_context():
        there = threads.thread_of(found(circle).id, thread, people.bob.id)
        assert there
        service.reply(there, people.bob.member, "More.", at + timedelta(days=370))
    bob = people.bob.browser()
    page = bob.get(f"/circles/{circle}/threads/{thread}")
    assert page.status_code == 200
    assert "Reply" in page.text
    form = form_with(page.text, action=f"{post}/take-back")
    assert bob.post(form.action, data=dict(form.filled())).status_code == 303
    alice = people.alice.browser()
    form = form_with(alice.get(f"/circles/{circle}/people").text, action="/offer")
    assert alice.post(form.action, data=dict(form.filled(who=people.bob.public_id))).status_code == 303


def test_a_circle_is_handed_over_by_two_yeses(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    with app.app_context():
        number = found(circle).id
        with pytest.raises(DomainError):
            hosting.take_over(number, people.bob.member, at)
        hosting.offer(number, people.alice.id, people.bob.member, at)
        assert found(circle).host_id == people.alice.id
        hosting.take_over(number, people.bob.member, at)
        assert found(circle).host_id == people.bob.id
        with pytest.raises(DomainError):
            hosting.describe(number, people.alice.id, hosting.Described(name="Mine again"), at)
        with pytest.raises(DomainError):
            hosting.offer(number, people.bob.id, people.dan.member, at)


def grow(app: Flask, village: Village, circle: str, thread: str, turn: int) -> None:
    """Many more rows of every kind."""
    alice = village.people.alice
    for number in range(12):
        village.replies(thread, alice, f"Number {number}")
        village.thread(circle, alice)
    village.gathering(circle, alice)
    for number in range(3):
        other = village.people.join(f"More{number} Lind", f"more{number}-{turn}@example.org")
        with app.app_context():
            village.joins(found(circle).id, alice, other)


def test_pages_ask_the_database_as_often_for_many_rows_as_for_few(
    app: Flask, village: Village, people: People
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice)
    village.gathering(circle, people.alice)
    paths = (
        "/community",
        f"/circles/{circle}",
        f"/circles/{circle}/threads/{thread}",
        f"/circles/{circle}/people",
    )
    bob, counts = people.bob.browser(), []
    for turn in range(2):
        for path in paths:
            bob.get(path)  # what was unread is noted once
        for path in paths:
            with statements_of(app) as statements:
                assert bob.get(path).status_code == 200
            counts.append(len(statements))
        grow(app, village, circle, thread, turn)
    assert counts[:4] == counts[4:]
    assert max(counts) <= 15


def test_a_long_thread_opens_where_its_reader_stopped(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice, at=at + timedelta(minutes=1))
    for number in range(50):
        village.replies(thread, people.alice, f"Number {number}.", at=at + timedelta(minutes=2))
    bob, path = people.bob.browser(), f"/circles/{circle}/threads/{thread}"
    first = bob.get(path).text
    assert "Number 0." in first
    assert "Number 28." in first
    assert "Number 29." not in first
    assert f"{path}#new" in bob.get(f"/circles/{circle}").text
    on = bob.get(path).text
    assert "Number 25." not in on
    assert "Number 26." in on, "a few posts that he has read come first"
    assert on.index('id="new"') < on.index("Number 29.")
    assert on.index("Number 28.") < on.index('id="new"')
    assert 'href="#new"' in on
    assert "Number 0." in bob.get(f"{path}?after=0").text
    assert "Earlier posts" in on
    everything_read = bob.get(path).text
    assert 'id="new"' not in everything_read
    assert "Number 49." in everything_read


@pytest.mark.parametrize(("before", "earliest"), [(2, "Number 0."), (50, "Number 48.")])
def test_whoever_replies_sees_their_post_below_those_before_it(
    app: Flask, village: Village, people: People, at: datetime, before: int, earliest: str
) -> None:
    circle = village.circle(people.alice, people.bob)
    thread = village.thread(circle, people.alice, at=at + timedelta(minutes=1))
    for number in range(before):
        village.replies(thread, people.alice, f"Number {number}.", at=at + timedelta(minutes=2))
    bob, path = people.bob.browser(), f"/circles/{circle}/threads/{thread}"
    form = form_with(bob.get(path).text, field="words")
    answer = bob.post(path, data=dict(form.filled(words="Mine.")))
    page, _hash, post = answer.location.partition("#post-")
    shown = bob.get(page).text
    assert f'id="post-{post}"' in shown
    assert earliest in shown
    assert shown.index(earliest) < shown.index("Mine.")
    with app.app_context():
        assert found_post(post).words == "Mine."
