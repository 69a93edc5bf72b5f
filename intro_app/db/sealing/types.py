"""The types of sealed columns: text, JSON and bytes. What is empty or None is stored as it is."""

from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import JSON, ColumnElement, Dialect, LargeBinary, String
from sqlalchemy.sql.operators import OperatorType, eq, is_, is_not, ne
from sqlalchemy.types import TypeDecorator

from intro_app.db.json_text import from_json, json_text
from intro_app.db.sealing.keyring import Keyring, SealError

_PLACE = "keyring"


def set_keyring(app: Flask, keys: Keyring) -> None:
    """Give an application the keys that its sealed columns use."""
    app.extensions[_PLACE] = keys


def keyring() -> Keyring:
    """Return the keys of the current application."""
    return cast("Keyring", current_app.extensions[_PLACE])


class _Comparator(TypeDecorator.Comparator[Any]):
    """Refuses to compare and sort by what is sealed, which would find nothing; one may ask if it is empty."""

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        # SQLAlchemy itself compares columns with each other, as keys of its dictionaries.
        harmless = op in {eq, ne} and (isinstance(other[0], ColumnElement) or other[0] in {"", None})
        if op in {is_, is_not} or harmless:
            return super().operate(op, *other, **kwargs)
        raise TypeError(f"{self.expr} is encrypted: it can be compared with nothing, and sorts by nothing")


class SealedText(TypeDecorator[str]):
    """A sealed text; `column` is the name of its place, such as `member.phone`."""

    impl = String
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return keyring().seal_text(value, self.column) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return keyring().open_text(value, self.column) if value else value


class SealedJSON(TypeDecorator[Any]):
    """A sealed JSON value, stored as a JSON string; `column` is the name of its place."""

    impl = JSON(none_as_null=True)
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, column: str) -> None:
        super().__init__(none_as_null=True)
        self.column = column

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else keyring().seal_text(json_text(value), self.column)

    def process_result_value(self, value: object, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise SealError(f"{self.column} holds a value that is not sealed: run `intro db upgrade`")
        return from_json(keyring().open_text(value, self.column))


class SealedBytes(TypeDecorator[bytes]):
    """Sealed bytes; `column` is the name of their place."""

    impl = LargeBinary
    cache_ok = True
    comparator_factory = _Comparator

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return keyring().seal(value, self.column) if value else value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return keyring().open(bytes(value), self.column) if value else value
