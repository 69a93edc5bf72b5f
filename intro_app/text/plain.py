"""What a plain text may contain: what people can read, and nothing that changes how the rest is shown."""

import re
from unicodedata import category, normalize

from intro_app.wording import msg

MOST_MARKS = 4  # on one letter; Vietnamese needs two, Hebrew with its signs for singing needs four

# Invisible characters without which some languages and joined emoji cannot be written.
_NEEDED = frozenset("\u00ad\u061c\u200c\u200d\u200e\u200f\ufe0e\ufe0f")
# Invisible although Unicode counts them among letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0") | {
    chr(code) for first, last in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for code in range(first, last + 1)
}
_MANY_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text with composed letters, one kind of line end, no blanks at ends and at most one empty line."""
    lines = (line.replace("\t", " ").rstrip() for line in text.splitlines())
    return normalize("NFC", _MANY_LINES.sub("\n\n", "\n".join(lines)).strip())


def fault(text: str, limit: int) -> str | None:
    """What is wrong with a text and what to do about it; None when it is fine.

    The sentence is untranslated and may have a place for `%(limit)s`.
    """
    if len(normalize("NFC", text)) > limit:
        return msg("Keep this to %(limit)s characters.")
    if any(_is_unfit(char) for char in text):
        return msg("This text contains a character that nobody can see. Type it again instead of pasting it.")
    if has_piles_of_marks(text):
        return msg("This text has more accents on one letter than can be read. Write it without the extra ones.")
    return None


def is_hidden(char: str) -> bool:
    """Whether a character cannot be seen at all, or changes the order in which others are seen."""
    return category(char) in {"Cf", "Cs", "Co", "Cn"} or char in _BLANK


def has_piles_of_marks(text: str) -> bool:
    """Whether a letter carries so many marks that they cover the lines above and below."""
    pile = 0
    for char in normalize("NFD", text):
        pile = pile + 1 if category(char) in {"Mn", "Me"} else 0
        if pile > MOST_MARKS:
            return True
    return False


def _is_unfit(char: str) -> bool:
    if char == "\n" or char in _NEEDED:
        return False
    kind = category(char)
    if kind == "Cn":  # perhaps an emoji younger than this Python; the last two of each plane never are
        return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return kind in {"Cc", "Zl", "Zp"} or is_hidden(char)
