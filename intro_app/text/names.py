"""Clean and check names: they must be readable, of one script, and not become links in mail programs."""

import re
from functools import lru_cache
from unicodedata import category, normalize

from confusable_homoglyphs import categories

from intro_app.text.invisible import (
    HARMLESS,
    JOINERS,
    composed,
    is_hidden,
    is_mongolian,
    is_needed,
)
from intro_app.text.plain import has_piles_of_marks
from intro_app.wording import N_

LONGEST = 100
# A letter with all its marks may be eight characters; longer input is not examined.
_LONGEST_READ = 8 * LONGEST
MOST_DIGITS = 4  # enough for "the 3rd", too few for a phone number

# Scripts that are used together in one word ("highly restrictive" in UTS 39), without lookalikes.
_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
)
# Scripts without letters that look Latin, so that a name may contain words of both.
_SCRIPTS = """
ARABIC BENGALI DEVANAGARI ETHIOPIC GUJARATI GURMUKHI HEBREW KANNADA KHMER LAO MALAYALAM MONGOLIAN MYANMAR
ORIYA SINHALA SYRIAC TAMIL TELUGU THAANA THAI TIBETAN
"""
_UNLIKE_LATIN = frozenset(_SCRIPTS.split())
_OF_ANY_SCRIPT = {"COMMON", "INHERITED"}
# Hyphens, apostrophes, quotes, separators and brackets that occur in names, in all scripts.
_PUNCTUATION = frozenset(
    " .．,，،'’‘‛＇`´′-‐‑–—−－‧·•∙⋅・･゠＝&＆()（）\"“”„‚«»‹›「」『』/／"
    "\u05be\u05f3\u05f4"  # maqaf, geresh, gershayim
    "\u055a\u058a"  # Armenian apostrophe and hyphen
    "\u0970\u0af0\u09fd\u0a76"  # abbreviation signs of Devanagari, Gujarati, Bengali, Gurmukhi
    "\u0f0b\u0f0c\u0f0d"  # tsheg and shad
    "\u104a\u104b"  # Burmese
    "\u1361"  # Ethiopic wordspace
    "\u1400\u1806\u2d70"  # hyphens of Canada's syllables and of Mongolian, separator of Tifinagh
    "\u070f\u202f\u180e"  # Syriac abbreviation, Mongolian spaces
)

_LETTERS_OF_NO_SCRIPT = frozenset("\u3006\u303c")  # Japanese: 〆木, read shimeki, and masu

_LINKS = re.compile(r"[@:\\]|//|^\s*/|/\s*$|/\s*/")
# One letter after a dot is an initial; two or more may be the end of a domain.
_DOMAIN = re.compile(r"\.(?:[^\W\d_]{2}|\d)")
_ROMAN_NUMBER = re.compile(r"[IVXLⅠ-Ⅿ]+\.?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) != "＝"}


def clean(name: str) -> str:
    """Return the name as it is stored: NFC, single spaces, without harmless invisible characters.

    Characters that change how a name reads (direction overrides, control characters) stay, for `fault` to
    refuse.
    """
    if len(name) > _LONGEST_READ:
        return name
    seen = "".join(
        char for place, char in enumerate(name) if char not in HARMLESS or _is_needed(name, place)
    ).translate(_FULL_WIDTH)
    return composed(" ".join(_with_single_spaces(seen).split(" ")).strip())


def fault(name: str) -> str | None:
    """Return what is wrong with a name and what to do about it, as an untranslated sentence, or None."""
    if len(name) > _LONGEST_READ:
        return N_("Use a name of at most 100 characters.")
    if any(_is_unfit(name, place) for place in range(len(name))):
        return N_("This name contains an invisible character. Type the name again, letter by letter.")
    name = clean(name)
    if not any(category(char)[0] == "L" for char in name):
        return N_("Enter the name people call you by, in letters.")
    if sum(category(char)[0] != "M" and not is_hidden(char) for char in name) > LONGEST:
        return N_("Use a name of at most 100 characters.")
    return _fault_of_shape(name)


def _fault_of_shape(name: str) -> str | None:
    if _could_become_a_link(name):
        return N_(
            "E-mail programs would turn this name into a link. "
            "Put a space after each dot, and leave out @, // and :."
        )
    if sum(char.isdigit() for char in name) > MOST_DIGITS:
        return N_("This looks like a number, not a name. Leave out the digits.")
    if has_piles_of_marks(name):
        return N_("This name has too many accents on one letter. Remove the extra ones.")
    if not all(_belongs_in_a_name(name, place) for place in range(len(name))):
        return N_("Enter the name in letters only, without symbols or emoji.")
    if not _is_of_one_script(name):
        return N_(
            "This name mixes letters of different alphabets, some of which look the same. "
            "Use only one alphabet."
        )
    return None


def _with_single_spaces(name: str) -> str:
    """Replace each run of blanks by one space, except Mongolian's narrow space, which belongs to the word."""
    words = re.split(r"([^\S\u202f]+|\u202f+)", name)
    for place in range(1, len(words), 2):
        before, after = words[place - 1][-1:], words[place + 1][:1]
        narrow = words[place] == "\u202f" and is_mongolian(before) and is_mongolian(after)
        words[place] = "\u202f" if narrow else " " if _is_blank(words[place]) else words[place]
    return re.sub(r" {2,}", " ", "".join(words))


def _is_blank(run: str) -> bool:
    """Whether a run consists of spaces and tabs; a line end in a name is a fault."""
    return not set(run) & set("\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def _is_unfit(name: str, place: int) -> bool:
    char = name[place]
    if char == "\u200b" or (is_hidden(char) and not _is_needed(name, place)):
        return True
    return char != "\t" and category(char) in {"Cc", "Zl", "Zp"}


def _is_needed(name: str, place: int) -> bool:
    """Whether the invisible character there belongs to the spelling; direction marks and breaks never do."""
    return name[place] not in "\u200b\u061c\u200e\u200f\ufe0e\ufe0f" and is_needed(name, place)


def _could_become_a_link(name: str) -> bool:
    bare = "".join(
        char for char in normalize("NFKD", name) if category(char)[0] != "M" and char not in JOINERS
    )
    return bool(_LINKS.search(bare) or _DOMAIN.search(bare))


def _belongs_in_a_name(name: str, place: int) -> bool:
    char = name[place]
    kind = category(char)
    if kind[0] == "L":
        # Letters without a script are mathematical: the same letters in bold or script.
        return kind == "Lm" or char in _LETTERS_OF_NO_SCRIPT or _script(char) != "COMMON"
    if char == "!":  # the sign for a click: !Xóõ, N!xau
        before, after = name[place - 1 : place] or " ", name[place + 1 : place + 2] or " "
        return category(after)[0] == "L" and (before in " (-" or category(before)[0] == "L")
    is_number = kind in {"Nd", "Nl"}
    return kind[0] == "M" or is_number or char in _PUNCTUATION or is_hidden(char)


def _is_of_one_script(name: str) -> bool:
    """Whether no letter of the name could be mistaken for one of another alphabet.

    A roman number may follow a name of any script.
    """
    first, *more = name.split(" ")
    words = [first, *(word for word in more if not _ROMAN_NUMBER.fullmatch(word))]
    by_word = [_scripts(word) for word in words]
    scripts = frozenset().union(*by_word)
    if len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER):
        return True
    others = scripts - {"LATIN"}
    return (
        "LATIN" in scripts
        and len(others) == 1
        and others <= _UNLIKE_LATIN
        and all(len(one) < 2 for one in by_word)
    )


def _scripts(word: str) -> frozenset[str]:
    return frozenset(map(_script, word)) - _OF_ANY_SCRIPT


@lru_cache(maxsize=2000)
def _script(char: str) -> str:
    """Return the script of a character; the library searches a list for it, which takes long."""
    return str(categories.alias(char))
