"""What people fill in about themselves, each field with its limit and a word on what is wrong."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    Form,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.accounts.service import DoorWishes, Profile
from intro_app.text import names, plain

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def is_name(_form: Form, field: Field) -> None:
    """Refuse what is no name, in words that help."""
    if problem := names.fault(field.data or ""):
        raise ValidationError(_(problem))


class PlainText:
    """Refuse a text that is too long or holds what nobody can see."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if problem := plain.fault((field.data or "").replace("\r\n", "\n"), self.limit):
            raise ValidationError(_(problem, limit=self.limit))


class OneLine(PlainText):
    """The same for a field that has one line."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if "\n" in (field.data or "") or "\r" in (field.data or ""):
            raise ValidationError(_("Please write this on one line."))
        super().__call__(form, field)


class AddressForm(FlaskForm):
    """An e-mail address, to come in or to name somebody."""

    email = EmailField(
        lazy("Your e-mail address"),
        [
            InputRequired(lazy("Type your e-mail address.")),
            Length(max=254, message=lazy("An e-mail address has at most 254 characters.")),
            Email(lazy("This is not a complete e-mail address. It looks like ana@example.org.")),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
    )


class KnownAddressForm(AddressForm):
    """The address of somebody whom the member knows."""

    email = EmailField(
        lazy("Their e-mail address"),
        [
            InputRequired(lazy("Type the person's e-mail address.")),
            Length(max=254, message=lazy("An e-mail address has at most 254 characters.")),
            Email(lazy("This is not a complete e-mail address. It looks like ana@example.org.")),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(FlaskForm):
    """The code beside the link, for when the link does not work."""

    code = StringField(
        lazy("The code from the e-mail"),
        [
            InputRequired(lazy("Type the eight signs from the e-mail.")),
            Length(max=20, message=lazy("The code has eight signs.")),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 20,
        },
    )


class NameForm(FlaskForm):
    """What a new member is called."""

    name = StringField(
        lazy("Your name"),
        [InputRequired(lazy("Type the name that people know you by.")), is_name],
        description=lazy("First and last name, as people know you. They see it when you ask or are asked."),
        render_kw={"autocomplete": "name", "maxlength": names.LONGEST},
    )


class ProfileForm(FlaskForm):
    """What a member says of themselves, and how they can be reached."""

    name = StringField(
        lazy("Name"),
        [InputRequired(lazy("Type the name that people know you by.")), is_name],
        render_kw={"autocomplete": "name", "maxlength": names.LONGEST},
    )
    headline = StringField(
        lazy("In one line"),
        [OneLine(120)],
        description=lazy("What you do, in your own words."),
        render_kw={"maxlength": 120},
    )
    can_help_with = TextAreaField(
        lazy("I can help with"),
        [PlainText(600)],
        description=lazy("What people may come to you for."),
        render_kw={"rows": 4},
    )
    looking_for = TextAreaField(
        lazy("I am looking for"),
        [PlainText(600)],
        description=lazy("What would help you just now."),
        render_kw={"rows": 4},
    )
    place = StringField(lazy("Place"), [OneLine(80)], render_kw={"maxlength": 80})
    languages = StringField(
        lazy("Languages"),
        [OneLine(120)],
        description=lazy("The ones you like to talk in."),
        render_kw={"maxlength": 120},
    )
    time_zone = SelectField(lazy("Time zone"), validate_choice=True)
    phone = TelField(
        lazy("Phone"),
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
        """The zones are offered after the site's own."""
        super().__init__(*args, **kwargs)
        self.time_zone.choices = {"": _("The site's own")} | {zone: zone.replace("_", " ") for zone in _ZONES}

    def validate_phone(self, field: Field) -> None:
        """A number that could be called, from anywhere; kept in its international spelling."""
        try:
            number = phonenumbers.parse(field.data)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("This does not look like a phone number. Write it as +49 30 123456."))
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def validate_calendar_link(self, field: Field) -> None:
        """A page on the web, by https, without a user name hidden in it."""
        if not is_web_page(field.data or ""):
            raise ValidationError(_("This is not a link that others can open. It begins with https://."))

    def profile(self) -> Profile:
        """What was typed, as the service wants it."""
        return Profile(**{name: self.data[name] or "" for name in Profile.__dataclass_fields__})


# What asks may be for, in the words of "not for ...".
PURPOSES = {
    "learn": lazy("learning"),
    "work": lazy("working together"),
    "hire": lazy("hiring or being hired"),
    "sell": lazy("selling or raising money"),
    "community": lazy("community"),
    "other": lazy("anything else"),
}


class DoorForm(FlaskForm):
    """How far a member opens their door."""

    visible = BooleanField(
        lazy("Members can find me"), description=lazy("Otherwise only people who know you see your profile.")
    )
    takes_direct_asks = BooleanField(
        lazy("Members may ask me directly"),
        description=lazy("Otherwise only people whom you know can bring you an ask."),
    )
    refused_purposes = SelectMultipleField(
        lazy("Not for"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("People read this before they write."),
    )
    asks_per_30_days = IntegerField(
        lazy("Asks in 30 days"),
        [InputRequired(lazy("Type a number from 0 to 20.")), NumberRange(0, 20, lazy("Choose a number from 0 to 20."))],
        description=lazy("How many people may ask to meet you."),
        render_kw={"min": 0, "max": 20, "inputmode": "numeric"},
    )
    connects_per_30_days = IntegerField(
        lazy("Favours in 30 days"),
        [InputRequired(lazy("Type a number from 0 to 20.")), NumberRange(0, 20, lazy("Choose a number from 0 to 20."))],
        description=lazy("How often people you know may ask you to introduce them."),
        render_kw={"min": 0, "max": 20, "inputmode": "numeric"},
    )
    paused_until = DateField(
        lazy("Pause until"),
        [Optional()],
        description=lazy("Nobody can ask you anything before this day. Empty: no pause."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """The purposes of asks, in the words of the sentence that they end."""
        super().__init__(*args, **kwargs)
        self.refused_purposes.choices = {purpose: str(words) for purpose, words in PURPOSES.items()}

    def wishes(self) -> DoorWishes:
        """What was ticked and typed, as the service wants it."""
        return DoorWishes(
            visible=self.visible.data,
            takes_direct_asks=self.takes_direct_asks.data,
            refused_purposes=tuple(self.refused_purposes.data or ()),
            asks_per_30_days=self.asks_per_30_days.data or 0,
            connects_per_30_days=self.connects_per_30_days.data or 0,
            paused_until=self.paused_until.data,
        )


def is_web_page(link: str) -> bool:
    """Whether it is the address of a page that anybody may open, safely and without surprise."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    unsafe = any(not 32 < ord(char) < 127 or char in "<>\"'\\`" for char in link)
    return parts.scheme == "https" and "." in host.strip(".") and not unsafe and "@" not in parts.netloc
