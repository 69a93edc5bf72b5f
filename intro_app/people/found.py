"""What a search shows: people with what was found marked, their number, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.people.policy import Search, WantedPeople
from intro_app.people.queries import FoundAmong, FoundPage, FoundPerson, Known, LeftOut, find_known
from intro_app.text import plain
from intro_app.text.directions import highlighted
from intro_app.text.searching import LONGEST_SEARCH, Field, Meeting, Sought, excerpt, marked, sought

# The longest piece of a text that is shown to say why somebody was found.
_LONGEST = 160
# The same where it stands behind a name in a field to choose from.
_LONGEST_IN_CHOICE = 60
_FIELDS: Mapping[Field, object] = {
    Field.NAME: lazy("Name"),
    Field.HEADLINE: lazy("What they do"),
    Field.CAN_HELP_WITH: lazy("Can help with"),
    Field.LOOKING_FOR: lazy("Looking for"),
    Field.PLACE: lazy("Place"),
    Field.LANGUAGES: lazy("Languages"),
    Field.GROUPS: lazy("Groups"),
    Field.OWN: lazy("More about them"),
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


@dataclass(frozen=True, kw_only=True)
class Finder:
    """A list to choose somebody from: the people found in it, or all of them.

    `search` is None if they are too few to be searched. `shown` has what was found, by member id. `more` is
    the id before which the next page goes on.
    """

    rows: Sequence[Known]
    search: Search | None = None
    shown: Mapping[int, FoundRow] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    more: int | None = None

    def label(self, row: Known) -> str:
        """Return how somebody is called in a field to choose from: with what was found besides their name."""
        return self.labels.get(row.member_id, row.name)


def finder_of_known(
    reader_id: int, typed: str, before: int | None = None, without: LeftOut | None = None
) -> Finder:
    """Return a page of the reader's acquaintances who hold what was typed; of all, if nobody does."""
    return _finder(find_known(reader_id, _read(typed), before, without))


def _read(typed: str) -> str:
    return plain.one_line(typed)[:LONGEST_SEARCH]


def _finder(found: FoundAmong) -> Finder:
    return Finder(
        rows=found.rows,
        search=found.search,
        shown={
            member_id: _row(person, found.words, similar=found.is_similar)
            for member_id, person in found.people.items()
        },
        labels={
            row.member_id: _label(row, found) for row in found.rows if found.search and found.search.found
        },
        more=found.more,
    )


def rows_of(page: FoundPage, wanted: WantedPeople) -> list[FoundRow]:
    """Return the people of a page as it shows them."""
    return [_row(person, wanted.words, similar=page.is_similar) for person in page.people]


def marked_words(text: str, meeting: Meeting) -> Markup:
    """Return a text, or as much of it as says why, with the words of a meeting marked."""
    words = sought(" ".join(meeting.words))
    return highlighted(marked(excerpt(text, words, _LONGEST), words))


def number_said(page: FoundPage) -> str:
    """Return how many were found, in words; empty on a later page of very many."""
    if page.is_unfinished:
        return _("%(number)s found so far", number=len(page.people))
    if page.number is None:
        return ""
    if page.is_more:
        return _("More than %(number)s found", number=page.number)
    return _("%(number)s found", number=page.number) if page.number else _("No one found")


def _label(row: Known, found: FoundAmong) -> str:
    person = found.people[row.member_id]
    said = next((one for one in person.found_in if one is not Field.NAME and person.texts.get(one)), None)
    if said is None or Field.NAME in person.found_in:
        return row.name
    words = excerpt(person.texts[said], found.words, _LONGEST_IN_CHOICE, similar=found.is_similar)
    return f"{row.name} · {words}"


def _row(person: FoundPerson, words: Sought, *, similar: bool) -> FoundRow:
    def shown(one: Field, longest: int = _LONGEST) -> Markup:
        text = excerpt(person.texts[one], words, longest, similar=similar)
        return highlighted(marked(text, words, similar=similar))

    return FoundRow(
        id=person.id,
        public_id=person.public_id,
        name=person.texts[Field.NAME],
        marked_name=shown(Field.NAME),
        headline=shown(Field.HEADLINE),
        place=shown(Field.PLACE),
        lines=[(str(label), shown(one)) for one, label in _LABELS.items() if one in person.found_in],
        why=[str(_FIELDS[one]) for one in person.found_in],
    )
