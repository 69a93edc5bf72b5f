"""Words in rooms that must not know about Flask: marks for translation, choices, how dates are spelled."""

from enum import StrEnum
from typing import Self

from babel import Locale

# The languages whose catalogues are complete, in their own words, in the order in which they are offered.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}


def N_(sentence: str) -> str:  # noqa: N802 - its name in every gettext project
    """The sentence itself; the mark lets the catalogue find it, and a view translates it."""
    return sentence


def spelling(locale: Locale) -> Locale:
    """How dates are spelled in this language.

    English ones are written day first: a month in letters reads the same on both sides of the sea.
    """
    return Locale("en", "GB") if locale.language == "en" else locale


class Worded(StrEnum):
    """Choices that people read: each has the word that is stored, and `words`, untranslated, that are shown.

    class Answer(Worded):
        YES = "yes", N_("Yes, introduce us")
    """

    _value_: str
    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """One choice."""
        choice = str.__new__(cls, value)
        choice._value_ = value
        choice.words = words
        return choice
