"""The form in which a host plans a gathering."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import DateField, IntegerField, SelectField, TimeField
from wtforms.validators import InputRequired, NumberRange, Optional

from intro_app.community.fields import in_markdown, title
from intro_app.community.gatherings.models import Gathering
from intro_app.community.gatherings.service import Plan
from intro_app.web.fields import LineField, LinkField
from intro_app.web.forms import WritingForm
from intro_app.web.languages import choose_language
from intro_app.web.time_zones import current_name, region_words, zones_by_region

MOST_SEATS = 500
LONGEST_ABOUT = 2000


class PlanForm(WritingForm):
    """When and where a gathering takes place, and for how many."""

    title = title(lazy("What is it?"), lazy("Give it a name."))
    day = DateField(lazy("Date"), [InputRequired(lazy("Choose a date."))])
    clock = TimeField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    time_zone = SelectField(
        lazy("Time zone"),
        description=lazy("The time zone where it takes place. Everyone also sees the time in their own."),
    )
    minutes = IntegerField(
        lazy("Duration in minutes"),
        [
            InputRequired(lazy("Enter the duration.")),
            NumberRange(5, 60 * 24 * 3, lazy("Enter between 5 minutes and three days.")),
        ],
    )
    place = LineField(lazy("Where"), limit=200)
    link = LinkField(
        lazy("Link"),
        description=lazy("Only people who signed up can see it."),
        render_kw={"autocomplete": "off"},
    )
    capacity = IntegerField(
        lazy("How many people can come"),
        [Optional(), NumberRange(1, MOST_SEATS, lazy("Enter 1 to 500, or leave it empty."))],
        description=lazy(
            "Leave empty for no limit. When it’s full, people join a waiting list that moves up by itself."
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

    def plan(self) -> Plan:
        """Return the validated input in the form that the service takes."""
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
        )

    @classmethod
    def showing(cls, gathering: Gathering) -> "PlanForm":
        """Return the form filled in with a gathering."""
        local = gathering.local_start
        return cls(obj=gathering, day=local.date(), clock=local.time())
