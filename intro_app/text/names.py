"""What a name may look like: readable, in one script, and nothing that a mail program turns into a link."""

import re
from unicodedata import category, normalize

from confusable_homoglyphs import categories

from intro_app.text.plain import has_piles_of_marks, is_hidden
from intro_app.wording import msg

LONGEST = 60
MOST_DIGITS = 4  # enough for "the 3rd", too few for a phone number

# Scripts that people write together in one name; everything else stands alone.
_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
_OF_ANY_SCRIPT = {"COMMON", "INHERITED"}
_PUNCTUATION = frozenset(" .,'’‘`´-‐‑·・&()\"“”„«»׳״")

_LINKS = re.compile(r"[@/:\\]")
# One letter after a dot is an initial; two or more may be the end of a domain.
_DOMAIN = re.compile(r"\.(?:[^\W\d_]{2}|\d)")


def clean(name: str) -> str:
    """The name with composed letters and single spaces, as it should be kept."""
    return normalize("NFC", " ".join(name.split()))


def fault(name: str) -> str | None:
    """What is wrong with a name and what to do about it, as an untranslated sentence; None when it is fine."""
    if any(map(is_hidden, name)) or any(category(char) in {"Cc", "Zl", "Zp"} for char in name):
        return msg("This name contains a character that nobody can see. Type the name again, letter by letter.")
    name = clean(name)
    if not any(category(char)[0] == "L" for char in name):
        return msg("Write the name that people call you by, in letters.")
    if len(name) > LONGEST:
        return msg("Use a name of at most 60 characters.")
    return _fault_of_shape(name)


def _fault_of_shape(name: str) -> str | None:
    if _could_become_a_link(name):
        return msg(
            "Mail programs would make a link out of this name. Put a space after each dot, and leave out @ / and :."
        )
    if sum(char.isdigit() for char in name) > MOST_DIGITS:
        return msg("This looks like a number rather than a name. Leave the digits out.")
    if has_piles_of_marks(name):
        return msg("This name has more accents on one letter than can be read. Write it without the extra ones.")
    if not all(map(_belongs_in_a_name, name)):
        return msg("Write your name with letters only, without symbols or pictures.")
    if not _is_of_one_script(name):
        return msg(
            "This name mixes letters of different alphabets, some of which look the same. Use only one alphabet."
        )
    return None


def _could_become_a_link(name: str) -> bool:
    bare = "".join(char for char in normalize("NFKD", name) if category(char)[0] != "M")
    return bool(_LINKS.search(bare) or _DOMAIN.search(bare))


def _belongs_in_a_name(char: str) -> bool:
    kind = category(char)
    if kind[0] == "L":
        # Letters without a script are the mathematicians': the same letters in bold or script.
        return kind == "Lm" or categories.alias(char) != "COMMON"
    return kind[0] == "M" or kind == "Nd" or char in _PUNCTUATION


def _is_of_one_script(name: str) -> bool:
    scripts = categories.unique_aliases(name) - _OF_ANY_SCRIPT
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)
