"""Figures for organisers: only months that are over, counted once, and nothing about a small group."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from intro_app.db import atomic, db
from intro_app.groups.models import GroupMembership, GroupSource, MemberGroup
from intro_app.groups.service import make_group
from intro_app.introductions.models import Introduction
from intro_app.organising.figures.models import GroupFigure
from intro_app.organising.figures.policy import SMALLEST_GROUP
from intro_app.organising.figures.service import count_groups
from tests.support.followups import connected
from tests.support.people import People
from tests.support.trust.asks import ask

DAY = timedelta(days=1)
FIRST = date(2000, 1, 1)


@pytest.fixture
def people(app: Flask, at: datetime) -> People:
    """Everybody has been here for two months."""
    return People(app, at - 60 * DAY)


def group_of(people: People, size: int, at: datetime) -> int:
    """A group with Alice and so many people in all; its id. In an application context."""
    group = make_group(people.alice.member, "Class of 2014", takes_requests=False, at=at)
    others = [people.join(f"Person{number} Voss") for number in range(size - 1)]
    with atomic():
        for one in (people.alice, *others):
            db.session.add(
                GroupMembership(
                    group_id=group.id, member_id=one.id, source=GroupSource.CODE, asked_at=at, since=at
                )
            )
    return group.id


def figures() -> list[tuple[date, int, int, int]]:
    """What is stored of all groups, the oldest first."""
    return [
        (one.month, one.asked, one.connected, one.closed) for one in db.session.scalars(select(GroupFigure))
    ]


def month_after(at: datetime) -> datetime:
    """The second day of the month after this one."""
    return (at.replace(day=1) + 32 * DAY).replace(day=2)


def test_a_group_is_counted_once_when_the_month_is_over(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        group_of(people, SMALLEST_GROUP, at)
        connected(people.alice.member, people.carol.member, at)
        count_groups(at)
        before = figures()
        assert before == [(last(at), 0, 0, 0)], "the present month is not counted"
        later = month_after(at)
        count_groups(later)
        assert figures() == [*before, (at.date().replace(day=1), 1, 1, 0)]
        with atomic():
            db.session.execute(delete(GroupMembership).where(GroupMembership.member_id == people.alice.id))
        count_groups(later + DAY)
        assert figures() == [*before, (at.date().replace(day=1), 1, 1, 0)], "who leaves changes nothing"


def last(at: datetime) -> date:
    """The first day of the month before."""
    return (at.replace(day=1) - DAY).date().replace(day=1)


def test_of_a_small_group_nothing_is_counted(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        group = group_of(people, SMALLEST_GROUP - 1, at)
        count_groups(at)
        assert not figures()
        assert db.session.get_one(MemberGroup, group).counted_month == last(at)


def test_a_no_is_not_counted_before_its_author_is_told(app: Flask, people: People, at: datetime) -> None:
    with app.app_context():
        group_of(people, SMALLEST_GROUP, at)
        made = ask(people.alice, people.carol, at).id
        with atomic():
            closed = db.session.get_one(Introduction, made)
            closed.state, closed.ended_at = "closed", at  # type: ignore[assignment]  # its value
            assert closed.author_told_at is None
        count_groups(month_after(at))
        assert figures()[-1][1:] == (1, 0, 0)


def test_the_page_shows_months_and_groups_and_no_exact_number(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        group_of(people, SMALLEST_GROUP, at)
        connected(people.alice.member, people.carol.member, at)
        count_groups(month_after(at))
    page = people.dan.becomes("caretaker").browser(by_passkey=True).get("/staff/figures").text
    assert "Class of 2014" in page
    assert page.count('<td><bdi dir="ltr">&lt;5</bdi></td>') == 2
    assert "<td>1</td>" not in page
