"""A worker's round never reads a whole table, so what is long over costs nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Connection, event, text

from intro_app.cli.working import chores
from intro_app.db import db
from intro_app.memberships.service.periodic import count_month
from intro_app.moderation.service import count_figures
from intro_app.outbox.delivery import deliver_due
from intro_app.outbox.upkeep import keep_up

# These hold a few rows at any time: paused mail domains, what the journal lacks, and materialized parts of a
# statement.
SMALL = {"staff", "other_staff", "domain_pause", "journal_entry", "soon", "due"}
# These indexes hold only what still waits, so that to read one from end to end is to read what is to be done.
WAITING = {
    "ix_address_change_open",
    "ix_address_change_kept",
    "ix_decision_alone",
    "ix_introduction_held",
    "ix_standing_fell_from",
    "ix_invitation_address",
    "ix_invitation_list_next_at",
}


class Statement(NamedTuple):
    """A statement with its values."""

    text: str
    values: object


@contextmanager
def statements(app: Flask) -> Iterator[list[Statement]]:
    """What the database is asked meanwhile."""
    sent: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        sent.append(Statement(statement, values))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def a_round(at: datetime) -> None:
    """All that a worker does in the first round after its start, when nothing is due."""
    deliver_due(at=at)
    keep_up(at)
    for chore in chores():
        chore(at)


def plan_of(statement: Statement) -> list[str]:
    """The lines of the database's plan."""
    with db.engine.begin() as connection:
        if connection.dialect.name != "postgresql":
            return explained(connection, f"EXPLAIN QUERY PLAN {statement.text}", statement.values)
        connection.execute(text("SET enable_seqscan = off"))  # otherwise it reads empty tables whole
        try:
            return explained(connection, f"EXPLAIN {statement.text}", statement.values)
        finally:
            connection.execute(text("RESET enable_seqscan"))


def explained(connection: Connection, question: str, values: Any) -> list[str]:
    """The last column of what the database answers."""
    return [str(row[-1]) for row in connection.exec_driver_sql(question, values)]


def read_whole(plan: list[str]) -> set[str]:
    """The tables that a plan reads from end to end."""
    lines = [re.search(r"^SCAN (\w+)(?:.* INDEX (\w+))?|Seq Scan on (\w+)", line) for line in plan]
    whole = [found for found in lines if found and found[2] not in WAITING]
    return {found[1] or found[3] for found in whole} - SMALL


def test_no_job_of_the_worker_reads_a_whole_table(app: Flask, at: datetime) -> None:
    with app.app_context():
        count_figures(at)  # once a month these two read everything
        count_month(at)
        with statements(app) as sent:
            a_round(at)
        questions = [one for one in sent if one.text.startswith(("SELECT", "WITH", "UPDATE", "DELETE"))]
        assert len(questions) > 30
        whole = {one.text: tables for one in questions if (tables := read_whole(plan_of(one)))}
    assert not list(whole.items())
