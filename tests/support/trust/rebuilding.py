"""The ledger in the database beside the formula: what is kept must be what a rebuild of everything gives."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest
from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.trust import service
from intro_app.trust.events import Event
from intro_app.trust.models import KeptStanding, about, kind_of
from intro_app.trust.queries.ledger import chapters_of
from intro_app.trust.rules import RULES, left
from intro_app.trust.score import rebuild
from intro_app.trust.state import PointsBalance


class _RollBack(Exception):
    """Ends what is never kept."""


@contextmanager
def nothing_kept() -> Iterator[None]:
    """A transaction that is taken back: the ledger itself cannot be emptied."""
    with suppress(_RollBack), atomic():
        yield
        raise _RollBack


def once_each(events: Iterable[Event]) -> list[Event]:
    """Without second events of one kind about one thing, which the ledger does not take."""
    return list({(kind_of(event), about(event)): event for event in events}.values())


def record_all(events: Iterable[Event], at: datetime) -> None:
    """Record events in the order in which they are handed over."""
    for event in events:
        assert service.record(event, at)


def kept() -> dict[int, PointsBalance]:
    """Every standing in the database."""
    rows = db.session.scalars(select(KeptStanding).execution_options(populate_existing=True))
    return {row.member_id: row.standing for row in rows}


def assert_right(events: Sequence[Event], at: datetime) -> None:
    """What is kept is what the formula tells, to 1e-9, and everybody's lines add up to it."""
    told, found = rebuild(events, at), kept()
    assert told.keys() <= found.keys()
    for member, standing in found.items():
        assert_same(standing, told.get(member, PointsBalance()), at)
        assert_lines_add_up(member, standing, at)


def assert_same(one: PointsBalance, other: PointsBalance, at: datetime) -> None:
    """Two standings are one."""
    assert one.good_at(at) == pytest.approx(other.good_at(at), abs=1e-9)
    assert one.harm_at(at) == pytest.approx(other.harm_at(at), abs=1e-9)
    assert _counted(one) == _counted(other)


def assert_lines_add_up(member: int, standing: PointsBalance, at: datetime) -> None:
    """Nothing in the standing is missing from the member's own lines."""
    good = harm = 0.0
    for event, chapter in chapters_of(member).items():
        share = left(at - event.at, RULES.half_life)
        for line in chapter.lines:
            good, harm = good + line.good * share, harm + line.harm * share
    assert good == pytest.approx(standing.good_at(at), abs=1e-9)
    assert harm == pytest.approx(standing.harm_at(at), abs=1e-9)


def _counted(one: PointsBalance) -> tuple[object, ...]:
    came = (one.joined, one.inviter, one.offenders_invited, one.held_against_inviter)
    return (*came, one.level, one.reported, one.trusted_by, one.received.keys())
