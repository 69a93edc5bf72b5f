"""Who sees whom, as a table: the predicate and the condition in one, on both databases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity.models import Door, Member
from intro_app.people import service, visibility
from intro_app.people.models import Acquaintance, Block, BlockKind, ProfileSnapshot
from tests.support.people import MemberHandle, People

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Relation:
    """What stands between me and another: their choice, our acquaintance, an ask of mine, and blocks."""

    visible: bool
    known: bool
    waits: bool
    blocked_me: bool
    i_blocked: bool

    def allows(self) -> bool:
        """My block hides at once, the other's once I have heard; else I see whom I found, know or await."""
        if self.i_blocked or (self.blocked_me and not self.waits):
            return False
        return self.visible or self.known or self.waits

    def make_so(self, me: MemberHandle, other: MemberHandle) -> None:
        """Write it down."""
        db.session.get_one(Door, other.id).visible = self.visible
        if self.waits:
            seen = {"visible": False}
            db.session.add(
                ProfileSnapshot(reader_id=me.id, member_id=other.id, about="introduction:1", seen=seen)
            )
        for blocker, blocked, there in ((other, me, self.blocked_me), (me, other, self.i_blocked)):
            if there:
                row = Block(blocker_id=blocker.id, blocked_id=blocked.id, kind=BlockKind.PERSON, since=NOW)
                db.session.add(row)


@pytest.mark.parametrize("between", [Relation(*row) for row in product([False, True], repeat=5)], ids=str)
def test_who_sees_whom(app: Flask, people: People, between: Relation) -> None:
    me, other = people.alice, people.carol
    if between.known:
        people.know_each_other(me, other)
    with app.app_context():
        with atomic():
            between.make_so(me, other)
        assert (visibility.seen_by(me.id, other.public_id) is not None) is between.allows()
        condition = visibility.sees(me.id, Member.id, Door.visible)
        listed = select(Member.id).join(Door, Door.member_id == Member.id).where(condition)
        assert (other.id in db.session.scalars(listed).all()) is between.allows()
        assert visibility.seen_by(me.id, me.public_id) is not None


def test_what_may_reach_somebody_changes_at_once(app: Flask, people: People) -> None:
    with app.app_context():
        service.take_snapshot(people.alice.member, people.carol.member, "introduction:1")
        service.block(people.carol.id, people.alice.id, people.at)
        assert visibility.is_blocked(people.alice.id, people.carol.id)
        assert not visibility.is_hidden(people.alice.id, people.carol.id), "Alice waits"
        assert visibility.is_hidden(people.carol.id, people.alice.id), "her own block counts for Carol"


def ends(people: People) -> None:
    """Carol takes the acquaintance back by hand."""
    (known,) = _rows(people)
    service.end(known, people.carol.id, people.at)


def blocks(people: People) -> None:
    """Carol blocks Alice."""
    service.block(people.carol.id, people.alice.id, people.at)


@pytest.mark.parametrize("deed", [ends, blocks])
def test_an_acquaintance_ends_for_each_in_their_own_time(
    app: Flask, people: People, deed: Callable[[People], None]
) -> None:
    people.know_each_other(people.alice, people.carol)
    with app.app_context():
        service.take_snapshot(people.alice.member, people.carol.member, "introduction:1")
        deed(people)
        assert visibility.know_each_other(people.alice.id, people.carol.id), "for Alice, who waits"
        assert not visibility.know_each_other(people.carol.id, people.alice.id), "not for Carol, who ended it"
        service.drop_snapshot("introduction:1")
        assert not visibility.know_each_other(people.alice.id, people.carol.id)
        assert not _rows(people), "and nothing of it is kept"


def test_an_acquaintance_ends_at_once_when_nobody_waits(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.carol)
    with app.app_context():
        blocks(people)
        assert not _rows(people)


def test_who_ended_it_may_say_so_again(app: Flask, people: People) -> None:
    people.know_each_other(people.alice, people.carol)
    with app.app_context():
        service.take_snapshot(people.alice.member, people.carol.member, "introduction:1")
        ends(people)
        service.say_i_know(people.carol.member, people.alice.member, people.at)
        assert visibility.know_each_other(people.carol.id, people.alice.id)
        assert len(_rows(people)) == 1


def test_a_door_is_seen_as_it_was_by_whoever_waits(app: Flask, people: People) -> None:
    with app.app_context():
        service.take_snapshot(people.alice.member, people.carol.member, "introduction:1")
        with atomic():
            db.session.get_one(Door, people.carol.id).close_for_good()
        seen = visibility.door_seen_by(people.alice.id, people.carol.member)
        assert not seen.no_mail
        assert seen.connects
        assert not visibility.door_seen_by(
            people.bob.id, people.carol.member
        ).no_mail  # its sign says so from the batch on


def _rows(people: People) -> list[int]:
    pair = sorted((people.alice.id, people.carol.id))
    of_both = select(Acquaintance.id).where(Acquaintance.a_id == pair[0], Acquaintance.b_id == pair[1])
    return list(db.session.scalars(of_both))
