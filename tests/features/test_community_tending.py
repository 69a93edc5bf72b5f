"""Hosts and co-hosts keep a circle in order; its people find again what was written."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from intro_app.community.circles import service as circles
from intro_app.community.circles.models import CircleMail
from intro_app.community.leaving import service as leaving
from intro_app.community.searching import queries as searching
from intro_app.community.tending import service
from intro_app.community.threads import queries as threads
from intro_app.community.threads import service as writing
from intro_app.community.threads.models import Thread
from intro_app.db import db
from intro_app.errors import DomainError
from tests.support.browsing import grouped
from tests.support.community import Village, found, found_post
from tests.support.forms import form_with
from tests.support.people import MemberHandle, People


@pytest.fixture
def circle(app: Flask, village: Village, people: People) -> str:
    """Alice hosts, Bob is co-host, Carol is a member."""
    made = village.circle(people.alice, people.bob, people.carol)
    with app.app_context():
        service.appoint(found(made).id, people.alice.id, people.bob.member, co_host=True)
    return made


def found_thread(public_id: str) -> Thread:
    """The thread behind a public id."""
    return db.session.query(Thread).filter_by(public_id=public_id).one()


def acts(person: MemberHandle, circle: str, thread: str, act: str) -> int:
    """The status after a button on the page on which a thread is looked after."""
    browser, path = person.browser(), f"/circles/{circle}/threads/{thread}/tend"
    page = browser.get(path)
    if page.status_code != 200:
        return page.status_code
    return browser.post(path, data=grouped(form_with(page.text, action=path).filled(button=act))).status_code


def test_a_pinned_thread_stands_on_top_until_it_is_unpinned(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    first, second = (village.thread(circle, people.carol, at=at + timedelta(hours=n)) for n in range(2))
    assert acts(people.bob, circle, first, "pin") == 303
    with app.app_context():
        assert [one.public_id for one in threads.threads_of(found(circle).id, people.carol.id)] == [
            first,
            second,
        ]
    assert ">Pinned<" in people.carol.browser().get(f"/circles/{circle}").text
    assert acts(people.alice, circle, first, "unpin") == 303
    with app.app_context():
        assert [one.public_id for one in threads.threads_of(found(circle).id, people.carol.id)] == [
            second,
            first,
        ]
    assert acts(people.carol, circle, first, "pin") == 404


def test_at_most_three_are_pinned(app: Flask, village: Village, circle: str, people: People) -> None:
    several = [village.thread(circle, people.carol) for _number in range(4)]
    assert [acts(people.alice, circle, one, "pin") for one in several] == [303, 303, 303, 422]


def test_a_locked_thread_is_read_and_not_replied_to(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    thread = village.thread(circle, people.carol)
    carol, path = people.carol.browser(), f"/circles/{circle}/threads/{thread}"
    form = form_with(carol.get(path).text, field="words")
    assert acts(people.bob, circle, thread, "lock") == 303
    page = carol.get(path).text
    assert "This thread is locked." in page
    assert 'name="words"' not in page
    refused = carol.post(path, data=grouped(form.filled(words="One more thing.")))
    assert "This thread is locked." in refused.text
    assert acts(people.bob, circle, thread, "unlock") == 303
    village.replies(thread, people.carol, "At last.", at=at)


def test_a_thread_moves_only_where_all_its_writers_are_and_not_into_the_open(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    thread = village.thread(circle, people.carol)
    without_her, with_her = village.circle(people.alice), village.circle(people.alice, people.carol)
    public = village.circle(people.alice, people.carol, public=True)
    with app.app_context():
        for other in (without_her, public):
            with pytest.raises(DomainError):
                service.move(found_thread(thread).id, people.alice.id, found(other), at)
        with pytest.raises(DomainError):
            service.move(found_thread(thread).id, people.bob.id, found(with_her), at)
    browser, path = people.alice.browser(), f"/circles/{circle}/threads/{thread}"
    form = form_with(browser.get(f"{path}/tend").text, action=f"{path}/move")
    page = browser.post(f"{path}/move", data=grouped(form.filled(to=with_her)), follow_redirects=True)
    assert "Moved." in page.text
    assert people.bob.browser().get(path).status_code == 404
    assert people.carol.browser().get(f"/circles/{with_her}/threads/{thread}").status_code == 200


def test_a_co_host_lets_in_removes_and_deletes_and_can_stop(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    post = village.replies(village.thread(circle, people.carol), people.carol, "Hm.")
    with app.app_context():
        circles.ask_to_join(found(circle).id, people.dan.member, "", at)
        writing.take_back(found_post(post).id, people.bob.id, found(circle).id, at)
    bob, path = people.bob.browser(), f"/circles/{circle}/people"
    page = bob.get(path).text
    assert "Asking to join" in page
    welcome = form_with(page, action="/welcome")
    assert (
        bob.post(
            f"{path}/{people.dan.public_id}/welcome", data=grouped(welcome.filled(button="yes"))
        ).status_code
        == 303
    )
    assert "Dan Okafor" in bob.get(path).text
    removes = form_with(bob.get(path).text, action=f"{people.dan.public_id}/part")
    bob.post(f"{path}/{people.dan.public_id}/part", data=grouped(removes.filled()))
    assert "Dan Okafor" not in bob.get(path).text
    assert f"{people.alice.public_id}/part" not in bob.get(path).text
    assert bob.get(f"/circles/{circle}/edit").status_code in {403, 404}
    home = f"/circles/{circle}"
    bob.post(f"{home}/step-down", data=grouped(form_with(bob.get(home).text, action="/step-down").filled()))
    assert "co-host" not in bob.get(home).text


def test_in_a_large_circle_a_host_finds_somebody_by_typing_their_name(
    village: Village, circle: str, people: People
) -> None:
    for number in range(9):
        zoe = people.join(f"Zoë Number{number}", f"zoe{number}@example.org")
        with village.app.app_context():
            village.joins(found(circle).id, people.alice, zoe)
    host, path = people.alice.browser(), f"/circles/{circle}/people"
    form = form_with(host.get(path).text, field="someone")
    assert {*grouped(form.filled(someone="zoe"))} == {"someone"}
    page = host.get(f"{path}?someone=NUMBER7").text
    listed = page[page.index('id="people"') : page.index("</ul>", page.index('id="people"'))]
    assert "1 found" in page
    assert "Zoë Number7" in listed
    assert "Zoë Number1" not in listed
    appoints = form_with(listed, action="/co-host")
    assert host.post(appoints.action, data=grouped(appoints.filled())).status_code == 303
    assert "No longer a co-host" in host.get(f"{path}?someone=number7").text
    hands_over = page[page.index('id="who"') :]
    assert "Zoë Number1" in hands_over


def test_who_leaves_is_no_co_host_when_they_come_back(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    with app.app_context():
        leaving.leave(found(circle).id, people.bob.id, at)
        village.joins(found(circle).id, people.alice, people.bob)
        with pytest.raises(DomainError):
            circles.tended_by(found(circle).id, people.bob.id, at)


def test_an_archived_circle_is_read_and_nothing_is_added(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    thread, home = village.thread(circle, people.carol), f"/circles/{circle}"
    alice, carol = people.alice.browser(), people.carol.browser()
    form = form_with(alice.get(home).text, action="/archive")
    assert (
        "Archived." in alice.post(f"{home}/archive", data=grouped(form.filled()), follow_redirects=True).text
    )
    page = carol.get(f"{home}/threads/{thread}").text
    assert "This circle is archived." in page
    assert 'name="words"' not in page
    assert "Start a thread" not in carol.get(home).text
    assert carol.get(f"{home}/threads/new").status_code == 404
    with pytest.raises(DomainError):
        village.replies(thread, people.carol, "One more.")
    with pytest.raises(DomainError):
        village.gathering(circle, people.alice)
    with app.app_context(), pytest.raises(DomainError):
        service.pin(found_thread(thread).id, people.alice.id, at, pinned=True)
    assert "Ask to join" not in people.dan.browser().get(home).text
    form = form_with(alice.get(home).text, action="/archive")
    alice.post(f"{home}/archive", data=grouped(form.filled()))
    village.replies(thread, people.carol, "At last.")


def test_one_finds_what_was_written_where_one_may_read_and_nowhere_else(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    thread = village.thread(circle, people.carol, "The **bellows** leak again, near the hinge.")
    other = village.circle(people.alice, people.dan, name="Bell founders")
    village.thread(other, people.alice, "A bellows for the furnace.")
    carol = people.carol.browser()
    page = carol.get("/community/search?find=bellow").text
    assert "near the hinge" in page
    assert f"/circles/{circle}/threads/{thread}?after=" in page
    assert "furnace" not in page
    assert "furnace" in people.alice.browser().get("/community/search?find=bellows").text
    assert "furnace" not in people.alice.browser().get(f"/community/search?find=bellows&circle={circle}").text
    village.block(people.bob, people.carol)
    assert "near the hinge" not in people.bob.browser().get("/community/search?find=bellows").text
    assert "Nothing found" in carol.get("/community/search?find=zimbelstern").text
    with app.app_context():
        assert searching.found(people.mallory.id, "bellows") == []


def test_a_co_host_writes_notices(
    app: Flask, village: Village, circle: str, people: People, at: datetime
) -> None:
    village.wants(circle, CircleMail.EACH, people.carol)
    with app.app_context():
        writing.open_thread(found(circle).id, people.bob.member, "We move", "Soon.", at, is_notice=True)
        with pytest.raises(DomainError):
            writing.open_thread(found(circle).id, people.carol.member, "I move", "Soon.", at, is_notice=True)
