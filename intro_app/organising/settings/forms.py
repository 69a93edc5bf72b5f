"""The form of the settings. Fields that the environment names are taken out of it."""

from math import floor
from typing import Any

from wtforms import Field, Form, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.colours import DARK, ENOUGH, LIGHT, Theme, is_readable, least_contrast, nearest, read_colour
from intro_app.config import readers, settings
from intro_app.config.joining import PublicSuffixError
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.organising.settings.policy import DIRECTORY, FLAGS, JOINING, LABELS, MEMBERSHIP
from intro_app.organising.settings.queries import as_text, full_text, is_locked
from intro_app.site_settings import ON_PAGE, value_of
from intro_app.web.fields import LineField, TextField, choices
from intro_app.web.formatting import decimal
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, NumberField
from intro_app.wording import LANGUAGES

_DAYS = lazy("Choose a number from 1 to 14.")
_PAUSE = lazy("Choose a number from 180 to 1000.")
_ACCENTS = {"accent_colour": LIGHT, "accent_colour_dark": DARK}
_CODE = {"autocapitalize": "none", "spellcheck": "false"}


class IsReadableOn:
    """Refuse what is no colour, and a colour in which text cannot be read on the pages of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def __call__(self, _form: Form, field: Field) -> None:
        """Raises ValidationError with the sentence to show beside the field."""
        if not field.data:
            return
        try:
            colour = read_colour(field.data)
        except ValueError:
            raise ValidationError(_("Write a colour as # and six characters, for example #14543f.")) from None
        if not is_readable(colour, self.theme):
            raise ValidationError(self._too_pale(colour))

    def _too_pale(self, colour: str) -> str:
        has = decimal(floor(10 * least_contrast(colour, self.theme)) / 10, 1)
        is_light = self.theme is LIGHT
        said = (
            _("%(colour)s is too pale for light pages: its contrast is %(has)s, and text needs %(wanted)s.")
            if is_light
            else _(
                "%(colour)s is too dark for dark pages: its contrast is %(has)s, and text needs %(wanted)s."
            )
        )
        near = _("The nearest shade that works is %(colour)s.", colour=nearest(colour, self.theme))
        return f"{said % {'colour': colour, 'has': has, 'wanted': decimal(ENOUGH, 1)}} {near}"


_CHOICES = (
    ("joining", JOINING),
    ("directory", DIRECTORY),
    ("guest_mail", FLAGS),
    ("membership", MEMBERSHIP),
)


def _number(label: str, least: int, most: int, hint: str) -> NumberField:
    told = lazy("Choose a number from %(least)s to %(most)s.", least=least, most=most)
    return NumberField(
        label,
        [InputRequired(told), Between(least, most, told)],
        description=hint,
        render_kw={"min": least, "max": most, "inputmode": "numeric"},
    )


def _reminder_day(label: str, most: int) -> NumberField:
    hint = lazy(
        "Applies to new requests. 0 means no reminder. So does their last day to answer, or any later day."
    )
    return _number(label, 0, most, hint)


class SettingsForm(WritingForm):
    """Everything that can be set on the page."""

    site_name = LineField(
        lazy("Name of the site"),
        [InputRequired(lazy("Give the site a name."))],
        limit=60,
        description=lazy("It appears on every page and in every e-mail."),
    )
    site_language = SelectField(
        lazy("Language"),
        choices=choices(LANGUAGES.items()),
        description=lazy("For everyone who hasn’t chosen one."),
    )
    languages = SelectMultipleField(
        lazy("Languages people can choose"),
        choices=choices(LANGUAGES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("Anyone already using another language keeps it."),
    )
    front_text = TextField(
        lazy("Text on the front page"),
        limit=readers.LONGEST_FRONT_TEXT,
        description=lazy("Who you are and who this is for. An empty line begins a new paragraph."),
        render_kw={"rows": 6},
    )
    sample_people = LineField(
        lazy("People in the sample letter"),
        limit=100,
        description=lazy("Three names, separated by commas: who asks, who introduces, who is asked."),
    )
    accent_colour = LineField(
        lazy("Accent colour"),
        [IsReadableOn(LIGHT)],
        limit=20,
        description=lazy("For links and buttons, for example #14543f. Leave empty for our green."),
        render_kw=_CODE,
    )
    accent_colour_dark = LineField(
        lazy("Accent colour on dark pages"),
        [IsReadableOn(DARK)],
        limit=20,
        description=lazy("For people who use dark mode. Leave it empty, and we choose a lighter shade."),
        render_kw=_CODE,
    )
    mail_header = LineField(
        lazy("Line at the top of e-mails"),
        limit=readers.LONGEST_FOOTER,
        description=lazy("It appears at the top of every e-mail. Leave empty for the name of the site."),
    )
    mail_footer = LineField(
        lazy("Line at the foot of e-mails"),
        limit=readers.LONGEST_FOOTER,
        description=lazy("For example your association’s name and postal address."),
    )
    joining = SelectMultipleField(
        lazy("Who can join"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("People you invite always can. You can tick more than one."),
    )
    join_domains = LineField(
        lazy("Mail domains"),
        limit=1_000,
        description=lazy(
            "For example: example.org, or *.example.org for its subdomains. Separate them with commas."
        ),
    )
    join_questions = TextField(
        lazy("Questions to people who ask to join"),
        limit=700,
        description=lazy(
            "One to three, each on its own line. If you leave this empty, we ask what brings them here."
        ),
        render_kw={"rows": 3},
    )
    join_answer_days = NumberField(
        lazy("Days until we answer"),
        [InputRequired(_DAYS), Between(1, 14, _DAYS)],
        description=lazy("We tell people who ask to join that they’ll hear within this many days."),
        render_kw={"min": 1, "max": 14, "inputmode": "numeric"},
    )
    directory = SelectField(lazy("Who sees the list of people"))
    guest_mail = SelectField(
        lazy("E-mailing people without an account"),
        description=lazy("Whether a member can ask us to introduce someone who isn’t a member."),
    )
    newcomer_invitations = _number(
        lazy("Invitations a new member can send"), 0, 20, lazy("In 30 days. Staff can invite any number.")
    )
    member_invitations = _number(lazy("Invitations everyone else can send"), 0, 50, lazy("In 30 days."))
    membership = SelectField(
        lazy("Supporting membership"), description=lazy("Introductions are free either way.")
    )
    connector_days = _number(
        lazy("Days to answer, for the person asked to pass a request on"),
        3,
        14,
        lazy("Applies to new requests. From 3 to 14."),
    )
    party_days = _number(
        lazy("Days to answer, for the person someone wants to meet"),
        5,
        21,
        lazy("Applies to new requests. From 5 to 21."),
    )
    connector_reminder_day = _reminder_day(
        lazy("Day of the reminder to the person asked to pass a request on"), 13
    )
    party_reminder_day = _reminder_day(lazy("Day of the reminder to the person someone wants to meet"), 20)
    closing_hour = _number(
        lazy("Hour of the daily e-mails"),
        0,
        23,
        lazy("From 0 to 23, for new requests. It can change once a day."),
    )
    reask_days = NumberField(
        lazy("Days before someone can ask to meet the same person again"),
        [InputRequired(_PAUSE), Between(180, 1000, _PAUSE)],
        description=lazy("Applies to new requests. From 180 to 1000."),
        render_kw={"min": 180, "max": 1000, "inputmode": "numeric"},
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, labels in _CHOICES:
            chosen: Any = self[name]
            chosen.choices = choices([(value, _(label)) for value, label in labels.items()])
        for name in filter(is_locked, self.data):
            del self[name]

    @property
    def has_poor_colour(self) -> bool:
        """Whether a colour was refused for which there is a nearest one."""
        return any(self[name].errors and _is_colour(self[name].data) for name in _ACCENTS if name in self)

    def take_nearest_colours(self) -> None:
        """Replace each colour that cannot be read by the nearest one that can."""
        for name, theme in _ACCENTS.items():
            if name in self and _is_colour(self[name].data):
                self[name].data = nearest(read_colour(self[name].data), theme)

    def texts(self) -> dict[str, str]:
        """Return each setting as it is stored; puts errors beside the fields that cannot be read."""
        found: dict[str, str] = {}
        for field in self:
            try:
                found[field.name] = as_text(field.name, value_of(field.name, _typed(field.name, field.data)))
            except PublicSuffixError as problem:
                field.errors = field.errors or [
                    _("Anyone can register a name under %(domain)s.", domain=problem.domain)
                ]
            except ValueError:
                field.errors = field.errors or [_unreadable(field.name)]
        return found


def settings_form() -> SettingsForm:
    """Return the form with what holds now."""
    held = {name: getattr(settings(), name) for name in ON_PAGE}
    shown = {name: full_text(name, value) for name, value in held.items()}
    listed = {"joining": list(held["joining"]), "join_questions": "\n".join(held["join_questions"])}
    listed |= {"languages": list(held["languages"])}
    with_commas = {name: ", ".join(held[name]) for name in ("join_domains", "sample_people")}
    return SettingsForm(formdata=None, data=shown | listed | with_commas)


def _is_colour(typed: str | None) -> bool:
    try:
        return bool(read_colour(typed or ""))
    except ValueError:
        return False


def _typed(name: str, data: Any) -> str:
    if name == "join_questions":
        return "|".join(line for line in (data or "").splitlines() if line.strip())
    return ",".join(data) if isinstance(data, list) else "" if data is None else str(data)


def _unreadable(name: str) -> str:
    if name == "join_domains":
        return _("Write whole mail domains, such as example.org. Separate them with commas.")
    if name == "sample_people":
        return _("Write three different names with commas between, such as Alice, Bob, Carol.")
    if name == "join_questions":
        return _("Write one to three questions of at most 200 characters.")
    return _("We can’t use this: %(label)s.", label=_(LABELS[name]))
