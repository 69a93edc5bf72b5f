"""The form that opens an evening pass."""

from wtforms import TimeField
from wtforms.validators import InputRequired

from intro_app.groups.forms import group_field
from intro_app.i18n import lazy_gettext as lazy
from intro_app.joining.evening.policy import MOST_PLACES
from intro_app.web.fields import LineField
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, NumberField


class EveningForm(WritingForm):
    """For how many people a pass is, and until when."""

    label = LineField(
        lazy("What is it?"),
        [InputRequired(lazy("Give it a name."))],
        limit=80,
        description=lazy("For example: Alumni summer evening. People see it when they join."),
    )
    places = NumberField(
        lazy("How many people"),
        [
            InputRequired(lazy("Choose a number from 1 to 500.")),
            Between(1, MOST_PLACES, lazy("Choose a number from 1 to 500.")),
        ],
        default=50,
        description=lazy("From 1 to 500."),
        render_kw={"min": 1, "max": MOST_PLACES, "inputmode": "numeric"},
    )
    group = group_field(lazy("Add everyone who joins to a group"))
    clock = TimeField(lazy("Until"), [InputRequired(lazy("Choose a time."))])
