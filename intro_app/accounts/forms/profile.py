"""What a member says of themselves, and how they can be reached."""

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field, Form, SelectField, StringField, TelField, TextAreaField, URLField
from wtforms.validators import InputRequired, Optional, ValidationError

from intro_app.accounts.forms.checks import OneLine, PlainText, is_name, is_web_page
from intro_app.accounts.service import Profile, new_detail_in
from intro_app.text import names
from intro_app.web.forms import WritingForm
from intro_app.web.languages import choose_language
from intro_app.web.time_zones import current_name, region_words, zones_by_region
from intro_app.wording import LANGUAGES


def without_details(_form: Form, field: Field) -> None:
    """Refuse contact details where everybody reads: they are exchanged when both have said yes."""
    if found := new_detail_in(field.data or "", field.object_data or ""):
        raise ValidationError(_(found.sentence, piece=found.piece))


class ProfileForm(WritingForm):
    """What a member says of themselves, and how they can be reached; `obj` is who they are so far."""

    name = StringField(
        lazy("Name"),
        [InputRequired(lazy("Type the name that people know you by.")), is_name],
        render_kw={"autocomplete": "name", "maxlength": names.LONGEST},
    )
    headline = StringField(
        lazy("In one line"),
        [OneLine(120), without_details],
        description=lazy("What you do, in your own words."),
        render_kw={"maxlength": 120},
    )
    can_help_with = TextAreaField(
        lazy("I can help with"),
        [PlainText(600), without_details],
        description=lazy("What people may come to you for."),
        render_kw={"rows": 4},
    )
    looking_for = TextAreaField(
        lazy("I am looking for"),
        [PlainText(600), without_details],
        description=lazy("What would help you just now."),
        render_kw={"rows": 4},
    )
    place = StringField(lazy("Place"), [OneLine(80), without_details], render_kw={"maxlength": 80})
    languages = StringField(
        lazy("Languages"),
        [OneLine(120), without_details],
        description=lazy("The ones you like to talk in."),
        render_kw={"maxlength": 120},
    )
    locale = SelectField(
        lazy("Language of the site"),
        description=lazy("The pages, and the e-mails we send you."),
        choices=LANGUAGES,
    )
    time_zone = SelectField(lazy("Time zone"), validate_choice=True)
    phone = TelField(
        lazy("Telephone"),
        [Optional(), OneLine(30)],
        description=lazy("Begins with + and the country. Shared only when you tick it in an introduction."),
        render_kw={"autocomplete": "tel", "maxlength": 30},
    )
    calendar_link = URLField(
        lazy("Calendar link"),
        [Optional(), OneLine(200)],
        description=lazy("Where people can pick a time. Shared only when you tick it in an introduction."),
        render_kw={"maxlength": 200},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """The language that the page is in, until another is chosen; the zones after the site's own."""
        super().__init__(*args, **kwargs)
        self.locale.data = self.locale.data or choose_language()
        self.time_zone.data = current_name(self.time_zone.data or "")
        zones = {_(region_words(region)): found for region, found in zones_by_region(choose_language()).items()}
        self.time_zone.choices = {_("Default"): [("", _("Same as the site"))], **zones}

    def validate_phone(self, field: Field) -> None:
        """A number that could be called, from anywhere; kept in its international spelling."""
        try:
            number = phonenumbers.parse(field.data)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("This does not look like a telephone number. Write it as +49 30 123456."))
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def validate_calendar_link(self, field: Field) -> None:
        """A page on the web, by https, without a user name hidden in it."""
        if not is_web_page(field.data or ""):
            raise ValidationError(_("This is not a link that others can open. It begins with https://."))

    def profile(self) -> Profile:
        """What was typed, as the service wants it."""
        return Profile(**{name: self.data[name] or "" for name in Profile.__dataclass_fields__})
