"""Queries about the audit log."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from intro_app.audit import policy
from intro_app.audit.models import AuditEntry, AuditKey, AuditReason
from intro_app.audit.policy import AuditLine, StoredLine, Verdict
from intro_app.audit.reasons import open_reason
from intro_app.db import db
from intro_app.db.sealing import SealError

_COLUMNS = [getattr(AuditEntry, name) for name in AuditLine._fields]
_BATCH = 1000


class ReadLine(NamedTuple):
    """A line as people read it; `why` is "" where no reason was given, and where it was erased."""

    at: datetime
    actor_id: int | None
    act: str
    subject_id: int | None
    about: str
    why: str
    is_erased: bool


def head() -> tuple[int, str]:
    """Return the id and the hash of the last line, or 0 and START when there is none."""
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    row = db.session.execute(newest).one_or_none()
    return (row.id, row.hash) if row else (0, policy.START)


def check(head_once: str = "", heard: Callable[[int], None] = lambda _lines: None) -> Verdict:
    """Verify the whole chain. `head_once` is a hash recorded earlier that it must still contain.

    No key is needed. `heard` is called with the number of lines read so far, once every _BATCH lines.
    """
    return policy.read(_counted(_stored_lines(), heard), head_once)


def locked_reason() -> int | None:
    """Return the id of the first line whose reason should be readable and does not open, or None."""
    wanted = select(AuditEntry.id, AuditReason.words, AuditKey.key).join(AuditReason, _REASON)
    for row in _rows(wanted.outerjoin(AuditKey, AuditKey.subject_id == AuditReason.subject_id)):
        try:
            _opened(row.id, row.words, row.key)
        except SealError:
            return int(row.id)
    return None


_FIRST_TIME = (
    select(AuditEntry.at)
    .where(AuditEntry.act == bindparam("act"), AuditEntry.about == bindparam("about"))
    .order_by(AuditEntry.id)
    .limit(1)
)


def first_time_of(act: str, about: str) -> datetime | None:
    """Return when this act was first recorded, or None."""
    return db.session.scalar(_FIRST_TIME, {"act": act, "about": about})


def looks_at(member_id: int) -> list[ReadLine]:
    """Return the lines on looks at this member's details, oldest first."""
    looks = AuditEntry.act.startswith(policy.LOOKED, autoescape=True)
    return lines_about(member_id, looks)


def was_done_since(since: datetime, actor_id: int, act: str, subject_id: int) -> bool:
    """Return whether somebody did this to somebody after a moment."""
    done = select(AuditEntry.id).where(AuditEntry.subject_id == subject_id, AuditEntry.at > since)
    mine = done.where(AuditEntry.actor_id == actor_id, AuditEntry.act == act)
    return db.session.scalar(mine.limit(1)) is not None


def was_noted_since(since: datetime, actor_id: int, act: str, subject_id: int | None, about: str) -> bool:
    """Return whether somebody did this about one thing (`case:17`) after a moment."""
    same = AuditEntry.subject_id.is_not_distinct_from(subject_id), AuditEntry.about == about
    done = select(AuditEntry.id).where(*same, AuditEntry.at > since, AuditEntry.act == act)
    return db.session.scalar(done.where(AuditEntry.actor_id == actor_id).limit(1)) is not None


def lines_about(member_id: int, *only: Any) -> list[ReadLine]:
    """Return what was done to this member, oldest first, with the reasons.

    Raises SealError when a reason does not open.
    """
    return [*read_lines(AuditEntry.subject_id == member_id, *only)]


def read_lines(*only: Any) -> Iterator[ReadLine]:
    """Yield the lines for which these conditions hold, oldest first. Raises SealError."""
    columns = AuditEntry.at, AuditEntry.actor_id, AuditEntry.act, AuditEntry.subject_id, AuditEntry.about
    wanted = select(AuditEntry.id, *columns, AuditEntry.reason_hash, AuditReason.words, AuditKey.key)
    joined = wanted.outerjoin(AuditReason, _REASON).outerjoin(
        AuditKey, AuditKey.subject_id == AuditReason.subject_id
    )
    for row in _rows(joined.where(*only)):
        why = "" if row.words is None else _opened(row.id, row.words, row.key)
        is_erased = bool(row.reason_hash) and row.words is None
        yield ReadLine(row.at, row.actor_id, row.act, row.subject_id, row.about, why, is_erased)


_REASON = AuditReason.entry_id == AuditEntry.id


def _opened(line_id: int, words: str, key: str | None) -> str:
    if key is None:
        raise SealError(f"the reason of audit line {line_id} has lost its key")
    return open_reason(words, key, line_id)


def _counted(lines: Iterable[StoredLine], heard: Callable[[int], None]) -> Iterator[StoredLine]:
    for number, line in enumerate(lines):
        if number % _BATCH == 0:
            heard(number)
        yield line


def _stored_lines() -> Iterator[StoredLine]:
    erased = _erasures()
    for row in _rows(select(*_COLUMNS, AuditReason.words).outerjoin(AuditReason, _REASON)):
        *fields, words = row
        line = AuditLine._make(fields)
        yield StoredLine(line, words, erased.get(line.subject_id, 0))


def _erasures() -> dict[int | None, int]:
    """Return the last line for each person about whom reasons were erased."""
    last = select(AuditEntry.subject_id, func.max(AuditEntry.id)).where(AuditEntry.act == policy.ERASED)
    return dict(db.session.execute(last.group_by(AuditEntry.subject_id)).all())


def _rows(wanted: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Yield rows that begin with the id of an entry, in batches, so that each statement is short."""
    last = 0
    while True:
        batch = wanted.where(AuditEntry.id > last).order_by(AuditEntry.id).limit(_BATCH)
        rows = db.session.execute(batch).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1].id
