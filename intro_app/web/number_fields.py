"""Form fields for whole numbers and days: the one place where a form turns what was typed into either.

Digits may be of any script. What `int()` reads beyond that, such as `1_000`, is no number that a person
means, and a day outside of `FIRST_YEAR` to `LAST_YEAR` has no moment in some time zones.
"""

import re

from wtforms import DateField, Field, Form, IntegerField
from wtforms.validators import ValidationError

from intro_app.text.plain_signs import plain_sign
from intro_app.web.fields import Words

FIRST_YEAR, LAST_YEAR = 1900, 2999
# Far above any bound of the site's forms, and small enough for a float and every database.
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


class Between:
    """A whole number in these bounds, which browsers check too."""

    def __init__(self, least: int, most: int, message: Words) -> None:
        self.least, self.most, self.message = least, most, message
        self.field_flags = {"min": least, "max": most}

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if field.data is None or not self.least <= field.data <= self.most:
            raise ValidationError(str(self.message))


class NumberField(IntegerField):
    """A whole number, shown again as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number. Raises ValueError with the sentence for what is none."""
        super().process_formdata([_whole(typed) for typed in valuelist])


class DayField(DateField):
    """A day that exists in every time zone, shown again as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError with the sentence for what is none, or too far away."""
        super().process_formdata([in_ascii(typed) for typed in valuelist])
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            super().process_formdata(["no day"])


def in_ascii(typed: str) -> str:
    """Return it with all digits in ASCII, without invisible characters or blanks around it."""
    return "".join(map(plain_sign, typed[:100].replace("\uff0b", "+"))).strip()


def _whole(typed: str) -> str:
    """Return the number in ASCII; empty if there is none, which IntegerField refuses."""
    number = in_ascii(typed)
    return number if _WHOLE.fullmatch(number) else ""
