"""Invisible characters: which of them a script or an emoji needs, and which are removed from typed text.

Joiners follow CONTEXTJ of RFC 5892, widened to what keyboards for the Indic scripts and Persian write.
"""

from unicodedata import category, combining, normalize

JOINERS = frozenset("\u200c\u200d")
_VOWEL_SEPARATOR, _ZERO_WIDTH_SPACE = "\u180e", "\u200b"
_TAGGED, _TAG_END = "\U0001f3f4", "\U000e007f"  # the flags of England, Scotland and Wales
# Direction marks set the direction of neighbouring characters and change nothing else.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f")
# Format characters that are visible: number signs of Arabic and Kaithi, the abbreviation mark of Syriac.
_SEEN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Characters that are invisible although Unicode counts them as letters, marks or symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
# What is often copied along with a name: byte order marks, zero-width breaks, soft hyphens, embeddings. The
# overrides are not among them, since they make people read another name than is written.
HARMLESS = frozenset(
    "\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
    + "".join(DIRECTION_MARKS | JOINERS)
)

_LONGEST_RUN_OF_MARKS = 30  # the bound of Unicode's own stream-safe format (UAX 15)

_JOINED_SCRIPTS = (
    (0x0600, 0x08FF),  # Arabic, Syriac, N'Ko, Mandaic
    (0x0900, 0x0DFF),  # the Indic scripts, Sinhala among them
    (0x0F00, 0x109F),  # Tibetan, Burmese
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0x1A20, 0x1BFF),  # Tai Tham, Balinese, Sundanese, Batak
    (0x1C00, 0x1C4F),  # Lepcha
    (0xA8E0, 0xA9FF),  # Devanagari's extension, Javanese, Burmese
    (0xAA60, 0xAA7F),  # Burmese
    (0xABC0, 0xABFF),  # Meitei
    (0xFB50, 0xFDFF),  # forms of Arabic
    (0xFE70, 0xFEFC),
    (0x10A00, 0x10D3F),  # Kharoshthi to Hanifi Rohingya
    (0x11000, 0x11FFF),  # Brahmi and its children
    (0x1E900, 0x1E95F),  # Adlam
)
# Scripts without spaces between words, which may mark where a line can break.
_UNSPACED_SCRIPTS = ((0x0E00, 0x0EFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19FF), (0x1A20, 0x1AAF))
_HAN = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def without_the_invisible(text: str) -> str:
    """Return the text without invisible characters, except where a script or an emoji needs them."""
    hidden = hidden_in(text)
    if not hidden:
        return text
    kept: list[str] = []
    for place, char in enumerate(text):
        if char not in hidden or is_needed(text, place, "".join(kept[-2:])):
            kept.append(char)
    return "".join(kept)


def hidden_in(text: str) -> frozenset[str]:
    """Return the invisible characters in a text; each distinct character is looked up only once."""
    return frozenset(char for char in set(text) if is_hidden(char))


def is_hidden(char: str) -> bool:
    """Whether a character is invisible, or changes the order in which others are displayed."""
    if char.isascii():
        return not char.isprintable() and char not in "\n\t"
    if char in _BLANK or _is_selector(char):
        return True
    kind = category(char)
    if kind == "Cn":  # perhaps an emoji newer than this Python; the last two of each plane never are
        return (
            ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF or 0xE0000 <= ord(char) <= 0xE0FFF
        )
    return kind in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and char not in _SEEN_FORMATS


def is_needed(text: str, place: int, before: str | None = None) -> bool:
    """Whether the invisible character at this index is needed for the spelling of the word.

    `before` is up to two characters that were kept before it; by default those in the text.
    """
    char = text[place]
    before = text[max(0, place - 2) : place] if before is None else before
    after = text[place + 1 : place + 2]
    if not before:
        return False
    if char in JOINERS:
        return _joins_letters(before, after, char) or (char == "\u200d" and _joins_emoji(before, after))
    if char == _ZERO_WIDTH_SPACE:
        return _is_in(before[-1], _UNSPACED_SCRIPTS) and _is_in(after, _UNSPACED_SCRIPTS)
    if char == _VOWEL_SEPARATOR:
        return is_mongolian(before[-1]) and is_mongolian(after)
    return char in DIRECTION_MARKS or _selects(char, before[-1]) or _tags(char, before[-1])


def is_mongolian(char: str) -> bool:
    """Whether it is a Mongolian letter or digit."""
    return _is_in(char, ((0x1810, 0x18AF),))


def composed(text: str, form: str = "NFC") -> str:
    """Return the text in this normal form; unchanged if a run of marks would take too long to sort."""
    if text.isascii() or _has_long_run_of_marks(text):
        return text
    return normalize(form, text)  # type: ignore[arg-type]  # one of the four


def _joins_letters(before: str, after: str, char: str) -> bool:
    """Whether a joiner is inside a word of a script that joins letters, or after a virama."""
    last = before[-1]
    if not _is_in(last, _JOINED_SCRIPTS) or category(last)[0] not in "LM":
        return False
    goes_on = _is_in(after, _JOINED_SCRIPTS) and category(after)[0] in "LM"
    return goes_on or combining(last) == 9 or (char == "\u200d" and _is_in(last, ((0x0600, 0x08FF),)))


def _joins_emoji(before: str, after: str) -> bool:
    return (_is_picture(before[-1]) or before[-1] == "\ufe0f") and _is_picture(after)


def _is_picture(char: str) -> bool:
    return bool(char) and (
        category(char) in {"So", "Cn"} or 0x1F3FB <= ord(char) <= 0x1F3FF or char in "\u2194\u2195\u27a1"
    )


def _is_selector(char: str) -> bool:
    return (
        char in "\u180b\u180c\u180d\u180f" or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    )


def _selects(char: str, last: str) -> bool:
    """Whether it is a variation selector that applies to `last`: Mongolian, Han, emoji style and others."""
    if not _is_selector(char):
        return False
    if char in "\u180b\u180c\u180d\u180f":
        return is_mongolian(last)
    if ord(char) >= 0xE0100:
        return _is_in(last, _HAN)
    if char in "\ufe0e\ufe0f":
        return category(last) in {"So", "Sm", "Sk", "Po", "Pd", "Cn"} or last in "0123456789#*\u3030\u303d"
    return category(last)[0] in "LSP" and not last.isascii()


def _tags(char: str, last: str) -> bool:
    return 0xE0020 <= ord(char) <= 0xE007F and (last == _TAGGED or 0xE0020 <= ord(last) < ord(_TAG_END))


def _is_in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(first <= ord(char) <= last for first, last in ranges)


def _has_long_run_of_marks(text: str) -> bool:
    marks = {char for char in set(text) if combining(char)}
    run = 0
    for char in text if marks else "":
        run = run + 1 if char in marks else 0
        if run > _LONGEST_RUN_OF_MARKS:
            return True
    return False
