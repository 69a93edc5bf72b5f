"""Marks sentences for translation in rooms that must not know about Flask."""


def msg(sentence: str) -> str:
    """The sentence itself; the mark lets the catalogue find it, and a view translates it."""
    return sentence
