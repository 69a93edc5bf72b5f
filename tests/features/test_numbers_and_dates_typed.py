"""Numbers and dates as they are typed: read in any script, and refused where they cannot be meant."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, Optional

from intro_app.web.forms import SiteForm
from intro_app.web.number_fields import Between, DayField, NumberField
from tests.support.community import Village
from tests.support.forms import form_with
from tests.support.gathering_pictures import EVENING
from tests.support.people import People

BESIDE_ALL_CALENDARS = ("0001-01-01", "9999-12-31")
NO_NUMBER = ("9" * 400, "1_000", "1e3", "3.5", "-9", "٣٠٫٥", "60 min")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Pacific/Niue"])
@pytest.mark.parametrize("day", BESIDE_ALL_CALENDARS)
@pytest.mark.parametrize("hour", ["00:00", "23:59"])
def test_a_gathering_at_the_end_of_all_calendars_is_refused(
    village: Village, people: People, zone: str, day: str, hour: str
) -> None:
    village.pays(people.alice)
    alice, page = people.alice.browser(), f"/circles/{village.circle(people.alice)}/gatherings/new"
    form = form_with(alice.get(page).text, field="title")
    typed = EVENING | {"day": day, "clock": hour, "time_zone": zone}
    assert alice.post(page, data=dict(form.filled(**typed))).status_code == 422
    typed = EVENING | {"rhythm": "weekly", "until": day}
    assert alice.post(page, data=dict(form.filled(**typed))).status_code == 422
    typed = EVENING | {"day": day, "rhythm": "monthly", "times": "4"}
    assert alice.post(page, data=dict(form.filled(**typed))).status_code == 422


@pytest.mark.parametrize("field", ["minutes", "capacity"])
@pytest.mark.parametrize("typed", NO_NUMBER)
def test_what_is_no_number_is_refused(village: Village, people: People, field: str, typed: str) -> None:
    village.pays(people.alice)
    alice, page = people.alice.browser(), f"/circles/{village.circle(people.alice)}/gatherings/new"
    form = form_with(alice.get(page).text, field="title")
    answer = alice.post(page, data=dict(form.filled(**(EVENING | {field: typed}))))
    assert answer.status_code == 422


class _Form(SiteForm):
    number = NumberField("Number", [Optional(), Between(-9, 2000, "no")])
    day = DayField("Day", [Optional()])


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("60", 60),
        (" 60 ", 60),
        ("+60", 60),
        ("\u202a60\u202c", 60),
        ("٦٠", 60),
        ("６０", 60),
        ("६०", 60),
        ("−5", -5),
        ("1_000", None),
        ("1e3", None),
        ("6 0", None),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("²", None),
        ("½", None),
        ("a\0b", None),
    ],
)
def test_a_number_is_read_in_every_script(app: Flask, typed: str, number: int | None) -> None:
    with app.test_request_context():
        form = _Form(MultiDict({"number": typed}))
        assert form.validate() is (number is not None)
        assert form.number.data == number
        assert form.number.raw_data == [typed], "what was typed is shown again"


@pytest.mark.parametrize("typed", ["2027-05-03", " 2027-05-03\u200b", "２０２７－０５－０３", "٢٠٢٧-٠٥-٠٣"])
def test_a_day_is_read_in_every_script(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = _Form(MultiDict({"day": typed}))
        assert form.validate()
        assert str(form.day.data) == "2027-05-03"


def test_every_form_reads_numbers_and_days_in_one_place() -> None:
    odd = [
        f"{form.__name__}.{name}"
        for form in _forms()
        for name in dir(form)
        if _is_of_the_library(getattr(form, name, None))
    ]
    assert not odd


def _forms() -> list[type[SiteForm]]:
    found = [SiteForm]
    for form in found:
        found += form.__subclasses__()
    return found


def _is_of_the_library(field: object) -> bool:
    """Whether WTForms' own field reads it, or its NumberRange, which fails where a number fits no float."""
    if not isinstance(field, UnboundField):
        return False
    checks = [*(field.args[1] if len(field.args) > 1 else ()), *field.kwargs.get("validators", ())]
    is_plain = field.field_class in {IntegerField, DateField}
    return is_plain or any(isinstance(check, NumberRange) for check in checks)
