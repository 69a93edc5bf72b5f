"""The figures for everybody: right, coarse, and with no cell that could point at a person."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from intro_app import clock
from intro_app.db import Model, atomic, db
from intro_app.i18n import force_locale
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, Role, State
from intro_app.moderation import queries, service
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.queries.transparency import KINDS, introductions_sold
from intro_app.moderation.views import drawing
from tests.support.calendar import Calendar
from tests.support.database_statements import statements_of
from tests.support.followups import connected
from tests.support.moderation import reported
from tests.support.people import People

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
        assert queries.figures(at, ZONE).connected.total == 0
        assert queries.figures(JUNE, ZONE).connected.total == 5, "counted in fives"
        assert queries.figures(JUNE, ZONE).until.isoformat() == "2026-05-31"


def test_small_figures_are_hidden_and_none_is_none(app: Flask, people: People, at: datetime) -> None:
    made(app, people, at, 3)
    with app.app_context():
        found = queries.figures(JUNE, ZONE)
        assert (found.asked.total, found.connected.total, found.closed.total) == ("<5", "<5", 0)


def test_each_of_the_last_twelve_months_has_its_figure_and_they_add_up(
    app: Flask, people: People, at: datetime
) -> None:
    made(app, people, at, 6)
    with app.app_context():
        found = queries.figures(JUNE + timedelta(days=70), ZONE)
    assert [f"{month:%Y-%m}" for month in (found.months[0], found.months[-1])] == ["2025-08", "2026-07"]
    assert found.connected == (5, [0] * 9 + [5, "<5", "<5"])
    assert found.closed == (0, [0] * 12)


def test_figures_of_a_thousand_introductions_take_no_more_statements_than_of_none(
    app: Flask, at: datetime
) -> None:
    with statements_of(app) as statements, app.app_context():
        queries.figures(at, ZONE)
    assert len([one for one in statements if one.lstrip().startswith("SELECT")]) <= 12


def test_a_closing_counts_by_the_day_its_author_was_told(app: Flask, people: People, at: datetime) -> None:
    """Else a requester could read in the figures that somebody has said no."""
    people.alice, people.carol  # noqa: B018 - they join
    with app.app_context():
        with atomic():
            for number, one in enumerate(range(5)):
                asked = _asked(people, at, f"{number} {one}")
                asked.close(Reason.DECLINED, at)
        assert queries.figures(JUNE, ZONE).closed.total == 0
        with atomic():
            for asked in db.session.scalars(sa.select(Introduction)):
                asked.author_told_at = at + timedelta(days=10)
        assert queries.figures(JUNE, ZONE).closed.total == 5


def test_reports_are_counted_by_reason_and_outcome(app: Flask, people: People, at: datetime) -> None:
    ids = made(app, people, at, 6)
    with app.app_context():
        for one in ids:
            reported(one, Role.SECOND, Role.FIRST, at, Grounds.MONEY)
        found = queries.figures(JUNE, ZONE).reports
        assert found[Grounds.MONEY] == {"upheld": 0, "not_upheld": 0, "unclear": 0, "open": 5}


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
    assert data.json["introductions"] == {"asked": 5, "connected": 5, "closed": 0, "sold": 0}
    assert data.json["introductions_by_month"][-1] == {
        "month": "2026-05",
        "asked": 5,
        "connected": 5,
        "closed": 0,
    }
    assert "<dd>5</dd>" in page.text
    assert '<th scope="row">May 2026</th><td>5</td><td>5</td><td>0</td>' in page.text
    assert not [name for name in ("Alice", "Someone", "@example.org") if name in page.text + data.text]


def test_the_plots_are_drawn_without_any_style_and_say_in_words_what_they_show(
    app: Flask, client: FlaskClient, people: People, at: datetime, the_calendar: Calendar
) -> None:
    ids = made(app, people, at, 7)
    with app.app_context():
        for one in ids:
            reported(one, Role.SECOND, Role.FIRST, at, Grounds.MONEY)
    the_calendar.go_to(JUNE + timedelta(days=33))
    page = client.get("/transparency").text
    assert page.count('role="img"') == 4
    assert "Jul 2025 to Jun 2026; the most was 5, in May 2026." in page
    assert page.count('class="plot-untold"') == 2, (
        "June, whether nothing or four happened, of what was asked and connected"
    )
    assert "Under review</span> <strong>at least 5</strong>" in page
    assert not re.search(r"style=|<style|<script", page)
    assert len(page.encode()) < 60_000


def test_numbers_and_months_are_spelled_as_the_reader_writes_them(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        assert drawing.month(date(2026, 10, 1)) == "Okt. 2026"
        assert drawing.outcomes({Grounds.MONEY: dict.fromkeys(KINDS, 1200)})[0].words.endswith("1.200")


@pytest.mark.parametrize("path", ["/transparency", "/transparency.json"])
def test_figures_are_open_to_everybody(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def _asked(people: People, at: datetime, mark: str) -> Introduction:
    asked = db.session.get_one(
        Introduction, connected(people.alice.member, people.carol.member, at, mark=mark)
    )
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


def test_what_was_counted_when_the_month_began_is_shown_and_no_later_change_moves_it(
    app: Flask, client: FlaskClient, people: People, at: datetime, the_calendar: Calendar
) -> None:
    made(app, people, at, 7)
    the_calendar.go_to(JUNE + timedelta(hours=1))
    with app.app_context():
        shown = queries.public_figures(JUNE, ZONE)
        assert [service.count_figures(JUNE) for _ in range(2)] == [1, 0]
        assert queries.public_figures(JUNE, ZONE) == shown == queries.figures(JUNE, ZONE)
        with atomic():
            db.session.execute(sa.update(Introduction).values(ended_at=at + timedelta(days=90)))
    data = client.get("/transparency.json").get_json()
    assert data["introductions"]["connected"] == 5


def test_until_a_new_month_is_counted_the_figures_of_the_last_one_stand(
    app: Flask, people: People, at: datetime
) -> None:
    made(app, people, at, 7)
    july = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    with app.app_context():
        service.count_figures(JUNE)
        assert queries.public_figures(july, ZONE).until == date(2026, 5, 31)
        service.count_figures(july)
        assert queries.public_figures(july, ZONE).until == date(2026, 6, 30)
        assert queries.public_figures(JUNE, ZONE).until == date(2026, 5, 31)


def test_looking_at_the_figures_reads_no_introduction(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        service.count_figures(clock.now())
    client.get("/transparency")
    with statements_of(app) as statements:
        assert client.get("/transparency").status_code == 200
    assert not [one for one in statements if "FROM introduction" in one or "moderation" in one]
