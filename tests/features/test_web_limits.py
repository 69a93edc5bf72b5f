"""Counting is exact across processes, slides with time, and keeps no address."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.web.limits import forget_old_counts, hit
from intro_app.web.rate_counters import RateCounter
from tests.conftest import SiteMaker
from tests.support.calendar import Calendar
from tests.support.entry_pages import add_pages, another_site
from tests.support.patience import PATIENCE
from tests.support.people import visitor

# One of several processes: it spends 60 times at the same moment, and prints how often it was let through.
SPENDER = """
import datetime, intro_app
from intro_app.db import db
from intro_app.web.limits import hit
at = datetime.datetime(2026, 5, 4, 8, 0, tzinfo=datetime.UTC)
with intro_app.create_app().app_context():
    print(sum(hit("try", "one", "100/hour", at=at).allowed for _ in range(60)))
    db.session.remove()
    db.engine.dispose()
"""


@pytest.mark.slow
def test_four_processes_together_are_let_through_exactly_as_often_as_allowed(make_site: SiteMaker) -> None:
    site = make_site()
    spenders = [site.start_source(SPENDER, f"spender-{number}") for number in range(4)]
    assert [spender.popen.wait(timeout=PATIENCE) for spender in spenders] == [0] * 4, site.logs()
    assert sum(int(spender.log.read_text()) for spender in spenders) == 100, site.logs()


def test_the_window_slides(app: Flask, at: datetime) -> None:
    with app.app_context():
        allowed = [hit("try", "alice", "5/hour", at=at + timedelta(minutes=59)).allowed for _ in range(7)]
        assert allowed == [True] * 5 + [False] * 2
        soon = at + timedelta(minutes=61)  # another clock hour, but the five are still near
        assert not hit("try", "alice", "5/hour", at=soon).allowed
        assert hit("try", "alice", "5/hour", at=at + timedelta(minutes=75)).allowed
        assert hit("try", "bob", "5/hour", at=soon).allowed
        assert hit("something else", "alice", "5/hour", at=soon).allowed


def test_who_comes_back_when_told_to_is_let_through(app: Flask, at: datetime) -> None:
    with app.app_context():
        for minute in (3, 40, 59):
            when = at + timedelta(minutes=minute)
            while (limit := hit("try", "alice", "3/hour;4/day", at=when)).allowed:
                pass
            assert 0 < limit.retry_after <= 2 * 86400
            assert hit("try", "alice", "3/hour;4/day", at=when + timedelta(seconds=limit.retry_after)).allowed
            at += timedelta(days=3)


def test_the_hour_does_not_eat_the_day(app: Flask, at: datetime) -> None:
    with app.app_context():
        tries = [hit("try", "alice", "10/day;2/hour", at=at).allowed for _ in range(20)]
        assert sum(tries) == 2
        later = [
            hit("try", "alice", "10/day;2/hour", at=at + timedelta(hours=hours)).allowed
            for hours in (2, 4, 6)
        ]
        assert later == [True] * 3


def test_no_address_is_kept_and_old_counts_go(app: Flask, at: datetime) -> None:
    with app.app_context():
        hit("sign_in", "alice@example.org", "5/hour", at=at)
        hit("form", "203.0.113.7/32", "5/minute", at=at)
        rows = db.session.scalars(select(RateCounter)).all()
        assert len(rows) == 2
        assert all(len(row.key_hash) == 64 for row in rows)
        assert forget_old_counts(at + timedelta(minutes=30)) == 1
        assert forget_old_counts(at + timedelta(days=1)) == 1


def test_a_flood_from_one_network_is_slowed_whatever_it_claims(
    settings: Settings, the_calendar: Calendar
) -> None:
    with another_site(replace(settings, trusted_hops=1)) as site:
        site.config["FORMS_FROM_ONE_NETWORK"] = "3/minute"

        def send(claimed: str, ours: str = "203.0.113.7") -> int:
            headers = {"X-Forwarded-For": f"{claimed}, {ours}"}
            return visitor(site).post("/t/letter", data={"word": "x"}, headers=headers).status_code

        assert [send(f"6.6.6.{number}") for number in range(5)] == [200, 200, 200, 429, 429]
        assert send("203.0.113.7", "203.0.113.8") == 200
        assert [send("x", f"2001:db8::{number}") for number in range(5)] == [200, 200, 200, 429, 429]
        assert send("x", "2001:db8:0:1::1") == 200
        assert [send("x", f"198.51.100.{number}:{52000 + number}") for number in range(63)] == [200] * 63
        assert [send("x", f"198.51.100.99:{52000 + number}") for number in range(5)] == [
            200,
            200,
            200,
            429,
            429,
        ]
        assert [send("x", f"[2001:db8:0:2::{number}]:443") for number in range(5)] == [
            200,
            200,
            200,
            429,
            429,
        ]
        the_calendar.pass_by(timedelta(minutes=3))
        assert send("6.6.6.6") == 200


@pytest.mark.changes_app
def test_too_many_is_a_page_that_says_when_to_come_back(app: Flask) -> None:
    add_pages(app)
    app.config["FORMS_FROM_ONE_NETWORK"] = "1/minute"
    browser = visitor(app)
    browser.post("/t/letter")
    refused = browser.post("/t/letter")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 120
    assert "Try again in" in refused.text
