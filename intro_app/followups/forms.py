"""Forms for answering a follow-up and for thank-you notes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional

from intro_app.followups.answers import AsSaid, Said, Talked, Worth
from intro_app.followups.service.thanking import LONGEST_THANKS
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.introductions.states import Role
from intro_app.text.wall_clock import moment_of
from intro_app.web.fields import choices, written
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, DayField, NumberField

THANKS_FIELDS = {
    Role.FIRST: "thanks_first",
    Role.SECOND: "thanks_second",
    Role.CONNECTOR: "thanks_connector",
}


class ThanksForm(WritingForm):
    """One thank-you note to each of the others; nobody is thanked twice for one introduction."""

    thanks_first = written(lazy("Say thank you"), LONGEST_THANKS, rows=2)
    thanks_second = written(lazy("Say thank you"), LONGEST_THANKS, rows=2)
    thanks_connector = written(lazy("Say thank you"), LONGEST_THANKS, rows=2)

    def address(self, names: dict[Role, str]) -> None:
        """Keep only the fields for these people, and put their names on the labels."""
        for role, field in THANKS_FIELDS.items():
            if role in names:
                self[field].label.text = _thank(names[role])
            else:
                del self[field]

    def leave_out(self, thanked: Collection[Role]) -> None:
        """Remove the fields of people already thanked, unless filled in: repeating a POST is not an error."""
        for role in thanked:
            if (name := THANKS_FIELDS[role]) in self and not self[name].data:
                del self[name]

    def thanks(self) -> dict[Role, str]:
        """Return the notes that were written, by addressee."""
        return {
            role: self[name].data for role, name in THANKS_FIELDS.items() if name in self and self[name].data
        }

    @property
    def thanks_fields(self) -> Collection[Any]:
        """The note fields that this form has."""
        return [self[name] for name in THANKS_FIELDS.values() if name in self]


def _thank(name: str) -> str:
    return _("Thank %(name)s", name=name) if name else _("Thank the person you were introduced to")


class FollowUpForm(ThanksForm):
    """The three questions, with no answer preselected, and the thank-you notes."""

    talked = RadioField(
        lazy("Did you talk?"), [Optional()], choices=choices((one, lazy(one.label)) for one in Talked)
    )
    worth = RadioField(
        lazy("Was it worth your time?"),
        [Optional()],
        choices=choices((one, lazy(one.label)) for one in Worth),
    )
    as_said = RadioField(
        lazy("Was it what the letter said it would be?"),
        [Optional()],
        choices=choices((one, lazy(one.label)) for one in AsSaid),
    )
    connector_may_know = BooleanField(
        lazy("If we both found it worth our time, tell the person who introduced us")
    )

    def said(self) -> Said:
        """Return the answers."""
        return Said(
            talked=Talked(self.talked.data) if self.talked.data else None,
            worth=Worth(self.worth.data) if self.worth.data else None,
            as_said=AsSaid(self.as_said.data) if self.as_said.data else None,
            connector_may_know="connector_may_know" in self and bool(self.connector_may_know.data),
        )


class SlotsForm(WritingForm):
    """Up to three times to meet, in the time zone of who offers them."""

    first_day = DayField(lazy("First date"), [InputRequired(lazy("Choose a date."))])
    first_clock = TimeField(lazy("First time"), [InputRequired(lazy("Choose a time."))])
    second_day = DayField(lazy("Second date"), [Optional()])
    second_clock = TimeField(lazy("Second time"), [Optional()])
    third_day = DayField(lazy("Third date"), [Optional()])
    third_clock = TimeField(lazy("Third time"), [Optional()])
    minutes = NumberField(
        lazy("Duration in minutes"),
        [
            InputRequired(lazy("Enter the duration.")),
            Between(5, 240, lazy("Enter between 5 minutes and four hours.")),
        ],
        default=30,
    )

    def moments(self, zone: ZoneInfo) -> list[datetime]:
        """Return the times as moments; notes beside a field what is missing, or skipped by the clocks."""
        found = []
        for name in ("first", "second", "third"):
            day, clock = self[f"{name}_day"], self[f"{name}_clock"]
            if day.data and clock.data:
                moment = moment_of(day.data, clock.data, zone)
                if moment is None:
                    clock.errors = [_("This time doesn’t exist that night, because the clocks change.")]
                else:
                    found.append(moment)
            elif day.data or clock.data:
                clock.errors = [_("Enter both a date and a time, or neither.")]
        return found
