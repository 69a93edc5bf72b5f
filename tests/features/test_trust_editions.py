"""The migrations to a new edition of trust replay the ledger both ways; no word falls silently."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import atomic, db
from intro_app.outbox.models import OutboxMessage
from intro_app.trust import service
from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    Reversed,
    SecondAgreed,
    Severity,
    Upheld,
    Useful,
)
from intro_app.trust.models import KeptStanding, TrustLine
from intro_app.trust.policy import Words
from intro_app.trust.queries import standing_words
from tests.support import databases, postgres
from tests.support.people import People
from tests.support.trust.ledgers import BEGIN, DAY

FOUNDER, NEW, KNOWN, THREE, TWO = 11, 12, 13, 41, 42
END = BEGIN + 500 * DAY


def the_past() -> list[Event]:
    """A founder confirms somebody often, who confirms a third; a report stands and another was reversed."""
    met: list[Event] = [Useful(BEGIN + number * DAY, number, FOUNDER, NEW) for number in range(1, 4)]
    others: list[Event] = [Founder(BEGIN, one) for one in (21, 22, 23)]
    known: list[Event] = [Useful(BEGIN + 10 * DAY, one, KNOWN, one, FOUNDER) for one in (21, 22, 23)]
    reports: list[Event] = [
        Upheld(BEGIN + 20 * DAY, 1, NEW, Severity.MODERATE, connector=FOUNDER),
        Upheld(BEGIN + 21 * DAY, 2, KNOWN, Severity.GRAVE),
        Reversed(BEGIN + 22 * DAY, 2),
    ]
    return [Joined(BEGIN, NEW, FOUNDER), Founder(BEGIN, FOUNDER), *others, *met, *known, *reports]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site by migrations, with a past."""
    cluster: postgres.Cluster | None = None
    url = f"sqlite:///{tmp_path / 'past.db'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.create("past")
    key = databases.KEY
    app = create_app(Settings(database_url=url, data_dir=tmp_path, secret_keys=(key,), lasting_key=key))
    with app.app_context():
        flask_migrate.upgrade()
        with atomic():
            for event in the_past():
                service.record(event, event.at)
        yield app
        db.session.remove()
        db.engine.dispose()
    if cluster:
        cluster.drop("past")


@pytest.mark.usefixtures("migrated")
def test_down_gives_the_first_edition_and_up_again_the_second_with_a_mark_where_a_word_falls() -> None:
    before = _kept()
    db.session.remove()
    flask_migrate.downgrade(revision="0034")
    _is_the_first_edition()
    raised = "UPDATE standing SET good = 20, harm = 0, confirmers = '[11, 21, 22]' WHERE member_id = :it"
    with atomic():  # trusted, by the first edition
        db.session.execute(text(raised), {"it": NEW})
    db.session.remove()
    flask_migrate.upgrade()
    fallen = select(KeptStanding.member_id, KeptStanding.fell_from).where(KeptStanding.fell_from.is_not(None))
    assert [tuple(row) for row in db.session.execute(fallen)] == [(NEW, 2)]
    assert _kept() == before
    assert service.recompute(END).mended == ()


@pytest.mark.usefixtures("migrated")
def test_down_gives_the_second_edition_and_up_again_the_third() -> None:
    """Three people in good standing were enough once; two trusted people are enough since."""
    with atomic():
        for event in _only_by_people_in_good_standing():
            service.record(event, event.at)
    before = _kept()
    db.session.remove()
    flask_migrate.downgrade(revision="0092")
    assert [_level(one) for one in (31, THREE, TWO)] == [1, 1, 0]
    flask_migrate.upgrade()
    assert [_level(one) for one in (31, THREE, TWO)] == [1, 0, 1]
    fallen = select(KeptStanding.member_id, KeptStanding.fell_from).where(KeptStanding.fell_from.is_not(None))
    assert [tuple(row) for row in db.session.execute(fallen)] == [(THREE, 1)]
    assert _kept() == before
    assert service.recompute(END).mended == ()


def _only_by_people_in_good_standing() -> list[Event]:
    """31 to 33 are in good standing by founders, `THREE` by these; `TWO` met two founders, one twice."""
    at, met = BEGIN + 30 * DAY, list[Event]()
    for number, (member, by) in enumerate((one, by) for one in (31, 32, 33) for by in (21, 22, 23)):
        met.append(Useful(at + number * DAY, 100 + number, member, by))
    met += [Useful(at + (20 + by) * DAY, 100 + by, THREE, by) for by in (31, 32, 33)]
    met += [Useful(at + (60 + by) * DAY, 200 + by, TWO, by) for by in (21, 22)]
    agreed: list[Event] = [
        Upheld(at + 90 * DAY, 9, 33, Severity.SEVERE, connector=21, alone=True),
        SecondAgreed(at + 91 * DAY, 9, 33, Severity.SEVERE),
        BadFaith(at + 92 * DAY, 10, 32),
    ]
    return [*met, Useful(at + 89 * DAY, 300, TWO, 22), *agreed]


def _level(member: int) -> int:
    return int(db.session.scalar(text("SELECT level FROM standing WHERE member_id = :it"), {"it": member}))


def _is_the_first_edition() -> None:
    """One confirmed by three is known, and the founder's word for their own guest counted a quarter."""
    row = db.session.execute(
        text("SELECT good, harm, confirmers FROM standing WHERE member_id = :it"), {"it": NEW}
    ).one()
    assert 0.25 < row.good < 0.5  # 1/4 + 1/8 + 1/16, a little faded
    assert row.harm == pytest.approx(2.0)
    lines = text("SELECT count(*) FROM trust_line WHERE member_id = :it AND house = 0.25")
    assert db.session.scalar(lines, {"it": NEW}) == 3
    houses = text("SELECT house_id FROM standing WHERE member_id = :it")
    assert db.session.scalar(houses, {"it": NEW}) == FOUNDER


def test_whose_word_fell_is_told_once_and_why(app: Flask, people: People) -> None:
    alice = people.alice
    with app.app_context():
        with atomic():
            db.session.add(KeptStanding(member_id=alice.id, fell_from=2))
        assert standing_words(alice.id, people.at) is Words.NEW_HERE
        for _time in range(2):
            for chore in service.CHORES:
                chore(people.at)
        told = (
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "standing_recounted")
        )
        assert db.session.scalar(told) == 1
        assert db.session.get_one(KeptStanding, alice.id).fell_from is None


def _kept() -> list[tuple[object, ...]]:
    """Every standing and every line, as they are stored."""
    columns = [
        column for column in KeptStanding.__table__.columns if column.name not in {"moved_at", "fell_from"}
    ]
    standings = db.session.execute(select(*columns).order_by(KeptStanding.member_id))
    lines = db.session.execute(
        select(*TrustLine.__table__.columns).order_by(TrustLine.event_id, TrustLine.position)
    )
    return [tuple(row) for row in standings] + [tuple(row) for row in lines]
