"""Appending to the audit log, in the transaction of the act itself."""

from datetime import datetime

from sqlalchemy import func, insert, select

from intro_app.audit import queries
from intro_app.audit.models import AuditEntry
from intro_app.audit.policy import AuditLine, ensure_plain, seal
from intro_app.db import atomic, db

# The key of a PostgreSQL advisory lock: any two numbers that nothing else locks.
_CHAIN = (1998, 4)


def note(actor_id: int | None, act: str, subject_id: int | None, about: str, why: str, at: datetime) -> None:  # noqa: PLR0917 - who, what, to whom, about which, why, when: in this order it reads as a sentence
    """Record who did what to whom, about which thing (`case:17`) and why, in the caller's transaction.

    People are named by id; None is an operator on the command line. The lock on the chain is held until the
    transaction ends, so call this last, after taking all other locks. Raises ValueError when `act` is not a
    plain word or `about` not a kind and an id, BusyError when the database is busy.
    """
    ensure_plain(act, about)
    with atomic():
        _lock_chain()
        place, previous = queries.head()
        line = AuditLine(place + 1, at, actor_id, act, subject_id, about, why, previous)
        db.session.execute(insert(AuditEntry).values(line._replace(hash=seal(line))._asdict()))


def _lock_chain() -> None:
    """Lock the end of the chain, so that it cannot fork. SQLite needs no lock: it has a single writer."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(*_CHAIN)))
