"""A no that costs nothing: whatever ended an introduction, its closing is the same to the byte."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from intro_app.db import db
from intro_app.devtools.cast import Cast, introduction
from intro_app.introductions import emails
from intro_app.introductions.models import Introduction
from intro_app.introductions.service.passing_on import take_snapshots
from intro_app.introductions.states import Answer, Reason, Role, Way
from tests.support.databases import copied_sqlite
from tests.support.email_samples import letter, stage


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough: no word of a letter depends on it."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


ENDS = [(way, role) for way in Way for role in Role if not (way is Way.DIRECT and role is Role.CONNECTOR)]


@pytest.mark.parametrize(("way", "role"), ENDS)
def test_every_end_reads_the_same(app: Flask, at: datetime, way: Way, role: Role) -> None:
    """The closing is the same to the byte, whatever the reason, whoever answered what, and whoever left."""
    with stage(app, at) as who:
        closings = {
            letter(emails.closed_without_introduction(made, role)) for made in ended(who, way, role, at)
        }
    assert len(closings) == 1


def ended(who: Cast, way: Way, role: Role, at: datetime) -> Iterator[Introduction]:
    """One introduction for each reason, and each way to get there that leaves something behind."""
    for number, reason in enumerate(Reason):
        made = introduction(way, who, at)
        take_snapshots(made, Role.FIRST)  # as when somebody asks: it is by these names that they are told
        for ask in made.asks:
            ask.answer, ask.answered_at = list(Answer)[number % 4], at + timedelta(hours=number)
            ask.words, ask.ask_after, ask.withheld = f"{reason} {number}", date(2026, 6, 1), number % 2 == 0
        made.close(reason, at + timedelta(days=number))
        made.closes_at += timedelta(days=number)
        if reason is Reason.ACCOUNT_GONE:
            gone = Role.FIRST if role is Role.SECOND else Role.SECOND
            made.seat(gone, None)
        db.session.flush()
        yield made
