"""Brings every sealed column under the newest key, in small batches, while the site runs.

What is still plain, because it was stored before its column was sealed, is sealed on the way. Each batch is a
transaction of its own and finds by itself what is left to do, so that it can be interrupted at any time.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, func, select, tuple_, update

from intro_app.db.base import Model, db
from intro_app.db.sealing.columns import SealedColumn, sealed_columns
from intro_app.db.sealing.keyring import SealError
from intro_app.db.sealing.types import SealedBytes, keyring
from intro_app.db.transaction import atomic

BATCH = 200
# Of bytes, such as pictures, a row may hold a megabyte.
_BATCH_OF_BYTES = 20
logger = logging.getLogger(__name__)


def resealing() -> Iterator[int]:
    """Bring all values under the newest key, batch by batch; yield how many each batch changed.

    A value that does not open is left as it is, and logged by its column. Raises BusyError.
    """
    for column in _columns():
        yield from _batches(column)


def reseal(heard: Callable[[int], None] = lambda _done: None) -> int:
    """Do all of it at once and return how many values were changed; `heard` is told after each batch."""
    done = 0
    for number in resealing():
        done += number
        heard(done)
    return done


def left_to_reseal() -> int:
    """Return how many values are not under the newest key."""
    key = keyring().current
    return sum(_count(column, column.not_under(key)) for column in _columns())


def number_under(key: str) -> int:
    """Return how many values the key of this id has sealed."""
    return sum(_count(column, column.under(key)) for column in _columns())


def is_anything_plain() -> bool:
    """Return whether there is a value that is not sealed yet."""
    return any(
        db.session.scalar(select(func.count()).select_from(column.table).where(column.is_plain).limit(1))
        for column in _columns()
    )


def _columns() -> Iterator[SealedColumn]:
    return sealed_columns(Model.metadata)


def _count(column: SealedColumn, condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(column.table).where(condition)) or 0


def _batches(column: SealedColumn) -> Iterator[int]:
    """Go through a column in the order of its primary key; yield how many values each batch changed."""
    rows = _rows(column, after=None)
    while rows:
        with atomic():
            changed = sum(_replace(column, *row) for row in rows)
        yield changed
        rows = _rows(column, after=rows[-1][:-1])


def _rows(column: SealedColumn, after: Sequence[Any] | None) -> list[tuple[Any, ...]]:
    """Return the keys and stored values of the next rows that the newest key has not sealed."""
    key = list(column.table.primary_key.columns)
    most = _BATCH_OF_BYTES if isinstance(column.type, SealedBytes) else BATCH
    due = select(*key, column.stored).where(column.not_under(keyring().current)).order_by(*key).limit(most)
    if after is not None:
        due = due.where(tuple_(*key) > tuple_(*after))
    return [tuple(row) for row in db.session.execute(due)]


def _replace(column: SealedColumn, *row: Any) -> int:
    """Seal one value anew, unless somebody has changed it meanwhile; return whether it was done."""
    *key, stored = row
    try:
        new = column.resealed(stored, keyring())
    except SealError as problem:
        logger.warning("cannot be encrypted anew: %s", problem)
        return 0
    here = [own == value for own, value in zip(column.table.primary_key.columns, key, strict=True)]
    same = update(column.table).where(and_(*here), column.stored == stored)
    done = db.session.execute(same.values({column.name: new}))
    assert isinstance(done, CursorResult)
    return done.rowcount
