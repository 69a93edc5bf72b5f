"""Reads what a monitor is told from the database; nothing in it moves by one when somebody answers."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import product
from typing import NamedTuple

from flask import current_app
from sqlalchemy import and_, distinct, func, select

from intro_app import periodic
from intro_app.config import settings
from intro_app.db import db
from intro_app.db.clocks import ahead_of_database
from intro_app.db.schema import Schema, schema
from intro_app.introductions.models import Introduction
from intro_app.introductions.queries import overdue
from intro_app.introductions.states import State
from intro_app.journal.queries import is_held
from intro_app.outbox import queries as outbox
from intro_app.outbox.models import OutboxAttempt, OutboxMessage
from intro_app.outbox.policy import SendOutcome
from intro_app.site_day import last_batch
from intro_app.text.mail_hosts import LARGE, OTHER

# What is later than this waits for a worker that does not get to it.
LATE = timedelta(minutes=10)
_HOUR = timedelta(hours=1)
# Where the application has the introductions of the last daily batch.
_KEPT = "metrics.introductions"
_HOSTS = "metrics.hosts"
_FIVE = 5
# Mailboxes of so many at a provider hide each other.
MANY = 20


class SiteFigures(NamedTuple):
    """What a monitor is told of the site besides its requests; ages in seconds, None: there is none.

    `mail_waiting`, `mail_attempts` (by outcome, in the last hour), `mail_by_host` (by provider and outcome,
    in the last full hour by the clock) and `introductions` are rounded down to fives: one more could tell
    that somebody said yes. The last ones are those of the last daily batch.
    """

    is_newest_schema: bool
    worker_age: float | None
    mail_waiting: int
    mail_age: float
    mail_given_up: int
    mail_attempts: dict[str, int]
    mail_by_host: dict[tuple[str, str], int]
    overdue_releases: int
    overdue_closings: int
    failing: int
    parked: int
    introductions: dict[str, int]
    backup_age: float | None
    is_held: bool
    clock_ahead: float


def site_figures(at: datetime) -> SiteFigures:
    """Return what a monitor is told of the site now. Raises DBAPIError while the database is away."""
    beat, backup, mail = periodic.last_beat(), periodic.last_verified_backup(), outbox.condition()
    releases, closings = overdue(at - LATE, settings().undo_window)
    failing = periodic.failing()
    return SiteFigures(
        is_newest_schema=schema() is Schema.NEWEST,
        worker_age=_age(beat, at),
        mail_waiting=_in_fives(mail.waiting),
        mail_age=max(0.0, _age(mail.oldest_due_at, at) or 0.0),
        mail_given_up=mail.parked,
        mail_attempts=_attempts(at - _HOUR),
        mail_by_host=_by_host(at),
        overdue_releases=releases,
        overdue_closings=closings,
        failing=sum(not one.is_parked for one in failing),
        parked=sum(one.is_parked for one in failing),
        introductions=_introductions(last_batch(at)),
        backup_age=_age(backup, at),
        is_held=is_held(),
        clock_ahead=ahead_of_database(at).total_seconds(),
    )


def _age(moment: datetime | None, at: datetime) -> float | None:
    return None if moment is None else (at - moment).total_seconds()


def _in_fives(number: int) -> int:
    return number - number % _FIVE


def _attempts(since: datetime) -> dict[str, int]:
    rows = select(OutboxAttempt.outcome, func.count()).where(
        OutboxAttempt.started_at >= since, OutboxAttempt.outcome.is_not(None)
    )
    found = dict(db.session.execute(rows.group_by(OutboxAttempt.outcome)).all())
    return {outcome.value: _in_fives(found.get(outcome.value, 0)) for outcome in SendOutcome}


def _by_host(at: datetime) -> dict[tuple[str, str], int]:
    """Return how many attempts ended how, by provider; a provider of few mailboxes counts as `other`."""
    hour, many = at.replace(minute=0, second=0, microsecond=0), _hosts_of_many(last_batch(at))
    rows = select(OutboxAttempt.host, OutboxAttempt.outcome, func.count()).where(
        OutboxAttempt.started_at >= hour - _HOUR,
        OutboxAttempt.started_at < hour,
        OutboxAttempt.outcome.is_not(None),
    )
    found: Counter[tuple[str, str]] = Counter()
    for host, outcome, number in db.session.execute(rows.group_by(OutboxAttempt.host, OutboxAttempt.outcome)):
        found[host if host in many else OTHER, outcome or ""] += number
    shown = product((*many, OTHER), SendOutcome)
    return {(host, outcome.value): _in_fives(found[host, outcome.value]) for host, outcome in shown}


def _hosts_of_many(batch: datetime) -> frozenset[str]:
    """Return the large providers at which twenty mailboxes and more got mail, once a day in each process."""
    kept: tuple[datetime, frozenset[str]] | None = current_app.extensions.get(_HOSTS)
    if kept is None or kept[0] != batch:
        kept = current_app.extensions[_HOSTS] = batch, _used_hosts(batch)
    return kept[1]


def _used_hosts(batch: datetime) -> frozenset[str]:
    mailboxes = func.count(distinct(OutboxMessage.mailbox_hash))
    rows = (
        select(OutboxAttempt.host)
        .join(OutboxMessage, OutboxMessage.key == OutboxAttempt.message_key)
        .where(OutboxAttempt.host.in_(LARGE), OutboxAttempt.started_at < batch)
        .group_by(OutboxAttempt.host)
        .having(mailboxes >= MANY)
    )
    return frozenset(host for host in db.session.scalars(rows) if host)


def _introductions(batch: datetime) -> dict[str, int]:
    """Return the introductions of a daily batch, counted once a day in each process."""
    kept: tuple[datetime, dict[str, int]] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != batch:
        kept = current_app.extensions[_KEPT] = batch, _counted(batch)
    return kept[1]


def _counted(batch: datetime) -> dict[str, int]:
    """Return how many introductions there were then, by what their authors could see; by dates alone."""
    connected = and_(Introduction.state == State.CONNECTED, Introduction.ended_at < batch)
    closed = and_(Introduction.state == State.CLOSED, Introduction.author_told_at < batch)
    counts = func.count(), func.count().filter(connected), func.count().filter(closed)
    asked, were_connected, were_closed = db.session.execute(
        select(*counts).where(Introduction.sent_at < batch)
    ).one()
    found = {"open": asked - were_connected - were_closed, "connected": were_connected, "closed": were_closed}
    return {state: _in_fives(number) for state, number in found.items()}
