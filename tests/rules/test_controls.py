"""Controls of forms: drawn in fewer steps, and letter by letter as WTForms draws them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form, fields, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.widgets import HiddenInput, html_params

from intro_app.web.controls import attributes, drawn_here

_NAMES = st.sampled_from(
    ["id", "class_", "for_", "data_for", "data_left_over", "aria_label", "aria-describedby", "value", "a_b_"]
)
_VALUES = st.one_of(
    *(st.booleans(), st.none(), st.integers(), st.text(), st.text().map(Markup)),
    st.sampled_from(['"', "'", "<b>", "&amp;", Markup('<i title="x">')]),
)


def _choices(given: dict[Any, str]) -> list[Any]:
    return [SelectChoice(value, words) for value, words in given.items()]


_GROUPS: list[Any] = [SelectChoice("1", "Eins", optgroup="One"), SelectChoice("2", optgroup="Two")]


class Everything(Form):
    """A field for each way of drawing one."""

    name = fields.StringField("Name", [validators.InputRequired(), validators.Length(max=80)])
    email = fields.EmailField("E-mail", render_kw={"autocomplete": "email", "data_for": 'say "no"'})
    found = fields.SearchField("Find")
    secret = fields.PasswordField("Secret")
    number = fields.IntegerField("Number", [validators.NumberRange(1, 9)])
    amount = fields.DecimalField("Amount", places=2)
    day = fields.DateField("Day", [validators.Optional()])
    tick = fields.BooleanField("Tick", [validators.InputRequired()])
    words = fields.TextAreaField("Words", [validators.DataRequired(), validators.Length(3, 400)])
    kind = fields.SelectField("Kind", choices=_choices({"a": "A < B", "b": "", "c": Markup("<b>C</b>")}))
    group = fields.SelectField("Group", choices=_GROUPS)
    several = fields.SelectMultipleField("Several", choices=_choices({1: "One", 2: "Two"}), coerce=int)
    yes = fields.SelectField(
        "Yes", choices=_choices({True: "Yes", False: "No"}), coerce=lambda given: given == "True"
    )
    picture = fields.MultipleFileField("Pictures", render_kw={"accept": "image/*"})
    hidden = fields.StringField("", widget=HiddenInput())
    radio = fields.RadioField("Radio", choices=_choices({"x": "X", "y": "Y"}))
    send = fields.SubmitField("Send")


_FILLED = {
    "name": 'Ada "the first" <Lovelace>',
    "email": "a&b@example.org",
    "found": "ü",
    "secret": "x",
    "number": "7",
    "amount": "1.5",
    "day": "2026-05-04",
    "tick": "y",
    "words": "\n<b>&amp;</b>",
    "kind": "b",
    "group": "2",
    "several": "2",
    "yes": "True",
    "hidden": "h",
    "radio": "y",
}


@given(st.dictionaries(_NAMES, _VALUES))
def test_attributes_are_those_of_wtforms(values: dict[str, Any]) -> None:
    assert attributes(**values) == html_params(**values)


@pytest.mark.parametrize("filled", [{}, _FILLED], ids=["empty", "filled in"])
@pytest.mark.parametrize(
    "more", [{}, {"aria-describedby": "a b", "aria-invalid": "true", "autofocus": True, "id": "own"}], ids=str
)
def test_controls_are_those_of_wtforms(filled: dict[str, str], more: dict[str, Any]) -> None:
    form = Everything(MultiDict(filled))
    for field in form:
        widget: Any = field.widget
        before, field.widget = field(**more), drawn_here(widget)
        assert field(**more) == before, field.name
