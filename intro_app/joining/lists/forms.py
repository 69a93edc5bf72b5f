"""The forms with which staff invite many: the list, what its e-mail says, and a link for many."""

from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, FileField, Form, SelectField
from wtforms.validators import DataRequired, InputRequired

from intro_app.config import settings
from intro_app.groups.forms import group_field
from intro_app.i18n import lazy_gettext as lazy
from intro_app.joining.evening.policy import MOST_PLACES
from intro_app.joining.invitations.policy import DAYS_OF_A_LINK, LONGEST_LINE, MOST_DAYS_OF_A_LINK
from intro_app.joining.lists.policy import LONGEST_SOURCE
from intro_app.text import tables
from intro_app.web.fields import LineField, PastedField, choices, no_contact_detail, written
from intro_app.web.forms import SiteForm, WritingForm
from intro_app.web.number_fields import Between, NumberField


class OneOfTwo:
    """A validator that only says that one of two fields is needed, so that neither is labelled optional."""

    field_flags: ClassVar[dict[str, bool]] = {"wanted": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Accept the field; whoever reads the two looks whether both are empty."""


def _languages() -> list[Any]:
    return choices(settings().offered_languages.items())


class ListForm(SiteForm):
    """People to invite: a file, or what was pasted."""

    file = FileField(lazy("A file"), [OneOfTwo()], render_kw={"accept": ".csv,.txt,.tsv,text/csv,text/plain"})
    pasted = PastedField(
        lazy("Or paste the list here"),
        [OneOfTwo()],
        description=lazy("One person per line. An address is enough; a name makes it friendlier."),
        render_kw={"rows": 8},
    )

    def text(self) -> str:
        """Return the list as text. Raises UnreadableTable when the file is no text."""
        given = self.file.data
        content: bytes = given.read() if isinstance(given, FileStorage) else b""
        return tables.decoded(content) if content.strip() else self.pasted.data or ""


class SendListForm(WritingForm):
    """What the e-mail says, and that staff answer for the list."""

    source = LineField(
        lazy("Where do these addresses come from?"),
        [
            DataRequired(lazy("Say where the addresses come from. Everyone you invite reads it.")),
            no_contact_detail,
        ],
        limit=LONGEST_SOURCE,
        description=lazy(
            "For example: You gave us your address when you graduated in 2014. They all read this."
        ),
    )
    line = written(
        lazy("A line from you"), LONGEST_LINE, hint=lazy("Say who you are and why you invite them.")
    )
    locale = SelectField(lazy("Language of the e-mail"), choices=_languages)
    expected = BooleanField(
        lazy("These people know us and expect this"),
        [InputRequired(lazy("Only invite people who know you and expect to hear from you."))],
    )


class StaffLinkForm(WritingForm):
    """For how many people a link of the site is, and for how long."""

    label = LineField(
        lazy("What is it?"),
        [InputRequired(lazy("Give it a name."))],
        limit=80,
        description=lazy("For example: May newsletter. People see it when they join."),
    )
    places = NumberField(
        lazy("How many people"),
        [
            InputRequired(lazy("Choose a number from 1 to 500.")),
            Between(1, MOST_PLACES, lazy("Choose a number from 1 to 500.")),
        ],
        default=100,
        description=lazy("From 1 to 500."),
        render_kw={"min": 1, "max": MOST_PLACES, "inputmode": "numeric"},
    )
    days = NumberField(
        lazy("For how many days"),
        [
            InputRequired(lazy("Choose a number from 1 to 30.")),
            Between(1, MOST_DAYS_OF_A_LINK, lazy("Choose a number from 1 to 30.")),
        ],
        default=DAYS_OF_A_LINK,
        description=lazy("From 1 to 30."),
        render_kw={"min": 1, "max": MOST_DAYS_OF_A_LINK, "inputmode": "numeric"},
    )
    group = group_field(lazy("Add everyone who joins to a group"))
