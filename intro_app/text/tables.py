"""Read a table that was pasted or saved by a spreadsheet, and write one that spreadsheets take as text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from intro_app.errors import DomainError
from intro_app.wording import N_

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS = "\t;,"
_LINES_LOOKED_AT = 20
# No text has these; a spreadsheet's own file, a picture or a program does.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
# By this first line Excel is told what separates the cells.
_SEPARATOR = re.compile(r"sep=([\t;,])[ \t;,]*(\r\n|\r|\n)", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@|%]|[\t\r\n]")


class TableRow(NamedTuple):
    """One row, by its number in the file: the first is 1, and empty ones count."""

    number: int
    cells: tuple[str, ...]


class UnreadableTable(DomainError):
    """This is no table, or one that is too long; the sentence says what to do."""


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16, with or without a mark, else Windows-1252.

    Raises UnreadableTable for what is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _text(content[len(mark) :], encoding)
    if b"\0" in content[:200]:
        return _text(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return _plain(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _text(content, "cp1252")


def rows_of(text: str, *, most: int, headings: int = 0) -> list[TableRow]:
    """Return the rows that hold anything, split at tabs, semicolons or commas, whichever the table uses.

    Reads no further than one row beyond `most` and the `headings`. Raises UnreadableTable when there are
    more, or when a quotation mark is never closed.
    """
    said = _SEPARATOR.match(text)
    if said:
        text = said[2] + text[said.end() :]  # an empty line: the others keep their numbers
    reader = csv.reader(_lines(text), delimiter=said[1] if said else _delimiter(text))
    try:
        found = list(islice(_filled(reader), most + headings + 1))
    except csv.Error:
        raise _not_closed(reader.line_num) from None
    if len(found) > most + headings:
        raise UnreadableTable(
            N_("This list has more than %(most)s rows. Split it and send the parts one after another."),
            most=f"{most:,}",
        )
    return found


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as a file that spreadsheets open, in UTF-8 with a mark; a formula stays text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([[as_text(str(cell)) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _text(content: bytes, encoding: str) -> str:
    try:
        return _plain(content.decode(encoding))
    except UnicodeDecodeError:
        raise _no_text() from None


def _plain(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise _no_text()
    return text


def _no_text() -> UnreadableTable:
    return UnreadableTable(N_("This is not a text file. In your spreadsheet choose “Save as”, then CSV."))


def _not_closed(line: int) -> UnreadableTable:
    return UnreadableTable(
        N_("A quotation mark is opened before line %(line)s and never closed. Remove it, and try again."),
        line=line,
    )


def _delimiter(text: str) -> str:
    """Return what separates most lines; between equals, a tab before a semicolon before a comma."""
    first = [line for line in islice(_lines(text), 10 * _LINES_LOOKED_AT) if line.strip()]
    lines = [re.sub(r'"[^"]*"', "", line) for line in first[:_LINES_LOOKED_AT]]
    return max(reversed(_DELIMITERS), key=lambda sign: (sum(sign in line for line in lines), _rank(sign)))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, one at a time: a file of a million characters is not copied."""
    return (found[0] for found in _LINE.finditer(text) if found[0])


def _rank(sign: str) -> int:
    return -_DELIMITERS.index(sign)


def _filled(reader: Iterable[list[str]]) -> Iterator[TableRow]:
    for number, cells in enumerate(reader, 1):
        bare = tuple(cell.strip() for cell in cells)
        if any("\n" in cell and "@" in cell for cell in bare):  # it has swallowed the rows below it
            raise _not_closed(number)
        if any(bare):
            yield TableRow(number, bare)
