"""The forms in which a host plans a gathering, once or repeated, and changes it."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from intro_app.community.fields import in_markdown, title
from intro_app.community.gatherings.models import Gathering
from intro_app.community.gatherings.repeating import MOST_DATES, Reach, Repetition, Rhythm
from intro_app.community.gatherings.service import Plan
from intro_app.community.pictures.forms import OnePictureForm
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import LineField, LinkField, choices
from intro_app.web.languages import choose_language
from intro_app.web.number_fields import Between, DayField, NumberField
from intro_app.web.time_zones import current_name, region_words, zones_by_region

MOST_SEATS = 500
LONGEST_ABOUT = 2000


class PlanForm(OnePictureForm):
    """When and where a gathering takes place, for how many, and a picture."""

    page_order = (
        *("reach", "title", "day", "clock", "time_zone", "minutes", "rhythm", "times", "until"),
        *("place", "link", "capacity", "takes_visitors", "about", "files", "alt"),
    )

    title = title(lazy("What is it?"), lazy("Give it a name."))
    day = DayField(lazy("Date"), [InputRequired(lazy("Choose a date."))])
    clock = TimeField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    time_zone = SelectField(
        lazy("Time zone"),
        description=lazy("The time zone where it takes place. Everyone also sees the time in their own."),
    )
    minutes = NumberField(
        lazy("Duration in minutes"),
        [
            InputRequired(lazy("Enter the duration.")),
            Between(5, 60 * 24 * 3, lazy("Enter between 5 minutes and three days.")),
        ],
    )
    place = LineField(lazy("Where"), limit=200)
    link = LinkField(
        lazy("Link"),
        description=lazy("Only people who signed up can see it."),
        render_kw={"autocomplete": "off"},
    )
    capacity = NumberField(
        lazy("How many people can come"),
        [Optional(), Between(1, MOST_SEATS, lazy("Enter 1 to 500, or leave it empty."))],
        description=lazy(
            "Leave empty for no limit. When it’s full, people join a waiting list that moves up by itself."
        ),
    )
    takes_visitors = BooleanField(
        lazy("People without an account may come"),
        description=lazy(
            "Then there is a public page with the title, time, place, details and picture. "
            "Whoever has its address can sign up with a name and an e-mail address."
        ),
    )
    about = in_markdown(lazy("Details for people who might come"), LONGEST_ABOUT)

    def __init__(self, *args: object, **given: object) -> None:
        """List the zones in the reader's language, and replace an outdated zone name by its present one."""
        super().__init__(*args, **given)
        self.time_zone.data = current_name(self.time_zone.data or "")
        zones = {
            _(region_words(region)): found for region, found in zones_by_region(choose_language()).items()
        }
        self.time_zone.choices = {**zones, _("Everywhere"): [("UTC", "UTC")]}

    def plan(self, chosen: Sequence[ChosenPicture]) -> Plan:
        """Return the validated input, with the picture chosen, in the form that the service takes."""
        assert self.day.data
        assert self.clock.data
        assert self.minutes.data
        return Plan(
            title=(self.title.data or "").strip(),
            day=self.day.data,
            clock=self.clock.data,
            time_zone=self.time_zone.data,
            minutes=self.minutes.data,
            about=self.about.data or "",
            place=(self.place.data or "").strip(),
            link=self.link.data or "",
            capacity=self.capacity.data,
            takes_visitors=bool(self.takes_visitors.data),
            picture=next(iter(chosen), None),
        )


class AnnounceForm(PlanForm):
    """A plan, and whether it repeats."""

    rhythm = SelectField(
        lazy("Does it repeat?"),
        choices=choices((one.value, lazy(one.label)) for one in Rhythm),
        default=Rhythm.ONCE.value,
        description=lazy(
            "Each date has its own places. One e-mail invites people to all dates, and they choose which."
        ),
    )
    times = NumberField(
        lazy("How many dates"),
        [Optional(), Between(2, MOST_DATES, lazy("Enter 2 to 52, or leave it empty."))],
        description=lazy("If it repeats: at most 52, including the first. Or enter the last day below."),
    )
    until = DayField(lazy("Until which day"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Require an end for what repeats: how many dates, or until which day, and not both."""
        is_valid = super().validate(extra_validators)
        if self.rhythm.data != Rhythm.ONCE and is_valid and bool(self.times.data) == bool(self.until.data):
            self.times.errors = [_("Enter how many dates, or until which day.")]
            return False
        return is_valid

    def repetition(self) -> Repetition | None:
        """Return how it repeats; None if it takes place once."""
        rhythm = Rhythm(self.rhythm.data)
        if rhythm is Rhythm.ONCE:
            return None
        return Repetition(rhythm=rhythm, times=self.times.data, until=self.until.data)


class ChangeForm(PlanForm):
    """A changed plan; for one date of a series, whether the later ones change with it."""

    reach = RadioField(
        lazy("What do you want to change?"),
        [InputRequired(lazy("Choose one of the options."))],
        choices=choices((one.value, lazy(one.label)) for one in Reach),
        description=lazy("If you change the date, those after it move by as many days."),
    )

    def of(self, gathering: Gathering) -> "ChangeForm":
        """Leave out the question about later dates where there are none; return the form."""
        if gathering.series_id is None:
            del self.reach
        return self

    @property
    def is_for_following(self) -> bool:
        """Whether the later dates change as well."""
        return "reach" in self and self.reach.data == Reach.FOLLOWING

    @classmethod
    def showing(cls, gathering: Gathering) -> "ChangeForm":
        """Return the form filled in with a gathering."""
        local = gathering.local_start
        return cls(obj=gathering, day=local.date(), clock=local.time()).of(gathering)
