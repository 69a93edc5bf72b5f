"""Writing a line: at the end of the one chain, in the transaction of the act itself."""

from datetime import datetime

from sqlalchemy import func, insert, select

from intro_app.audit import queries
from intro_app.audit.models import AuditEntry
from intro_app.audit.policy import AuditLine, ensure_plain, seal
from intro_app.db import atomic, db

# Any two numbers that nothing else locks on the same PostgreSQL database.
_CHAIN = (1998, 4)


def note(actor_id: int | None, act: str, subject_id: int | None, about: str, why: str, at: datetime) -> None:  # noqa: PLR0917 - who, what, to whom, about which, why, when: in this order it reads as a sentence
    """Write down who did what to whom, about which thing (`case:17`) and why; kept or dropped with the act.

    People are named by id; nobody (None) is an operator at the terminal. Until the transaction ends all
    others who have something to note wait, so note last, after every other lock is held. Raises ValueError
    for an act or a thing that is not a plain word, BusyError.
    """
    ensure_plain(act, about)
    with atomic():
        _take_the_end()
        place, previous = queries.head()
        line = AuditLine(place + 1, at, actor_id, act, subject_id, about, why, previous)
        db.session.execute(insert(AuditEntry).values(line._replace(hash=seal(line))._asdict()))


def _take_the_end() -> None:
    """Two who both read the same last line would fork the chain; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(*_CHAIN)))
