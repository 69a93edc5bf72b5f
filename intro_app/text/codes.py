"""Parse short codes as people type and paste them: from a quoted line, a chat, another keyboard."""

import re
from unicodedata import category, normalize

from intro_app.text.plain_signs import plain_sign

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MORE_DASHES = str.maketrans("\u2043\u30fc", "--")  # a bullet, and the long vowel of kana
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Capital letters of Cyrillic and Greek keyboards that look like Latin ones.
_LOOKALIKES = str.maketrans("АВЕЅЗІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABES31JKMH0PCTYXABEZH1KMN0PTYX")
_IN_TWO_GROUPS = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{4})\s?-\s?([0-9A-Z]{4})(?![0-9A-Z])")
# Without a hyphen, two groups are a code only if both or one of them has a digit: others may be words.
_IN_TWO_WORDS = re.compile(
    r"(?<![0-9A-Z])(?<!\d )(?=[A-Z]{0,3}\d|[A-Z]{4} [A-Z]{0,3}\d)"
    r"([0-9A-Z]{4}) ([0-9A-Z]{4})(?![0-9A-Z]| \d)"
)
_SIX_DIGITS = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?![ -]?\d)")
# How many characters are read: more than any line that a code is pasted with.
_READ = 200


def read_code(typed: str) -> str:
    """Return the eight signs of a code without what was pasted around them; empty if there is no code."""
    plain = _plain(typed).translate(_LOOKALIKES)
    if code := _eight_signs(plain):
        return code
    for groups in (_IN_TWO_GROUPS, _IN_TWO_WORDS):
        found = {_eight_signs("".join(one)) for one in groups.findall(plain)} - {""}
        if len(found) == 1:
            return found.pop()
    return ""


def read_digits(typed: str) -> str:
    """Return the six digits of a code, typed in any script, as ASCII; empty if there are not six."""
    plain = _plain(typed)
    digits = "".join(char for char in plain if char.isdigit())
    if len(digits) == 6:
        return digits
    meant = "".join(char for char in plain if char.isalnum()).translate(_MISREAD)
    if len(meant) == 6 and meant.isdigit():
        return meant
    found = {"".join(one) for one in _SIX_DIGITS.findall(plain)}
    return found.pop() if len(found) == 1 else ""


def _eight_signs(plain: str) -> str:
    code = "".join(char for char in plain if char.isalnum()).translate(_MISREAD)
    return code if len(code) == 8 and set(code) <= set(SIGNS) else ""


def _plain(typed: str) -> str:
    """Return the text in capital letters and ASCII digits, with a hyphen for every kind of dash."""
    return "".join(map(_sign, normalize("NFKC", typed[:_READ]).upper().translate(_MORE_DASHES)))


def _sign(char: str) -> str:
    return "" if category(char) in {"Mn", "Lm"} else plain_sign(char)
