"""Rate counters in the database, exact across processes.

A sliding window is approximated by two fixed ones: the present window counts in full, the previous one by the
share of it that the sliding window still covers. One statement counts and decides.
"""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, CursorResult, Executable, bindparam, case, delete
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model, atomic, db, insert_into


class RateCounter(Model):
    """The counts of one key in the window in which it was last counted, and in the one before."""

    __tablename__ = "rate_count"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger)
    present: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[int] = mapped_column(BigInteger, default=0)
    forget_at: Mapped[datetime] = mapped_column(index=True, default=None)


def count(key_hash: str, allowed: int, seconds: int, at: datetime) -> bool:
    """Count one hit if no more than `allowed` fall within `seconds`; return whether it was counted."""
    window, passed = divmod(int(at.timestamp()), seconds)
    given = {
        "key_hash": key_hash,
        "window": window,
        "present": 1,
        "previous": 0,
        "forget_at": at + timedelta(seconds=2 * seconds),
        "rest": seconds - passed,
        "seconds": seconds,
        "most": allowed * seconds,
    }
    with atomic():
        counted = db.session.connection().execute(_counting(db.engine.dialect.name), given)
        return counted.first() is not None


@cache
def _counting(_dialect: str) -> Executable:
    """Return the statement that counts; it is made once, since every form that is sent needs it."""
    first = insert_into(RateCounter)
    new = first.excluded
    present = case((RateCounter.window == new.window, RateCounter.present + 1), else_=1)
    previous = case(
        (RateCounter.window == new.window, RateCounter.previous),
        (RateCounter.window == new.window - 1, RateCounter.present),
        else_=0,
    )
    rest, seconds, most = (bindparam(name, type_=BigInteger) for name in ("rest", "seconds", "most"))
    return first.on_conflict_do_update(
        index_elements=["key_hash"],
        set_={"present": present, "previous": previous, "window": new.window, "forget_at": new.forget_at},
        where=previous * rest + present * seconds <= most,
    ).returning(RateCounter.present)


def wait(key_hash: str, allowed: int, seconds: int, at: datetime) -> int:
    """Return after how many seconds the next hit would be allowed."""
    row = db.session.get(RateCounter, key_hash, populate_existing=True)
    window, passed = divmod(int(at.timestamp()), seconds)
    if row is None or row.window != window:
        return 1
    return seconds_until_free(row.previous, row.present, allowed, seconds, passed)


def seconds_until_free(previous: int, present: int, allowed: int, seconds: int, passed: int) -> int:
    """Return after how many seconds the weighted sum of both windows allows one more hit.

    `passed` is how many seconds of the present window have passed.

    >>> seconds_until_free(previous=0, present=5, allowed=5, seconds=3600, passed=600)
    3720
    """
    if present < allowed:
        # The previous window weighs too much; its share shrinks until the present one ends.
        room = allowed - present - 1
        return max(1, seconds - passed - room * seconds // max(previous, 1))
    fading = seconds - (allowed - 1) * seconds // max(present, 1)
    return seconds - passed + fading


def forget_old_counts(at: datetime) -> int:
    """Delete counters that no longer affect any decision; return how many."""
    with atomic():
        done = db.session.execute(delete(RateCounter).where(RateCounter.forget_at < at))
    assert isinstance(done, CursorResult)
    return done.rowcount
