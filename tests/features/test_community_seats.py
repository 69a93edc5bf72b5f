"""Seats: given one at a time, freed, and filled from the line by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from intro_app.community.gatherings import queries
from intro_app.community.gatherings import service as gatherings
from intro_app.community.gatherings.models import Attendance, GatheringReply
from intro_app.community.gatherings.service import Plan
from intro_app.community.leaving import service as leaving
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from tests.support.community import (
    BERLIN,
    Village,
    found,
    found_gathering,
    letter,
    replies,
    says,
    work,
)
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People

TWENTY = 20


def test_twenty_yeses_at_once_fill_three_seats(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    """The host has one of four."""
    crowd = [people.join(f"Guest{number} Lind", f"guest{number}@example.org") for number in range(TWENTY)]
    gathering = village.gathering(village.circle(people.alice, *crowd), people.alice, capacity=4)
    together = Barrier(TWENTY)

    def yes(person: MemberHandle) -> GatheringReply:
        together.wait()
        return says(app, gathering, person, at)

    with ThreadPoolExecutor(TWENTY) as pool:
        said = list(pool.map(yes, crowd))
    assert said.count(GatheringReply.GOING) == 3
    with app.app_context():
        there = found_gathering(gathering)
        assert queries.counts_of(there.id) == (4, 17)
        turns = db.session.scalars(
            select(Attendance.turn).where(Attendance.reply == GatheringReply.WAITING)
        ).all()
        assert sorted(turns) == list(range(1, 18)), "everybody has a place in line of their own"


def test_twenty_noes_at_once_give_each_seat_to_one(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    crowd = [people.join(f"Guest{number} Lind", f"guest{number}@example.org") for number in range(12)]
    gathering = village.gathering(village.circle(people.alice, *crowd), people.alice, capacity=7)
    for person in crowd:
        says(app, gathering, person, at)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: says(app, gathering, person, at, comes=False), crowd[:6]))
    with app.app_context():
        assert queries.counts_of(found_gathering(gathering).id) == (7, 0)
        moved = (
            select(func.count())
            .select_from(Attendance)
            .where(Attendance.reply == GatheringReply.GOING, Attendance.turn > 0)
        )
        assert db.session.scalar(moved) == 6


def test_the_line_moves_up_by_itself_in_order(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol, people.dan)
    gathering = village.gathering(circle, people.alice, capacity=2)
    assert says(app, gathering, people.bob, at) is GatheringReply.GOING
    assert says(app, gathering, people.carol, at) is GatheringReply.WAITING
    assert says(app, gathering, people.dan, at) is GatheringReply.WAITING
    says(app, gathering, people.bob, at, comes=False)
    assert replies(app, gathering) == {
        "Alice": "going",
        "Bob": "not_going",
        "Carol": "going",
        "Dan": "waiting",
    }
    mailbox.deliver(at)
    told = letter(mailbox, "carol@example.org", "You’ve got a place")
    assert "https://meet.example.net/loft" in told.text
    assert "gathering.ics" in told.attachments
    assert not [one for one in mailbox.to("dan@example.org") if "seat" in one.subject]


def test_whoever_has_no_place_reads_before_they_answer_that_all_are_taken(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    full = "All places are taken. You can join the waiting list."
    circle = village.circle(people.alice, people.bob, people.carol)
    gathering = village.gathering(circle, people.alice, capacity=2)
    address = f"/gatherings/{gathering}"
    assert full not in people.carol.browser().get(address).text
    assert says(app, gathering, people.bob, at) is GatheringReply.GOING
    assert full in people.carol.browser().get(address).text
    assert full not in people.bob.browser().get(address).text


def test_more_seats_fill_from_the_line(app: Flask, village: Village, people: People, at: datetime) -> None:
    circle = village.circle(people.alice, people.bob, people.carol)
    gathering = village.gathering(circle, people.alice, capacity=1)
    assert says(app, gathering, people.bob, at) is GatheringReply.WAITING
    with app.app_context():
        there = found_gathering(gathering)
        local = there.local_start
        plan = Plan(
            title=there.title,
            day=local.date(),
            clock=local.time(),
            time_zone=BERLIN,
            minutes=90,
            place=there.place,
            link=there.link,
            capacity=5,
        )
        gatherings.change(there.id, people.alice.id, plan, at)
        assert found_gathering(gathering).edition == 1, "more seats are no news to those who come"
    assert replies(app, gathering)["Bob"] == "going"


def test_who_leaves_the_site_or_the_circle_frees_a_seat(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice, people.bob, people.carol, people.dan)
    gathering = village.gathering(circle, people.alice, capacity=2)
    for person in (people.bob, people.carol, people.dan):
        says(app, gathering, person, at)
    with app.app_context():
        leaving.leave(found(circle).id, people.bob.id, at)
    assert replies(app, gathering) == {"Alice": "going", "Carol": "going", "Dan": "waiting"}
    with app.app_context():
        carol = people.carol.member
        with atomic():
            carol.left_at = at
    work(app, mailbox, at)
    assert replies(app, gathering)["Dan"] == "going"


def test_only_those_who_come_see_who_comes(
    app: Flask, village: Village, people: People, at: datetime
) -> None:
    gathering = village.gathering(village.circle(people.alice, people.bob, people.carol), people.alice)
    says(app, gathering, people.bob, at)
    page = people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Bob Keller" not in page
    assert "meet.example.net" not in page
    says(app, gathering, people.carol, at)
    page = people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Bob Keller" in page
    assert "https://meet.example.net/loft" in page
    village.block(people.bob, people.carol)
    assert "Bob Keller" not in people.carol.browser().get(f"/gatherings/{gathering}").text
    assert "Carol Duarte" not in people.bob.browser().get(f"/gatherings/{gathering}").text


def test_an_acquaintance_outside_the_circle_comes_by_invitation_and_reads_nothing_else(
    app: Flask, village: Village, people: People, mailbox: Mailbox, at: datetime
) -> None:
    circle = village.circle(people.alice)
    gathering = village.gathering(circle, people.alice)
    with app.app_context(), pytest.raises(DomainError):
        gatherings.invite(found_gathering(gathering).id, people.alice.id, people.dan.member, at)
    people.know_each_other(people.alice, people.dan)
    with app.app_context():
        gatherings.invite(found_gathering(gathering).id, people.alice.id, people.dan.member, at)
    work(app, mailbox, at)
    letter(mailbox, "dan@example.org", "Alice Marsh invites you to a gathering")
    browser = people.dan.browser()
    assert browser.get(f"/gatherings/{gathering}").status_code == 200
    assert browser.get(f"/circles/{circle}/people").status_code == 404
    assert people.carol.browser().get(f"/gatherings/{gathering}").status_code == 404


def test_a_time_that_is_none_is_refused(app: Flask, village: Village, people: People) -> None:
    circle = village.circle(people.alice)
    march = datetime(2027, 3, 28, 2, 30, tzinfo=UTC)
    with pytest.raises(DomainError, match="doesn’t exist"):
        village.gathering(circle, people.alice, day=march.date(), clock=march.time())
    with pytest.raises(DomainError, match="future time"):
        village.gathering(circle, people.alice, day=march.date() - timedelta(days=700))


def test_a_gathering_keeps_its_hour_over_the_change_of_clocks(
    app: Flask, village: Village, people: People
) -> None:
    circle, day = village.circle(people.alice), datetime(2026, 10, 25, tzinfo=UTC).date()
    for offset, hour in ((-1, 16), (0, 17)):
        gathering = village.gathering(circle, people.alice, day=day + timedelta(days=offset))
        with app.app_context():
            there = found_gathering(gathering)
            assert there.starts_at.hour == hour
            assert there.local_start.hour == 18
