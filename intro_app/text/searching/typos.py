"""Whether two words are one slip of the finger apart, and how such words are looked up.

Two such words are the same after one letter is left out of either or of both. So a word is indexed under
itself and under each of its spellings with a letter less, and looking one up takes as many looks as it has
letters, however many words there are.
"""

SHORTEST_TYPO = 4


def is_similar(one: str, other: str) -> bool:
    """Return whether one letter was left out, added, replaced, or two neighbours swapped.

    A word with a digit is only itself: 2014 is not a slip for 2015.
    """
    if one == other or min(len(one), len(other)) < SHORTEST_TYPO or abs(len(one) - len(other)) > 1:
        return False
    return _are_a_slip_apart(one, other) and not any(sign.isdigit() for sign in one + other)


def _are_a_slip_apart(one: str, other: str) -> bool:
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True  # one of them has a letter more at its end
    one, other = one[start:], other[start:]
    if len(one) != len(other):
        return one[1:] == other or one == other[1:]
    return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])


def shortened(word: str) -> set[str]:
    """Return a word, and its spellings with one letter left out."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
