"""Translation marks, labelled choices and date formats for code that must not import Flask."""

from enum import StrEnum
from typing import Self

from babel import Locale

# The languages with complete catalogues, by their own names, in the order in which they are offered.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}


def N_(sentence: str) -> str:  # noqa: N802 - its name in every gettext project
    """Return the sentence unchanged; this marks it for the catalogue, and a view translates it."""
    return sentence


def spelling(locale: Locale) -> Locale:
    """Return the locale for date formats in this language.

    English dates use day first (en_GB), which with the month in letters is clear to American readers too.
    """
    return Locale("en", "GB") if locale.language == "en" else locale


class Labelled(StrEnum):
    """An enum of choices: each has the value that is stored, and the untranslated `label` that is shown.

    class Answer(Labelled):
        YES = "yes", N_("Yes, introduce us")
    """

    _value_: str
    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Create a choice."""
        choice = str.__new__(cls, value)
        choice._value_ = value
        choice.label = label
        return choice
