"""Dead letters: messages that the worker gave up, which an operator may retry or erase."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CursorResult, select, update

from intro_app.db import atomic, db
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_parked


class DeadLetter(NamedTuple):
    """One message that waits for an operator, without its address and text."""

    key: str
    kind: str
    dropped_at: datetime
    last_error: str | None


def dead_letters(*, limit: int = 100) -> list[DeadLetter]:
    """Return up to `limit` dead letters, the oldest first."""
    columns = [getattr(OutboxMessage, name) for name in DeadLetter._fields]
    rows = (
        select(*columns).where(is_parked()).order_by(OutboxMessage.dropped_at, OutboxMessage.key).limit(limit)
    )
    return [DeadLetter(*row) for row in db.session.execute(rows)]


def send_after_all(at: datetime, keys: Sequence[str] = ()) -> int:
    """Let workers retry the dead letters for another three days; return how many there were.

    Applies to all of them if no `keys` are given.
    """
    anew = {"dropped_at": None, "why": None, "due_at": at, "not_before": at, "tried_at": None}
    return _change(keys, **anew, attempts=0, unsure=0, stumbles=0, lost=0, last_error=None)


def let_go(keys: Sequence[str] = ()) -> int:
    """Erase text and address of the dead letters, all if no `keys` are given; return how many there were."""
    return _change(keys, address=None, domain=None, content=None)


def _change(keys: Sequence[str], **values: object) -> int:
    rows = update(OutboxMessage).where(is_parked())
    with atomic():
        done = db.session.execute((rows.where(OutboxMessage.key.in_(keys)) if keys else rows).values(values))
    assert isinstance(done, CursorResult)
    return done.rowcount
