"""The profile form: what a member says about themselves, and their contact details."""

from wtforms import Field, Form, SelectField
from wtforms.validators import DataRequired, ValidationError

from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import Member
from intro_app.identity.service import ProfileInput, new_detail_in
from intro_app.own_fields.forms import AsksOwnFields, held_in
from intro_app.own_fields.policy import narrower
from intro_app.own_fields.queries import answered_by
from intro_app.site_settings import own_fields
from intro_app.web.fields import LineField, LinkField, NameField, PhoneField, TextField
from intro_app.web.forms import WritingForm
from intro_app.web.languages import choose_language
from intro_app.web.time_zones import current_name, region_words, zones_by_region
from intro_app.wording import LANGUAGES

LONGEST_TEXT = 600


def without_details(_form: Form, field: Field) -> None:
    """Refuse contact details in a public field; they are exchanged only when both parties have said yes.

    Raises ValidationError unless the text was there before.
    """
    if found := new_detail_in(field.data or "", field.object_data or ""):
        raise ValidationError(_(found.sentence, piece=found.piece))


class ProfileForm(AsksOwnFields, WritingForm):
    """What a member says about themselves, and their contact details; `obj` is the member."""

    name = NameField(
        lazy("Name"),
        [DataRequired(lazy("Enter the name people know you by."))],
        render_kw={"autocomplete": "name"},
    )
    headline = LineField(
        lazy("What you do, in one line"),
        [without_details],
        limit=120,
        description=lazy("For example: I restore church organs in Bath."),
    )
    can_help_with = TextField(
        lazy("I can help with"),
        [without_details],
        limit=LONGEST_TEXT,
        description=lazy("What people can ask you about."),
        render_kw={"rows": 4},
    )
    looking_for = TextField(
        lazy("I’m looking for"),
        [without_details],
        limit=LONGEST_TEXT,
        description=lazy("What would help you right now."),
        render_kw={"rows": 4},
    )
    place = LineField(lazy("Place"), [without_details], limit=80)
    languages = LineField(
        lazy("Languages"), [without_details], limit=120, description=lazy("Languages you’re happy to speak.")
    )
    locale = SelectField(
        lazy("Language of pages and e-mails"),
        description=lazy("We use it for the site and for our e-mails to you."),
    )
    time_zone = SelectField(lazy("Time zone"), validate_choice=True)
    phone = PhoneField(
        lazy("Phone"),
        description=lazy(
            "Start with + and the country code. Only shared when you tick it in an introduction."
        ),
        render_kw={"autocomplete": "tel"},
    )
    calendar_link = LinkField(
        lazy("Calendar link"),
        description=lazy("Where people can pick a time. Only shared when you tick it in an introduction."),
        render_kw={"autocomplete": "url"},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Preselect the page's language, and list the site's time zone before all others."""
        super().__init__(*args, **kwargs)
        self.locale.data = self.locale.data or choose_language()
        own = self.locale.object_data or ""
        offered = settings().offered_languages
        self.locale.choices = {code: LANGUAGES[code] for code in LANGUAGES if code in {*offered, own}}
        self.time_zone.data = current_name(self.time_zone.data or "")
        zones = {
            _(region_words(region)): found for region, found in zones_by_region(choose_language()).items()
        }
        self.time_zone.choices = {_("Same as the site’s"): [("", _("Same as the site"))], **zones}

    def profile(self) -> ProfileInput:
        """Return the input in the form that `describe_yourself()` takes."""
        return ProfileInput(**{name: self.data[name] or "" for name in ProfileInput.__dataclass_fields__})


def profile_form(member: Member) -> ProfileForm:
    """Return the form with what the member said, also in the fields of the community."""
    held = held_in(
        (asked, value.text, narrower(value.audience, asked.audience))
        for asked, value in answered_by(member.id)
    )
    form = ProfileForm.asking(own_fields())
    return form(obj=member, data=held)
