"""Sanitise incoming requests, so that text and numbers are ones that every database accepts."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

# In digits: far below 2^63, the limit of a database, and far above any number on a page of the site.
_LONGEST_NUMBER = 15


class TypedValues(ImmutableMultiDict[str, str]):
    """The values of a query string or form: text without NUL, which PostgreSQL refuses, and no files."""

    def __init__(self, given: Any = None) -> None:
        super().__init__(
            [(text(name), text(value)) for name, value in _pairs(given) if isinstance(value, str)]
        )


class FormOfTextsOnly(FormDataParser):
    """A form parser that drops files, since hardly any form of the site sends one."""

    def __init__(self, **named: Any) -> None:
        # Parts are kept in memory, not in a temporary file: forms are small.
        super().__init__(**named | {"stream_factory": lambda **_about: BytesIO()})

    def parse(self, *given: Any, **named: Any) -> Any:
        """Return the body's stream, its fields, and no files."""
        stream, fields, _files = super().parse(*given, **named)
        return stream, fields, MultiDict()


class FormWithFile(FormDataParser):
    """A form parser that keeps the files of one field, in memory: only for forms of a known, small size."""

    field = ""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named | {"stream_factory": lambda **_about: BytesIO(), "cls": MultiDict})

    def parse(self, *given: Any, **named: Any) -> Any:
        """Return the body's stream, its fields, and the files of its file field."""
        stream, fields, files = super().parse(*given, **named)
        kept = [(name, one) for name, one in files.items(multi=True) if name == self.field]
        return stream, TypedValues(fields), MultiDict(kept)


class _Nowhere(BytesIO):
    """A file of a form that nobody will read."""

    def write(self, given: Any, /) -> int:
        return len(given)


def _nowhere(*_about: Any, **_more: Any) -> IO[bytes]:
    return _Nowhere()


class FormWithFileLost(FormOfTextsOnly):
    """A form parser that throws files away as they come, and keeps the fields."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.stream_factory = _nowhere


class IncomingRequest(Request):
    """A request whose query string, form and cookies are TypedValues."""

    parameter_storage_class = TypedValues
    dict_storage_class = TypedValues
    form_data_parser_class: type[FormDataParser] = FormOfTextsOnly
    file_field = ""

    def make_form_data_parser(self) -> FormDataParser:
        """Return the parser for this form, which knows in which field files are expected."""
        parser = super().make_form_data_parser()
        if isinstance(parser, FormWithFile):
            parser.field = self.file_field
        return parser

    def expect_file(self, field: str, largest: int) -> None:
        """Let a field bring files, and the form have `largest` bytes; call it before the form is read."""
        self.form_data_parser_class, self.file_field = FormWithFile, field
        self.max_content_length = self.max_form_memory_size = largest

    def expect_file_in_vain(self, largest: int) -> None:
        """Read a form of `largest` bytes without the files in it; call it before the form is read."""
        self.form_data_parser_class = FormWithFileLost
        self.max_content_length = self.max_form_memory_size = largest

    @property
    def is_json(self) -> bool:
        """Always False: forms would otherwise read JSON of any shape; webhooks read the body as bytes."""
        return False


def init_app(app: Flask) -> None:
    """Make every request an IncomingRequest."""
    app.request_class = IncomingRequest


def text(given: str) -> str:
    """Return the text without NUL and lone surrogates, which databases and pages cannot hold."""
    return given.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def number(given: str | None) -> int | None:
    """Return a whole number from a link or a form, such as a page's offset; None for anything else."""
    if not given or len(given) > _LONGEST_NUMBER or not (given.isascii() and given.isdigit()):
        return None
    return int(given)


def _pairs(given: Any) -> Iterable[tuple[str, Any]]:
    if given is None:
        return ()
    if isinstance(given, MultiDict):
        return given.items(multi=True)
    return given.items() if isinstance(given, Mapping) else given
