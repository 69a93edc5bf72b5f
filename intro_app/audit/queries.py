"""Queries about the audit log."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from intro_app.audit import policy
from intro_app.audit.models import AuditEntry
from intro_app.audit.policy import AuditLine, Verdict
from intro_app.db import db

_COLUMNS = [getattr(AuditEntry, name) for name in AuditLine._fields]
_BATCH = 1000


def head() -> tuple[int, str]:
    """Return the id and the hash of the last line, or 0 and START when there is none."""
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    row = db.session.execute(newest).one_or_none()
    return (row.id, row.hash) if row else (0, policy.START)


def check(head_once: str = "", heard: Callable[[int], None] = lambda _lines: None) -> Verdict:
    """Verify the whole chain. `head_once` is a hash recorded earlier that it must still contain.

    `heard` is called with the number of lines read so far, once every _BATCH lines.
    """
    return policy.read(_counted(_lines(select(*_COLUMNS)), heard), head_once)


def first_time_of(act: str, about: str) -> datetime | None:
    """Return when this act was first recorded, or None."""
    done = select(AuditEntry.at).where(AuditEntry.act == act, AuditEntry.about == about)
    return db.session.scalar(done.order_by(AuditEntry.id).limit(1))


def looks_at(member_id: int) -> list[AuditLine]:
    """Return the lines on looks at this member's details, oldest first."""
    looks = AuditEntry.act.startswith(policy.LOOKED, autoescape=True)
    return list(_lines(select(*_COLUMNS).where(AuditEntry.subject_id == member_id, looks)))


def _counted(lines: Iterator[AuditLine], heard: Callable[[int], None]) -> Iterator[AuditLine]:
    for number, line in enumerate(lines):
        if number % _BATCH == 0:
            heard(number)
        yield line


def _lines(wanted: Select[Any]) -> Iterator[AuditLine]:
    """Yield lines in batches, so that one statement needs little memory and time."""
    last: int | None = None
    while True:
        batch = wanted if last is None else wanted.where(AuditEntry.id > last)
        rows = [
            AuditLine._make(row) for row in db.session.execute(batch.order_by(AuditEntry.id).limit(_BATCH))
        ]
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].id
