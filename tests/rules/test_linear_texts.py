"""Ten times the text takes at most fifteen times as long, so that no text can stall the site."""

import re
from collections.abc import Callable
from time import thread_time

import pytest

from intro_app.outbox import wording
from intro_app.text import codes, contact_details, contacts, likeness, mailboxes, names, plain
from intro_app.text.markdown import rendered

Scan = Callable[[str], object]
FUNCTIONS: dict[str, Scan] = {
    "names, cleaned": names.clean,
    "names, judged": names.fault,
    "text, cleaned": plain.clean,
    "text, judged": lambda text: plain.fault(text, len(text)),
    "one line": plain.one_line,
    "addresses": contacts.clean_address,
    "addresses, in words": lambda text: contacts.clean_address(f"a{text}b"),
    "numbers": lambda text: contacts.international(contacts.clean_phone(text)),
    "numbers, cleaned": lambda text: contacts.clean_phone(f"1{text}b"),
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
    "a ",
    "-",
    "_",
    "a.",
    "1 ",
    "1/",
    "@",
    "a@",
    ". ",
    "dot ",
    "one ",
    "(0",
    "+4",
    "12-",
    "2020-",
    "http://",
    "ab@ab.",
    "а",
    "é",
    "e\u0316\u0301",
    "\u0301\u0316",
    "\u200d",
    "ا\u200c",
    "👩\u200d",
    "Ａ",
    "[",
    "*a ",
    "`",
    "> ",
    "- ",
    "&amp;",
    "<",
    "\n",
    " ",
    "(",
    ")",
    "tel:",
]
LEAST = 0.006  # what takes less is not worth a measure
SHORT = 500  # ten times as much is still looked into by the functions that turn away what is far too long


@pytest.mark.parametrize("name", FUNCTIONS)
def test_ten_times_the_text_takes_at_most_fifteen_times_as_long(name: str) -> None:
    assert not _slow_pieces(FUNCTIONS[name])


def test_four_times_the_text_is_looked_through_for_contact_details_in_at_most_eight_times_the_time() -> None:
    """The scan takes the square of one piece, and reads piece by piece; pieces overlap."""
    scan = contact_details.found_in_profile  # the same scan, behind patterns of its own
    slow = [piece for piece in PIECES if not _is_linear_for(scan, piece, 1_000, times=4, most=8, least=0.04)]
    assert not slow


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
        assert min(_seconds(contacts.clean_link, piece * (8_000 // len(piece))) for _ in range(2)) < 0.2, (
            ascii(piece)
        )


def _slow_pieces(function: Scan) -> list[str]:
    return [ascii(piece) for piece in PIECES if not _is_linear_for(function, piece)]


def _is_linear_for(
    function: Scan, piece: str, size: int = SHORT, *, times: int = 10, most: int = 15, least: float = LEAST
) -> bool:
    """Whether `times` the text takes at most `most` times as long; the best of several, as machines pause."""
    short, long = piece * (size // len(piece)), piece * (times * size // len(piece))
    for_long = _seconds(function, long)
    for _ in range(5):
        if for_long < least or for_long <= most * min(_seconds(function, short) for _ in range(3)):
            return True
        for_long = min(for_long, _seconds(function, long))
    return False


def _seconds(function: Callable[[str], object], text: str) -> float:
    """Of this thread alone: other programs on the machine do not count."""
    start = thread_time()
    function(text)
    return thread_time() - start
