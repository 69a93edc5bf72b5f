"""Whether two words are one slip of the finger apart, and the trigrams by which such words are looked up."""

SHORTEST_TYPO = 4


def is_similar(one: str, other: str) -> bool:
    """Return whether one letter was left out, added, replaced, or two neighbours swapped.

    A word with a digit is only itself: 2014 is not a slip for 2015.
    """
    if one == other or min(len(one), len(other)) < SHORTEST_TYPO or abs(len(one) - len(other)) > 1:
        return False
    if any(sign.isdigit() for sign in one + other):
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True  # one of them has a letter more at its end
    one, other = one[start:], other[start:]
    if len(one) != len(other):
        return one[1:] == other or one == other[1:]
    return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])


def grams(word: str) -> set[str]:
    """Return each three letters in a row, with blanks for what comes before and after the word."""
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def fewest_shared(word: str) -> int:
    """Return how many trigrams a word shares at least with one that is a slip away: a slip spoils four."""
    return max(1, len(grams(word)) - 4)
