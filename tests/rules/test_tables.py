"""Tables as people paste them and spreadsheets save them: what is read, what is refused, what is written."""

import tracemalloc
from time import thread_time

import pytest

from intro_app.text.tables import UnreadableTable, as_text, decoded, rows_of, written

ROWS = "Zoë;zoe@example.org\nBob;bob@example.org\n"


@pytest.mark.parametrize(
    "content",
    [
        ROWS.encode(),
        b"\xef\xbb\xbf" + ROWS.encode(),
        b"\xff\xfe" + ROWS.encode("utf-16-le"),
        b"\xfe\xff" + ROWS.encode("utf-16-be"),
        ROWS.encode("utf-16-le"),
        ROWS.encode("utf-16-be"),
        ROWS.encode("cp1252"),
    ],
)
def test_a_text_is_read_in_every_encoding_that_spreadsheets_write(content: bytes) -> None:
    assert decoded(content) == ROWS


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04\x14\x00\x06\x00 a spreadsheet's own file",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\x00",
        b"bob@example.org\x00\x01\x02\x03" * 40,
        b"\x81\x8d\x8f\x90 is in no code page",
        b"\x1b[31mred\x1b[0m",
    ],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTable, match="not a text file"):
        rows_of(decoded(content), most=10)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Bob,bob@example.org", ("Bob", "bob@example.org")),
        ("Bob;bob@example.org", ("Bob", "bob@example.org")),
        ("Bob\tbob@example.org", ("Bob", "bob@example.org")),
        ('"Keller, Bob";bob@example.org', ("Keller, Bob", "bob@example.org")),
        ('"Keller; Bob",bob@example.org', ("Keller; Bob", "bob@example.org")),
        ('"Bob ""B"" Keller",bob@example.org', ('Bob "B" Keller', "bob@example.org")),
        ("bob@example.org", ("bob@example.org",)),
        ("Keller, Bob\tbob@example.org", ("Keller, Bob", "bob@example.org")),
        ("Bob,bob@example.org\r\n\r\n", ("Bob", "bob@example.org")),
        ("Bob,bob@example.org\r", ("Bob", "bob@example.org")),
        ("sep=;\nBob;bob@example.org", ("Bob", "bob@example.org")),
        ("SEP=,\r\nBob,bob@example.org", ("Bob", "bob@example.org")),
        ("sep=\t\nBob, B.\tbob@example.org", ("Bob, B.", "bob@example.org")),
    ],
)
def test_cells_are_split_at_whatever_the_table_uses(text: str, cells: tuple[str, ...]) -> None:
    assert [row.cells for row in rows_of(text, most=10)] == [cells]


def test_rows_are_numbered_as_the_file_has_them() -> None:
    assert [row.number for row in rows_of("\na@example.org\n\n;;\nb@example.org", most=10)] == [2, 5]


@pytest.mark.parametrize(
    "text",
    [
        'a@example.org\n"Bob,bob@example.org\ncarol@example.org\n',
        '"' + "x" * 200_000 + "\n",
    ],
)
def test_a_quotation_mark_that_swallows_the_rest_is_told_with_its_line(text: str) -> None:
    with pytest.raises(UnreadableTable, match="never closed"):
        rows_of(text, most=10)


def test_fifty_thousand_rows_are_refused_at_once_and_without_reading_them() -> None:
    text = "somebody.or.other@example.org\n" * 50_000
    tracemalloc.start()
    began = thread_time()
    with pytest.raises(UnreadableTable, match="more than 2,000 rows"):
        rows_of(text, most=2000)
    took, (_now, peak) = thread_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1
    assert peak < 2_000_000


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", " =1", "\t=1", "\r=1", "|calc", "%0A"])
def test_a_formula_is_written_as_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"
    assert written([[cell]]).decode("utf-8-sig").strip().lstrip('"').startswith("'")


def test_a_written_table_is_read_back_as_it_was() -> None:
    rows = [("Zoë, of course", '12 "inches"'), ("two\nlines", "3")]
    text = decoded(written(rows))
    assert [row.cells for row in rows_of(text, most=10)] == rows


def test_rows_keep_their_numbers_below_the_line_that_names_the_separator() -> None:
    assert [row.number for row in rows_of("sep=;\na;b\nc;d\n", most=10)] == [2, 3]


def test_a_table_that_is_too_long_is_told_how_many_rows_of_people_there_may_be() -> None:
    assert len(rows_of("a\n" * 11, most=10, headings=1)) == 11
    with pytest.raises(UnreadableTable) as refused:
        rows_of("a\n" * 12, most=10, headings=1)
    assert refused.value.details["most"] == "10"
