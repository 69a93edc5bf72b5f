"""A connector of two thousand introductions reads a page of them for what one of ten pays."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from intro_app.config import Settings
from intro_app.db import db
from intro_app.devtools.multiplying import copy_rows
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.queries import agreed_to, introductions_of
from intro_app.introductions.queries.lists import PAGE
from tests.support.calendar import Calendar
from tests.support.database_work import work
from tests.support.speed.pages import OF_AN_INTRODUCTION
from tests.support.told_site import told_site

pytestmark = pytest.mark.slow
_MANY = 2_000
_LISTS = "SELECT introduction.id"


@pytest.fixture
def site(settings: Settings, the_calendar: Calendar, at: datetime) -> Iterator[Flask]:
    """The demo's story, in which Bob is the connector of some."""
    with told_site(settings, the_calendar, at) as made:
        yield made


def _lived_through_again() -> None:
    """What one introduction came to, thousands of Bob's came to."""
    made = f"SELECT min(id) FROM introduction WHERE connector_id = {_bob()} AND state = 'connected'"
    for table, column in OF_AN_INTRODUCTION.items():
        copy_rows(table, f"{table}.{column} = ({made})", frozenset({"id", "introduction_id"}), _MANY)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def test_a_page_of_a_list_reads_what_it_shows(site: Flask, at: datetime) -> None:
    bob = _bob()
    pages: list[Callable[[], object]] = [
        lambda: introductions_of(bob, at=at),
        lambda: introductions_of(bob, at=at, before=_newest()),
        lambda: agreed_to(bob, at=at),
    ]
    few = [work(site, page, _LISTS) for page in pages]
    _lived_through_again()
    many = [work(site, page, _LISTS) for page in pages]
    # Twenty rows instead of ten, and the ends of three indexes.
    assert all(after < 4 * before + 400 for before, after in zip(few, many, strict=True)), (few, many)


def test_every_introduction_stands_on_one_page_after_the_other(site: Flask, at: datetime) -> None:
    _lived_through_again()
    bob, me = _bob(), aliased(Member)
    everything = select(func.count(Introduction.id)).join(
        me, or_(*(me.id == place for place in (Introduction.first_id, Introduction.connector_id)))
    )
    expected = db.session.scalar(everything.where(me.id == bob))
    found: list[str] = []
    page = introductions_of(bob, at=at)
    while page.next_before and len(found) < 5 * PAGE:
        found += [seen.public_id for seen in page.seen]
        page = introductions_of(bob, at=at, before=page.next_before)
    assert expected is not None
    assert expected > _MANY
    assert len(set(found)) == len(found) == 5 * PAGE


def _bob() -> int:
    return db.session.scalars(select(Member.id).where(Member.name.startswith("Bob "))).one()


def _newest() -> int:
    return db.session.scalars(select(func.max(Introduction.id))).one()
