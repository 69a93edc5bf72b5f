"""The figures for everybody: right, coarse, and with no cell that could point at a person."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import Model, atomic, db
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, Role, State
from intro_app.moderation import queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.queries.transparency import introductions_sold
from tests.features.followups_ground import connected
from tests.features.moderation_ground import reported
from tests.ground.calendar import Calendar
from tests.ground.people import People

ZONE = ZoneInfo("UTC")
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


def made(app: Flask, people: People, at: datetime, number: int) -> list[int]:
    """So many connected introductions, each of other people."""
    others = [people.join(f"Someone {one}", f"m{one}@example.org") for one in range(number)]
    with app.app_context():
        return [connected(people.alice.member, one.member, at) for one in others]


def test_what_happened_this_month_is_not_counted_yet(app: Flask, people: People, at: datetime) -> None:
    made(app, people, at, 6)
    with app.app_context():
        assert queries.figures(at, ZONE).connected == 0
        assert queries.figures(JUNE, ZONE).connected == 6
        assert queries.figures(JUNE, ZONE).until.isoformat() == "2026-05-31"


def test_small_figures_are_hidden_and_none_is_none(app: Flask, people: People, at: datetime) -> None:
    made(app, people, at, 3)
    with app.app_context():
        found = queries.figures(JUNE, ZONE)
        assert (found.asked, found.connected, found.closed) == ("<5", "<5", 0)


def test_a_closing_counts_by_the_day_its_author_was_told(app: Flask, people: People, at: datetime) -> None:
    """Else a requester could read in the figures that somebody has said no."""
    people.alice, people.carol  # noqa: B018 - they join
    with app.app_context():
        with atomic():
            for number, one in enumerate(range(5)):
                asked = _asked(people, at, f"{number} {one}")
                asked.close(Reason.DECLINED, at)
        assert queries.figures(JUNE, ZONE).closed == 0
        with atomic():
            for asked in db.session.scalars(sa.select(Introduction)):
                asked.author_told_at = at + timedelta(days=10)
        assert queries.figures(JUNE, ZONE).closed == 5


def test_reports_are_counted_by_reason_and_outcome(app: Flask, people: People, at: datetime) -> None:
    ids = made(app, people, at, 6)
    with app.app_context():
        for one in ids:
            reported(one, Role.SECOND, Role.FIRST, at, Grounds.MONEY)
        found = queries.figures(JUNE, ZONE).reports
        assert found[Grounds.MONEY] == {"upheld": 0, "not_upheld": 0, "unclear": 0, "open": 6}


def test_introductions_sold_is_counted_and_not_typed(app: Flask, people: People, at: datetime) -> None:
    """The day somebody gives introductions a price, the figure tells."""
    made(app, people, at, 2)
    with app.app_context():
        assert introductions_sold() == 0
    sale = sa.Table(
        "sale",
        Model.metadata,
        sa.Column("introduction_id", sa.ForeignKey("introduction.id")),
        sa.Column("price", sa.Integer),
    )
    try:
        with app.app_context():
            with atomic():
                sale.create(db.session.connection())
                db.session.execute(sa.insert(sale).values(introduction_id=1, price=4900))
            assert introductions_sold() == 1
    finally:
        Model.metadata.remove(sale)


def test_the_page_and_the_data_say_the_same_and_name_nobody(
    app: Flask, client: FlaskClient, people: People, at: datetime, the_calendar: Calendar
) -> None:
    made(app, people, at, 7)
    the_calendar.go_to(JUNE + timedelta(days=3))
    page, data = client.get("/transparency"), client.get("/transparency.json")
    assert (page.status_code, data.status_code) == (200, 200)
    assert data.json
    assert data.json["introductions"] == {"asked": 7, "connected": 7, "closed": 0, "sold": 0}
    assert "<dd>7</dd>" in page.text
    assert not [name for name in ("Alice", "Someone", "@example.org") if name in page.text + data.text]


@pytest.mark.parametrize("path", ["/transparency", "/transparency.json"])
def test_figures_are_open_to_everybody(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def _asked(people: People, at: datetime, mark: str) -> Introduction:
    asked = db.session.get_one(Introduction, connected(people.alice.member, people.carol.member, at, mark=mark))
    copy = Introduction(
        form_id=f"open {mark}",
        way=asked.way,
        text=asked.text,
        text_hash=asked.text_hash,
        sent_at=at,
        closes_at=at,
        spread_seconds=0,
        state=State.ASKING,
    )
    db.session.add(copy)
    return copy
