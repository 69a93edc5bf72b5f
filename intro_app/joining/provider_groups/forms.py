"""The form with which a group at a provider is led into a group here."""

from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired

from intro_app.groups import queries as groups
from intro_app.i18n import lazy_gettext as lazy
from intro_app.joining.provider_groups.policy import LONGEST_WORD, MappedWord
from intro_app.web.fields import LineField, choices
from intro_app.web.forms import WritingForm


class MappedWordForm(WritingForm):
    """A word of the claim, and a group here. Each provider on the page has a form, which `of()` returns."""

    word = LineField(
        lazy("Group at the provider"),
        [InputRequired(lazy("Enter it as the provider writes it."))],
        limit=LONGEST_WORD,
        description=lazy("Exactly as the provider writes it, often a short word or an id."),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    group = SelectField(
        lazy("Group here"),
        [DataRequired(lazy("Choose a group."))],
        choices=lambda: choices([("", lazy("Choose a group")), *groups.choices()]),
    )

    @classmethod
    def of(cls, key: str, *, empty: bool = True) -> "MappedWordForm":
        """Return the form of one provider, empty or as it was sent."""
        named: type[MappedWordForm] = type(cls.__name__, (cls,), {"id_prefix": key})
        return named(formdata=None) if empty else named()

    def mapped(self) -> MappedWord:
        """Return what was chosen."""
        return MappedWord(self.word.data or "", self.group.data or "")
