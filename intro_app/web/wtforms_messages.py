"""Replace the error messages of WTForms, which come from its own catalogues, by our sentences."""

from typing import Any

from flask import Flask, request
from flask_babel import gettext as _

from intro_app.wording import N_

_NOT_OFFERED = N_("Choose one of the options.")
_OWN_WORDS = {
    "Not a valid choice.": _NOT_OFFERED,
    "Invalid Choice: could not coerce.": _NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": _NOT_OFFERED,
    "'%(value)s' are not valid choices for this field.": _NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": _NOT_OFFERED,
    "Not a valid integer value.": N_("Enter a whole number."),
    "Not a valid date value.": N_("Choose a date, or enter it like this: 2027-05-03."),
    "Not a valid time value.": N_("Choose a time, or enter it like this: 18:30."),
}


class _Complaints:
    """Stands where Flask-WTF keeps the catalogue of WTForms while a request lasts."""

    def ugettext(self, words: str) -> str:
        """Our sentence in the reader's language."""
        return _(_OWN_WORDS.get(words, words))

    def ungettext(self, one: str, several: str, number: int) -> str:
        """Our sentence, which counts nothing."""
        return self.ugettext(one if number == 1 else several)


def init_app(app: Flask) -> None:
    """Let all forms complain so."""
    app.before_request(_speak)


def _speak() -> None:
    asked: Any = request
    asked.wtforms_translations = _Complaints()
