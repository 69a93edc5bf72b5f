"""The fields that staff added to the profile: part of what is set, so known without asking the database."""

from typing import Any, NamedTuple

from flask import current_app

from intro_app.config import settings
from intro_app.wording import LANGUAGES, N_, Labelled

# Where the application has them; whoever follows the rows puts them there.
FIELDS_KEY = "site_settings.fields"


class FieldKind(Labelled):
    """What is answered in a field."""

    LINE = "line", N_("A line")
    TEXT = "text", N_("A longer text")
    CHOICE = "choice", N_("A choice")
    YEAR = "year", N_("A year")
    LINK = "link", N_("A link")


class Audience(Labelled):
    """Who may read an answer, from the narrowest to the widest; each has everybody in those before."""

    STAFF = "staff", N_("Only staff")
    INTRODUCED = "introduced", N_("People the member was introduced to")
    GROUPS = "groups", N_("People the member was introduced to, and people in their groups")
    MEMBERS = "members", N_("All members")


class DefinedField(NamedTuple):
    """A field that staff added to the profile, as it stands now."""

    id: int
    public_id: str
    kind: FieldKind
    audience: Audience
    required: bool
    labels: dict[str, Any]
    hints: dict[str, Any]
    options: list[str]
    agreed: int

    def label(self, language: str) -> str:
        """What it is called, for readers of a language: in theirs, in the site's, else in any."""
        return _in_language(self.labels, language)

    def hint(self, language: str) -> str:
        """The sentence below it, or an empty text."""
        return _in_language(self.hints, language)


def own_fields() -> list[DefinedField]:
    """Return the fields that staff added to the profile, in the order in which they were made."""
    found: list[DefinedField] = current_app.extensions.get(FIELDS_KEY, [])
    return found


def _in_language(words: dict[str, Any], language: str) -> str:
    languages = (language, settings().site_language, *LANGUAGES)
    return next((str(words[one]) for one in languages if words.get(one)), "")
