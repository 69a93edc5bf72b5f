"""The order of the directory: a wheel that turns every day, the same for all, bought by nothing."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from intro_app.db import atomic, db
from intro_app.identity.models import Door, Member
from intro_app.people import queries, service
from intro_app.people.policy import Cursor
from tests.support.database_statements import statements_of
from tests.support.people import People

NOBODY = 0
DAYS = 2_000


def crowd(number: int, at: datetime, hidden: int = 0) -> list[str]:
    """Visible members, with some hidden ones among them; the public ids of the visible, oldest first."""
    seen = [_member(f"m{count}", at) for count in range(number)]
    unseen = [_member(f"h{count}", at) for count in range(hidden)]
    with atomic():
        for member in unseen:
            member.door.visible = False
        mixed = sorted([*seen, *unseen], key=lambda member: member.public_id)
        db.session.add_all(mixed)
        db.session.flush()
    return [member.public_id for member in sorted(seen, key=lambda member: member.id)]


def _member(name: str, at: datetime) -> Member:
    member = Member(email=f"{name}@example.org", name=name, joined_at=at)
    member.door.visible = True
    return member


def walk(reader_id: int, day: date) -> list[str]:
    """Everyone whom the reader meets on a whole walk, page by page."""
    rows, more = queries.first_people(reader_id, day)
    met = [row.public_id for row in rows]
    while more is not None:
        cursor = Cursor.read(more)
        assert cursor is not None
        rows, more = queries.more_people(reader_id, cursor)
        met += [row.public_id for row in rows]
    return met


# Two thousand days; the order is the same on both.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_newcomer_is_on_the_first_page_as_often_as_anyone(app: Flask, at: datetime) -> None:
    """In 2,000 days, 60 visible people, 20 per page: each is on the first page about a third of the days."""
    with app.app_context():
        ids = crowd(59, at - timedelta(days=900), hidden=40) + crowd_of_one(at)
        shown = Counter[str]()
        for passed in range(1, DAYS + 1):
            rows, _more = queries.first_people(NOBODY, at.date() + timedelta(days=passed))
            shown.update(row.public_id for row in rows)
    expected = DAYS * queries.PAGE / len(ids)
    spread = (DAYS * (1 / 3) * (2 / 3)) ** 0.5
    assert set(shown) == set(ids)
    assert max(abs(shown[one] - expected) for one in ids) < 4.5 * spread
    assert abs(shown[ids[-1]] - expected) < 3.5 * spread


def crowd_of_one(at: datetime) -> list[str]:
    """The newcomer."""
    newcomer = _member("newcomer", at)
    with atomic():
        db.session.add(newcomer)
    return [newcomer.public_id]


def test_everyone_is_met_once_and_by_all_readers_in_the_same_order(app: Flask, at: datetime) -> None:
    with app.app_context():
        ids = crowd(47, at - timedelta(days=30), hidden=9)
        for passed in range(5):
            day = at.date() + timedelta(days=passed)
            first, second = walk(1, day), walk(2, day)
            one, two = db.session.get_one(Member, 1).public_id, db.session.get_one(Member, 2).public_id
            assert sorted({*first, *second}) == sorted(ids)
            assert len(first) == len(set(first))
            assert [who for who in first if who != two] == [who for who in second if who != one]


def test_the_order_turns_and_does_not_shuffle(app: Flask, at: datetime) -> None:
    with app.app_context():
        crowd(30, at - timedelta(days=30))
        walks = [walk(NOBODY, at.date() + timedelta(days=passed)) for passed in range(10)]
    assert len({tuple(met) for met in walks}) > 5
    for met in walks:
        turned = met.index(walks[0][0])
        assert met[turned:] + met[:turned] == walks[0]


def test_someone_who_joins_today_is_seen_today_and_moves_nobody(app: Flask, at: datetime) -> None:
    with app.app_context():
        crowd(30, at - timedelta(days=30))
        before = walk(NOBODY, at.date())
        newcomer = crowd_of_one(at)[0]
        after = walk(NOBODY, at.date())
    assert newcomer in after
    assert [who for who in after if who != newcomer] == before


def test_a_block_hides_both_from_each_other_and_from_nobody_else(
    people: People, app: Flask, at: datetime
) -> None:
    alice, mallory, carol = people.alice, people.mallory, people.carol
    with app.app_context():
        service.block(alice.id, mallory.id, at)
        assert walk(alice.id, at.date()) == [carol.public_id]
        assert walk(mallory.id, at.date()) == [carol.public_id]
        assert sorted(walk(carol.id, at.date())) == sorted([alice.public_id, mallory.public_id])


def test_those_who_left_or_hide_are_not_listed(people: People, app: Flask, at: datetime) -> None:
    alice, bob, carol = people.alice, people.bob, people.carol
    people.join("Hidden Hana", door_open=False)
    with app.app_context():
        with atomic():
            bob.member.left_at = at
        assert walk(alice.id, at.date()) == [carol.public_id]


def test_a_site_without_members_has_a_beginning_all_the_same(app: Flask) -> None:
    with app.app_context():
        assert walk(NOBODY, date(2026, 5, 4)) == []


@pytest.mark.parametrize("number", [1, 20, 50])
def test_the_list_its_signs_and_its_filter_take_a_statement_each_however_many_people_there_are(
    people: People, app: Flask, at: datetime, number: int
) -> None:
    with app.app_context():
        crowd(number, at - timedelta(days=3))
    browser = people.alice.browser()
    browser.get("/people")
    with statements_of(app) as statements, app.app_context():
        assert browser.get("/people").status_code == 200
    # Who is reading, what waits for them, the groups to choose from, the page, the signs on it.
    assert len(statements) <= 5


def test_every_place_on_the_wheel_is_a_members_own(app: Flask, at: datetime) -> None:
    with app.app_context():
        crowd(50, at)
        places = db.session.scalars(db.select(Door.wheel)).all()
    assert len(set(places)) == 50
