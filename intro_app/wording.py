"""Words in rooms that must not know about Flask: marks for translation, and how dates are spelled."""

from babel import Locale


def msg(sentence: str) -> str:
    """The sentence itself; the mark lets the catalogue find it, and a view translates it."""
    return sentence


def spelling(locale: Locale) -> Locale:
    """How dates are spelled in this language.

    English ones are written day first: a month in letters reads the same on both sides of the sea.
    """
    return Locale("en", "GB") if locale.language == "en" else locale
