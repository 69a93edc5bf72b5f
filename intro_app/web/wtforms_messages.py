"""Replace the error messages of WTForms, which come from its own catalogues, by our sentences."""

from intro_app.i18n import gettext as _
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


class OwnMessages:
    """The translations that WTForms asks for a form's messages, in the form of `gettext`."""

    def gettext(self, words: str) -> str:
        """Return our sentence in the reader's language, or the one of WTForms if we have none for it."""
        return _(_OWN_WORDS.get(words, words))

    def ngettext(self, one: str, several: str, number: int) -> str:
        """Do the same; none of our sentences counts anything."""
        return self.gettext(one if number == 1 else several)
