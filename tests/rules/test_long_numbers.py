"""A long number in a sentence is written as its reader groups digits; a year stays a year."""

from gettext import NullTranslations

import pytest
from jinja2 import Environment

from intro_app.text.sentences import grouped, sentences


def written(number: int) -> str:
    """The number as English groups it."""
    return f"{number:,}"


@pytest.mark.parametrize(
    ("said", "values", "sentence"),
    [
        ("%(num)s people", {"num": 999}, "999 people"),
        ("%(num)s people", {"num": 1000}, "1,000 people"),
        ("%(num)d people", {"num": 12_345}, "12,345 people"),
        ("At most %(limit)s. It has %(over)s too many.", {"limit": 6000, "over": 1}, None),
        ("%(number)s found", {"number": 40_000}, "40,000 found"),
        ("Since %(year)s", {"year": 2026}, "Since 2026"),
        ("%(name)s asks", {"name": "10000"}, "10000 asks"),
        ("It is %(is_so)s", {"is_so": True}, "It is True"),
    ],
)
def test_only_long_numbers_are_grouped(said: str, values: dict[str, object], sentence: str | None) -> None:
    found, filled = grouped(said, values, written)
    assert found % filled == (sentence or "At most 6,000. It has 1 too many.")


def test_templates_group_them_too() -> None:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.globals.update(sentences(NullTranslations, written))
    page = "{{ ngettext('%(num)d person', '%(num)d people', many) }}, {{ _('%(number)s sent', number=many) }}"
    assert environment.from_string(page).render(many=20_000) == "20,000 people, 20,000 sent"
