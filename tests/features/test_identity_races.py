"""Concurrent actions: limits hold, links work once, and pairs and members are unique."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from intro_app import clock, links
from intro_app.db import Model, db
from intro_app.errors import DomainError
from intro_app.identity import queries, service
from intro_app.identity.codes import hashed
from intro_app.identity.models import Member, Session
from intro_app.links import LinkPurpose
from intro_app.people import service as people_service
from intro_app.people import visibility
from intro_app.people.models import Acquaintance, Block
from tests.support.identity_pages import code_in, letters, link_in
from tests.support.people import People

AT_ONCE = 8


def at_once(app: Flask, act: Callable[[int], object]) -> list[bool]:
    """Let several begin the same at the same moment; which of them were not refused."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                act(number)
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def count(app: Flask, table: type[Model]) -> int:
    """How many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_many_requests_at_once_get_one_mailbox_no_more_than_its_three_e_mails(app: Flask) -> None:
    browsers = [service.Browser(secret=str(number)) for number in range(AT_ONCE)]
    at_once(app, lambda number: service.ask_to_sign_in("often@example.org", browsers[number], clock.now()))
    assert len(letters(app)) == 3


def test_a_link_that_is_pressed_many_times_at_once_signs_in_once(app: Flask, people: People) -> None:
    here = service.Browser(secret="x")
    with app.app_context():
        service.ask_to_sign_in(people.alice.email, here, clock.now())
    token = link_in(letters(app)[-1])[3:]
    done = at_once(
        app,
        lambda _number: service.sign_in_by_link(links.find(token, LinkPurpose.SIGN_IN), here, clock.now()),
    )
    assert (sum(done), count(app, Session)) == (1, 1)


def test_a_join_link_that_is_pressed_many_times_at_once_makes_one_member(app: Flask) -> None:
    here = service.Browser(secret="x")
    with app.app_context():
        service.ask_to_sign_in("carol@example.org", here, clock.now())
    token = link_in(letters(app)[-1])[3:]
    done = at_once(
        app,
        lambda _number: service.join_by_link(
            links.find(token, LinkPurpose.SIGN_IN), "Carol Duarte", here, clock.now()
        ),
    )
    assert (sum(done), count(app, Member), count(app, Session)) == (1, 1, 1)


def test_a_code_is_tried_five_times_however_fast(app: Flask, people: People) -> None:
    here = service.Browser(secret="x")
    with app.app_context():
        service.ask_to_sign_in(people.alice.email, here, clock.now())
    done = at_once(app, lambda _number: service.sign_in_by_code("0000-0000", here, clock.now()))
    assert not any(done)
    with app.app_context():
        request = queries.newest_sign_in(hashed("x"), since=people.at)
        assert request is not None
        assert request.tries == 5


def test_two_people_who_name_each_other_at_once_know_each_other(app: Flask, people: People) -> None:
    pair = [people.alice, people.bob]
    at_once(
        app,
        lambda number: people_service.say_i_know(
            pair[number % 2].member, pair[1 - number % 2].member, clock.now()
        ),
    )
    assert count(app, Acquaintance) == 1
    with app.app_context():
        assert visibility.know_each_other(people.alice.id, people.bob.id)


def test_a_block_that_is_pressed_many_times_is_one_block(app: Flask, people: People) -> None:
    blocker, blocked = people.alice.id, people.mallory.id
    assert all(at_once(app, lambda _number: people_service.block(blocker, blocked, clock.now())))
    assert count(app, Block) == 1


def test_two_members_who_prove_the_same_new_address_at_once_do_not_both_get_it(
    app: Flask, people: People
) -> None:
    pair, codes, new = [people.alice, people.bob], [], "both@new.example"
    for person in pair:
        with app.app_context():
            service.ask_to_change_address(person.member, new, clock.now())
        codes.append(code_in(letters(app)[-1]))
    done = at_once(
        app,
        lambda number: service.change_address(pair[number % 2].member, codes[number % 2], "", clock.now()),
    )
    assert sum(done) == 1
    with app.app_context():
        assert sorted(person.member.email == new for person in pair) == [False, True]
