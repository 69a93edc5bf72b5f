"""The form of the settings. Fields that the environment names are taken out of it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.config import readers, settings
from intro_app.organising.settings.policy import DIRECTORY, FLAGS, JOINING, LABELS
from intro_app.organising.settings.queries import as_text, full_text, is_locked
from intro_app.site_settings import ON_PAGE, value_of
from intro_app.web.fields import Between, LineField, TextField, choices
from intro_app.web.forms import WritingForm
from intro_app.wording import LANGUAGES

_DAYS = lazy("Choose a number from 1 to 14.")
_PAUSE = lazy("Choose a number from 180 to 1000.")


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
    front_text = TextField(
        lazy("Text on the front page"),
        limit=readers.LONGEST_FRONT_TEXT,
        description=lazy("Who you are and whom this is for. An empty line begins a new paragraph."),
        render_kw={"rows": 6},
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
        description=lazy("Invited people always can. You may tick several."),
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
            "One to three, each on a line of its own. If you leave this empty, we ask what brings them here."
        ),
        render_kw={"rows": 3},
    )
    join_answer_days = IntegerField(
        lazy("Days until we answer"),
        [InputRequired(_DAYS), Between(1, 14, _DAYS)],
        description=lazy("We tell people who ask to join that they’ll hear within this many days."),
        render_kw={"min": 1, "max": 14, "inputmode": "numeric"},
    )
    directory = SelectField(lazy("Who sees the list of people"))
    guest_mail = SelectField(
        lazy("Writing to people without an account"),
        description=lazy("Whether a member can ask us to introduce someone who isn’t a member."),
    )
    reask_days = IntegerField(
        lazy("Days before the same person may be asked again"),
        [InputRequired(_PAUSE), Between(180, 1000, _PAUSE)],
        description=lazy("Applies to new requests. From 180 to 1000."),
        render_kw={"min": 180, "max": 1000, "inputmode": "numeric"},
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, labels in (("joining", JOINING), ("directory", DIRECTORY), ("guest_mail", FLAGS)):
            chosen: Any = self[name]
            chosen.choices = choices([(value, _(label)) for value, label in labels.items()])
        for name in filter(is_locked, ON_PAGE):
            del self[name]

    def texts(self) -> dict[str, str]:
        """Return each setting as it is stored; puts errors beside the fields that cannot be read."""
        found: dict[str, str] = {}
        for field in self:
            try:
                found[field.name] = as_text(field.name, value_of(field.name, _typed(field.name, field.data)))
            except ValueError:
                field.errors = field.errors or [_unreadable(field.name)]
        return found


def settings_form() -> SettingsForm:
    """Return the form with what holds now."""
    held = {name: getattr(settings(), name) for name in ON_PAGE}
    shown = {name: full_text(name, value) for name, value in held.items()}
    listed = {"joining": list(held["joining"]), "join_questions": "\n".join(held["join_questions"])}
    return SettingsForm(
        formdata=None, data=shown | listed | {"join_domains": ", ".join(held["join_domains"])}
    )


def _typed(name: str, data: Any) -> str:
    if name == "join_questions":
        return "|".join(line for line in (data or "").splitlines() if line.strip())
    return ",".join(data) if isinstance(data, list) else str(data or "")


def _unreadable(name: str) -> str:
    if name == "join_domains":
        return _("Write whole mail domains, such as example.org. Separate them with commas.")
    if name == "join_questions":
        return _("Write one to three questions of at most 200 characters.")
    return _("We can’t use this: %(label)s.", label=_(LABELS[name]))
