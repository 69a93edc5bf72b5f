"""Ten times the text takes at most fifteen times as long, whatever the text is made of: nobody can stop the site."""

import re
from collections.abc import Callable
from time import thread_time

import pytest

from intro_app.community.markdown import rendered
from intro_app.outbox import wording
from intro_app.text import codes, contact_details, contacts, likeness, mailboxes, names, plain

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "contact details": contact_details.found_in,
    "names, cleaned": names.clean,
    "names, judged": names.fault,
    "text, cleaned": plain.clean,
    "text, judged": lambda text: plain.fault(text, len(text)),
    "one line": plain.one_line,
    "addresses": contacts.clean_address,
    "numbers": lambda text: contacts.international(contacts.clean_phone(text)),
    "links": contacts.clean_link,
    "codes": codes.read_code,
    "digits": codes.read_digits,
    "mailboxes": mailboxes.canonical,
    "offices": mailboxes.is_role,
    "likeness": lambda text: likeness.is_near_copy(text, [text]),
    "markdown": rendered.__wrapped__,
    "mail, wrapped": lambda text: wording.wrapped(text, "> ", "> "),
    "mail, in paragraphs": wording.paragraphs,
    "mail, in one line": wording.oneline,
}
PIECES = [
    "a ", "-", "_", "a.", "1 ", "1/", "@", "a@", ". ", "dot ", "one ", "(0", "+4", "12-", "2020-", "http://", "ab@ab.",
    "а", "é", "e\u0316\u0301", "\u0301\u0316", "\u200d", "ا\u200c", "👩\u200d", "Ａ", "[", "*a ", "`", "> ",
    "- ", "&amp;", "<", "\n", " ",
]  # fmt: skip
LEAST = 0.02  # what takes less is not worth a measure


@pytest.mark.parametrize("name", FUNCTIONS)
def test_ten_times_the_text_takes_at_most_fifteen_times_as_long(name: str) -> None:
    assert not _slow_pieces(FUNCTIONS[name])


def test_what_takes_the_square_of_its_text_is_found() -> None:
    spaces_at_the_end = re.compile(r"\s+$")
    assert not _is_linear_for(lambda text: spaces_at_the_end.sub("", text + "."), " ")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_text_of_fifty_kilobytes_takes_less_than_a_second(name: str) -> None:
    mixed = "".join(piece * (50_000 // len(PIECES) // len(piece)) for piece in PIECES)
    assert min(_seconds(FUNCTIONS[name], mixed) for _ in range(2)) < 1


def test_the_longest_link_that_is_read_is_read_at_once() -> None:
    """Above this length links are not looked into, so that the tests above never meet it."""
    for piece in PIECES:
        assert min(_seconds(contacts.clean_link, piece * (8_000 // len(piece))) for _ in range(2)) < 0.2, ascii(piece)


def _slow_pieces(function: Callable[[str], object]) -> list[str]:
    return [ascii(piece) for piece in PIECES if not _is_linear_for(function, piece)]


def _is_linear_for(function: Callable[[str], object], piece: str) -> bool:
    short, long = (piece * (size // len(piece)) for size in (1_000, 10_000))
    return any(_is_in_proportion(function, short, long) for _ in range(4))


def _is_in_proportion(function: Callable[[str], object], short: str, long: str) -> bool:
    taken = _seconds(function, long)
    return taken < LEAST or taken <= 15 * _seconds(function, short)


def _seconds(function: Callable[[str], object], text: str) -> float:
    """Of this thread alone: other programs on the machine do not count."""
    start = thread_time()
    function(text)
    return thread_time() - start
