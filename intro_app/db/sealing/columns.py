"""Which columns are sealed, and their values as the database holds them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    MetaData,
    String,
    Table,
    and_,
    cast,
    func,
    literal,
    type_coerce,
)

from intro_app.db.json_text import json_text
from intro_app.db.sealing.keyring import MARK, PREFIX_LENGTH, Keyring
from intro_app.db.sealing.types import SealedBytes, SealedJSON, SealedText


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column of a table: statements on what is stored there, and how to seal that anew."""

    table: Table
    name: str
    type: SealedText | SealedJSON | SealedBytes

    def __str__(self) -> str:
        """Return its place, such as `member.phone`."""
        return f"{self.table.name}.{self.name}"

    @property
    def stored(self) -> ColumnElement[Any]:
        """The stored value; JSON as its text, so that both databases can compare it."""
        column = self.table.c[self.name]
        if isinstance(self.type, SealedBytes):
            return type_coerce(column, LargeBinary)
        return cast(type_coerce(column, self.type.impl_instance), String)

    @property
    def start(self) -> ColumnElement[Any]:
        """The first characters of the stored value, which name the key of a sealed one."""
        skipped = 2 if isinstance(self.type, SealedJSON) else 1
        kind = LargeBinary() if isinstance(self.type, SealedBytes) else String()
        return type_coerce(func.substr(self.stored, skipped, PREFIX_LENGTH), kind)

    def not_under(self, key: str) -> ColumnElement[bool]:
        """Return the condition that there is a value, sealed or not, which this key has not sealed."""
        return and_(self._holds_something, self.start != self._as_stored(f"{MARK}{key}."))

    def under(self, key: str) -> ColumnElement[bool]:
        """Return the condition that there is a value which this key has sealed."""
        return self.start == self._as_stored(f"{MARK}{key}.")

    @property
    def is_plain(self) -> ColumnElement[bool]:
        """The condition that there is a value which is not sealed."""
        skipped = 2 if isinstance(self.type, SealedJSON) else 1
        kind = LargeBinary() if isinstance(self.type, SealedBytes) else String()
        start = type_coerce(func.substr(self.stored, skipped, len(MARK)), kind)
        return and_(self._holds_something, start != self._as_stored(MARK))

    @property
    def _holds_something(self) -> ColumnElement[bool]:
        empty: Any = b"" if isinstance(self.type, SealedBytes) else ""
        holds = and_(self.stored.is_not(None), self.stored != empty)
        return and_(holds, self.stored != "null") if isinstance(self.type, SealedJSON) else holds

    def _as_stored(self, text: str) -> str | bytes:
        return text.encode() if isinstance(self.type, SealedBytes) else text

    def resealed(self, stored: str | bytes, keys: Keyring) -> ColumnElement[Any]:
        """Return what to store instead: the same value under the newest key. Raises SealError."""
        return literal(self._resealed(stored, keys), self.type.impl_instance)

    def _resealed(self, stored: str | bytes, keys: Keyring) -> str | bytes:
        place = str(self)
        if isinstance(stored, bytes):
            return keys.seal(keys.open(stored, place) if stored.startswith(MARK.encode()) else stored, place)
        text = json.loads(stored) if isinstance(self.type, SealedJSON) else stored
        if isinstance(text, str) and text.startswith(MARK):
            plain = keys.open_text(text, place)
        else:
            plain = json_text(text) if isinstance(self.type, SealedJSON) else stored
        return keys.seal_text(plain, place)


def sealed_columns(metadata: MetaData) -> Iterator[SealedColumn]:
    """Yield all sealed columns, table by table."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedText | SealedJSON | SealedBytes):
                yield SealedColumn(table, column.name, column.type)
