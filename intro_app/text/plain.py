"""Clean and check plain text: only readable characters, and none that change how the others are shown."""

import re
from unicodedata import category

from intro_app.text.invisible import composed, hidden_in, is_needed, without_the_invisible
from intro_app.wording import N_

MOST_MARKS = 4  # on one letter; Vietnamese needs two, Hebrew with cantillation marks needs four
MOST_LETTERS_BELOW = 8  # Tibetan stacks the letters of a syllable
_MOST_PARTS = 4  # code points that NFC may compose into one letter

_MANY_LINES = re.compile(r"\n{3,}")
# Word uses bullets from the private use area of a font of its own.
_BULLETS = str.maketrans("\uf0b7\uf0a7\uf0d8\u2028\u2029\x85\x0b\x0c", "•▪➢\n\n\n\n\n")


def clean(text: str) -> str:
    """Return the text as it is stored.

    That is in NFC, with one kind of line end, no trailing blanks, at most one empty line in a row, and no
    invisible characters except those that a script or an emoji needs.
    """
    seen = without_the_invisible("\n".join(text.translate(_BULLETS).splitlines()))
    lines = (line.replace("\t", " ").rstrip() for line in seen.split("\n"))
    return composed(_MANY_LINES.sub("\n\n", "\n".join(lines)).strip())


def one_line(text: str) -> str:
    """Return the cleaned text in one line, with single spaces."""
    return " ".join(clean(text).split())


def fault(text: str, limit: int) -> str | None:
    """Return what is wrong with a text and what to do about it, or None.

    The sentence is untranslated and may have a `%(limit)s` placeholder.
    """
    if surplus(text, limit):
        return N_("Keep this to %(limit)s characters.")
    hidden = hidden_in(text) | {"\t"}
    if any(
        char in hidden and (char == "\t" or not is_needed(text, place)) for place, char in enumerate(text)
    ):
        return N_("This text contains an invisible character. Type it again instead of pasting it.")
    if has_piles_of_marks(text):
        return N_("This text has too many accents on one letter. Remove the extra ones.")
    return None


def surplus(text: str, limit: int) -> int:
    """Return by how many characters a text exceeds the limit, or 0; an accented letter counts as one."""
    if len(text) <= limit:
        return 0
    return max(0, len(text if len(text) > limit * _MOST_PARTS else composed(text)) - limit)


def has_piles_of_marks(text: str) -> bool:
    """Whether a letter has so many marks that they cover the lines above and below."""
    if text.isascii():
        return False
    apart = composed(text, "NFD")
    marks = {char for char in set(apart) if category(char) in {"Mn", "Me"} and not _is_variant(char)}
    pile = below = 0
    for char in apart if marks else "":
        is_mark = char in marks
        is_below = "\u0f90" <= char <= "\u0fbc"
        below = below + 1 if is_below else below if is_mark else 0
        pile = 0 if not is_mark else pile if is_below else pile + 1
        if pile > MOST_MARKS or below > MOST_LETTERS_BELOW:
            return True
    return False


def _is_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or ord(char) >= 0xE0100
