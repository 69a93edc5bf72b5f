"""What the page of a search shows: people with what was found marked, their number, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from markupsafe import Markup

from intro_app.people.policy import WantedPeople
from intro_app.people.queries import MOST_RANKED, FoundPage, FoundPerson
from intro_app.text.directions import highlighted
from intro_app.text.searching import Field, Sought, excerpt, marked

# The longest piece of a text that is shown to say why somebody was found.
_LONGEST = 160
_FIELDS: Mapping[Field, object] = {
    Field.NAME: lazy("Name"),
    Field.HEADLINE: lazy("What they do"),
    Field.CAN_HELP_WITH: lazy("Can help with"),
    Field.LOOKING_FOR: lazy("Looking for"),
    Field.PLACE: lazy("Place"),
    Field.LANGUAGES: lazy("Languages"),
    Field.GROUPS: lazy("Groups"),
}
# The fields of which a line is shown only if something was found in them.
_LABELS: Mapping[Field, object] = {
    Field.CAN_HELP_WITH: lazy("Can help with"),
    Field.LOOKING_FOR: lazy("Looking for"),
    Field.LANGUAGES: lazy("Languages"),
}


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """Somebody who was found, with marks; `lines` are pairs of label and text, `why` names the fields."""

    id: int
    public_id: str
    name: str
    marked_name: Markup
    headline: Markup
    place: Markup
    lines: list[tuple[str, Markup]]
    why: list[str]


def rows_of(page: FoundPage, wanted: WantedPeople) -> list[FoundRow]:
    """Return the people of a page as it shows them."""
    return [_row(person, wanted.words, similar=page.is_similar) for person in page.people]


def number_said(page: FoundPage) -> str:
    """Return how many were found, in words; empty on a later page of very many."""
    if page.number is None:
        return ""
    if page.number > MOST_RANKED:
        return _("Found: more than %(number)s", number=MOST_RANKED)
    return _("Found: %(number)s", number=page.number) if page.number else _("Found: no one")


def _row(person: FoundPerson, words: Sought, *, similar: bool) -> FoundRow:
    def shown(field: Field, longest: int = _LONGEST) -> Markup:
        text = excerpt(person.texts[field], words, longest, similar=similar)
        return highlighted(marked(text, words, similar=similar))

    return FoundRow(
        id=person.id,
        public_id=person.public_id,
        name=person.texts[Field.NAME],
        marked_name=shown(Field.NAME),
        headline=shown(Field.HEADLINE),
        place=shown(Field.PLACE),
        lines=[(str(label), shown(field)) for field, label in _LABELS.items() if field in person.found_in],
        why=[str(_FIELDS[field]) for field in person.found_in],
    )
