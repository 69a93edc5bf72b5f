"""What comes in is typed here: text is text that every database takes, and a number is one that it can hold."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

# Far below 2^63, where a database ends, and far above any number that a page of ours writes.
_LONGEST_NUMBER = 15


class TypedValues(ImmutableMultiDict[str, str]):
    """What stands in an address or a form: texts, without the NUL that PostgreSQL takes in none, and no files."""

    def __init__(self, given: Any = None) -> None:
        super().__init__(
            [(text(name), text(value)) for name, value in _pairs(given) if isinstance(value, str)]
        )


class FormOfTextsOnly(FormDataParser):
    """No form of ours sends a file, so a part that calls itself one is no field."""

    def __init__(self, **named: Any) -> None:
        super().__init__(
            **named | {"stream_factory": lambda **_about: BytesIO()}
        )  # in memory: a form is small

    def parse(self, *given: Any, **named: Any) -> Any:
        """The body's stream and its fields, and never a file."""
        stream, fields, _files = super().parse(*given, **named)
        return stream, fields, MultiDict()


class IncomingRequest(Request):
    """A request of which everything read is text of the kind that the rest of the site expects."""

    parameter_storage_class = TypedValues
    dict_storage_class = TypedValues
    form_data_parser_class = FormOfTextsOnly

    @property
    def is_json(self) -> bool:
        """Never: forms would take their fields from it, whatever its shape; what programs send is read as bytes."""
        return False


def init_app(app: Flask) -> None:
    """Read every request in this way."""
    app.request_class = IncomingRequest


def text(given: str) -> str:
    """The text without what no database and no page can hold: NUL, and halves of characters."""
    return given.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def number(given: str | None) -> int | None:
    """A whole number from a link or a form, such as the place at which a page begins; None for anything else."""
    if not given or len(given) > _LONGEST_NUMBER or not (given.isascii() and given.isdigit()):
        return None
    return int(given)


def _pairs(given: Any) -> Iterable[tuple[str, Any]]:
    if given is None:
        return ()
    if isinstance(given, MultiDict):
        return given.items(multi=True)
    return given.items() if isinstance(given, Mapping) else given
