"""Ten times the text takes at most fifteen times as long, whatever the text is made of: nobody can stop the site."""

from collections.abc import Callable
from time import thread_time

import pytest

from intro_app.community.markdown import rendered
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
}
PIECES = [
    "a ", "-", "_", "a.", "1 ", "1/", "@", "a@", ". ", "dot ", "one ", "(0", "+4", "12-", "2020-", "http://", "ab@ab.",
    "а", "é", "e\u0316\u0301", "\u0301\u0316", "\u200d", "ا\u200c", "👩\u200d", "Ａ", "[", "*a ", "`", "> ",
    "- ", "&amp;",
    "<", "\n",
]  # fmt: skip
LEAST = 0.005  # what takes less is not worth a measure


@pytest.mark.parametrize("name", FUNCTIONS)
def test_ten_times_the_text_takes_at_most_fifteen_times_as_long(name: str) -> None:
    for piece in PIECES:
        short, long = (piece * (size // len(piece)) for size in (1_000, 10_000))
        assert any(_is_in_proportion(FUNCTIONS[name], short, long) for _ in range(4)), ascii(piece)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_text_of_fifty_kilobytes_takes_less_than_a_second(name: str) -> None:
    for piece in PIECES:
        assert min(_seconds(FUNCTIONS[name], piece * (50_000 // len(piece))) for _ in range(2)) < 1, ascii(piece)


def _is_in_proportion(function: Callable[[str], object], short: str, long: str) -> bool:
    taken = _seconds(function, long)
    return taken < LEAST or taken <= 15 * min(_seconds(function, short) for _ in range(3))


def _seconds(function: Callable[[str], object], text: str) -> float:
    """Of this thread alone: other programs on the machine do not count."""
    start = thread_time()
    function(text)
    return thread_time() - start
