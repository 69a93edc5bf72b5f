"""How long something takes, in words."""

import pytest
from babel import Locale

from intro_app.wording import duration_in_words


@pytest.mark.parametrize(
    ("minutes", "locale", "said"),
    [
        (1, "en", "1 minute"),
        (45, "en", "45 minutes"),
        (60, "en", "1 hour"),
        (240, "en", "4 hours"),
        (90, "de", "1 Stunde und 30 Minuten"),
        (125, "es", "2 horas y 5 minutos"),
        (1440, "en", "24 hours"),
    ],
)
def test_hours_and_minutes_are_said_as_people_say_them(minutes: int, locale: str, said: str) -> None:
    assert duration_in_words(minutes, Locale.parse(locale)) == said
