"""Appending to the audit log, in the transaction of the act itself, and erasing its reasons."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from intro_app.audit import queries
from intro_app.audit.models import AuditEntry, AuditKey, AuditReason
from intro_app.audit.policy import ERASED, AuditLine, ensure_plain, hash_of_reason, seal
from intro_app.audit.reasons import encrypt_reason, new_key
from intro_app.db import atomic, db

# The key of a PostgreSQL advisory lock: any two numbers that nothing else locks.
_CHAIN = (1998, 4)
# Whose key encrypts the reasons of acts that are about nobody; no member has this id.
_NOBODY = 0


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
        reason_hash = _keep_reason(place + 1, subject_id or _NOBODY, why) if why else ""
        line = AuditLine(place + 1, at, actor_id, act, subject_id, about, reason_hash, "", previous)
        db.session.execute(insert(AuditEntry).values(line._replace(hash=seal(line))._asdict()))


def erase_reasons_about(member_id: int, at: datetime) -> None:
    """Destroy the key of all reasons about a member, and the reasons; a line of the chain says so.

    Like `note()`, call this after taking all other locks. Raises BusyError when the database is busy.
    """
    with atomic():
        _lock_chain()
        db.session.execute(delete(AuditKey).where(AuditKey.subject_id == member_id))
        gone = delete(AuditReason).where(AuditReason.subject_id == member_id).returning(AuditReason.entry_id)
        if db.session.scalars(gone).all():
            note(None, ERASED, member_id, "", "", at)


def _keep_reason(line_id: int, subject_id: int, why: str) -> str:
    """Store a reason under its person's key, which is made if there is none yet; return its hash."""
    key = db.session.scalar(select(AuditKey.key).where(AuditKey.subject_id == subject_id))
    if key is None:
        key = new_key()
        db.session.execute(insert(AuditKey).values(subject_id=subject_id, key=key))
    words = encrypt_reason(why, key, line_id)
    row = {"entry_id": line_id, "subject_id": subject_id, "words": words}
    db.session.execute(insert(AuditReason).values(row))
    return hash_of_reason(words)


def _lock_chain() -> None:
    """Lock the end of the chain, so that it cannot fork. SQLite needs no lock: it has a single writer."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(*_CHAIN)))
