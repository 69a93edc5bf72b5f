"""Split a person's name into family and given name, for address books."""

import re

# Scripts in which the family name comes first.
_FAMILY_FIRST = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_BEHIND_A_NAME = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "md"}


def split_name(name: str) -> tuple[str, str]:
    """Return family and given name, as well as can be guessed; a single word is a given name.

    Lower-case words before the last one belong to the family name (`Vincent | van Gogh`), and so does a final
    `Jr.`.
    """
    words = name.split()
    if len(words) < 2:
        return "", name
    if _FAMILY_FIRST.match(words[0]):
        return words[0], " ".join(words[1:])
    start = len(words) - 1
    if words[start].lower().strip(",") in _BEHIND_A_NAME and start > 1:
        start -= 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])
