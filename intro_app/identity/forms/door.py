"""The form for a member's door: who may find them and ask them, for what, and how often."""

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.group_directory import group_directory
from intro_app.identity.service import DoorWishes
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, DayField, NumberField

# The purposes of asks, worded to complete "Not for ...".
PURPOSES = {
    "learn": lazy("learning"),
    "work": lazy("working together"),
    "hire": lazy("hiring or being hired"),
    "sell": lazy("selling or raising money"),
    "community": lazy("community"),
    "other": lazy("anything else"),
}


class _Number(NumberField):
    """A number that stays as it was if a page from before this field existed is sent."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; without the field, keep the member's own."""
        if not valuelist and self.data is not None:
            self.raw_data = [str(self.data)]
        super().process_formdata(valuelist)


class DoorForm(WritingForm):
    """The settings of a member's door."""

    visible = BooleanField(
        lazy("Members can find me"), description=lazy("Otherwise, only people you know can see your profile.")
    )
    takes_direct_asks = BooleanField(
        lazy("Members can ask me directly"),
        description=lazy("Otherwise, only people you know can pass on a request."),
    )
    direct_groups = SelectMultipleField(
        lazy("Groups whose members can ask me directly"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("Even if other members can’t. You don’t have to be in the group."),
    )
    refused_purposes = SelectMultipleField(
        lazy("Purposes I don’t want requests for"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("People see this before they write."),
    )
    asks_per_30_days = _Number(
        lazy("How many people can ask to meet me (per 30 days)"),
        [
            InputRequired(lazy("Enter a number from 0 to 20.")),
            Between(0, 20, lazy("Choose a number from 0 to 20.")),
        ],
        description=lazy("From 0 to 20. Choose 0 for none."),
        render_kw={"min": 0, "max": 20, "inputmode": "numeric"},
    )
    connects_per_30_days = _Number(
        lazy("How many introductions I can be asked to make (per 30 days)"),
        [
            InputRequired(lazy("Enter a number from 0 to 20.")),
            Between(0, 20, lazy("Choose a number from 0 to 20.")),
        ],
        description=lazy("Only people you know can ask you for this."),
        render_kw={"min": 0, "max": 20, "inputmode": "numeric"},
    )
    paused_until = DayField(
        lazy("Pause until"),
        [Optional()],
        description=lazy("No one can send you a request before this date. Leave empty for no pause."),
    )

    suggested = BooleanField(
        lazy("Suggest me to people who know me"),
        description=lazy(
            "Once a week, they may see that you and someone else they know could help each other. You "
            "won’t hear about it unless they offer an introduction."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Fill in the groups there are, and the purposes in the language of the request.

        A group that was closed since a page was opened is left out.
        """
        super().__init__(*args, **kwargs)
        groups = dict(group_directory().choices())
        self.direct_groups.choices = groups
        self.direct_groups.data = [one for one in self.direct_groups.data or () if one in groups]
        self.refused_purposes.choices = {purpose: str(words) for purpose, words in PURPOSES.items()}

    def wishes(self) -> DoorWishes:
        """Return the input in the form that `set_door()` takes."""
        return DoorWishes(
            visible=self.visible.data,
            takes_direct_asks=self.takes_direct_asks.data,
            direct_groups=tuple(self.direct_groups.data or ()),
            refused_purposes=tuple(self.refused_purposes.data or ()),
            asks_per_30_days=self.asks_per_30_days.data or 0,
            connects_per_30_days=self.connects_per_30_days.data or 0,
            paused_until=self.paused_until.data,
            suggested=self.suggested.data,
        )
