"""Choosing a person by typing, once there are too many for one list (static/js/search.js)."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.validators import Optional

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.people.found import Finder, finder_of_known
from intro_app.people.queries import Known, known_by_public_id
from intro_app.text.searching import LONGEST_SEARCH
from intro_app.web.fields import LineField, choices
from intro_app.web.form_recovery import asked_to_show_again


class PersonToFind(LineField):
    """The field for what somebody is looked for by, beside the field that it narrows down.

    `is_wanted` says whether there are enough people for it, and `found` how many it found; None if nobody
    searched. With `is_more`, it found more than that.
    """

    is_wanted = is_more = False
    found: int | None = None

    def __init__(self, **given: Any) -> None:
        hint = lazy("A name, a topic or a place.")
        super().__init__(lazy("Find"), [Optional()], limit=LONGEST_SEARCH, description=hint, **given)

    def narrow(self, reader_id: int) -> Finder:
        """Return the people found; the newest unless the button beside this field was pressed."""
        among = finder_of_known(reader_id, self.data or "" if asked_to_show_again() else "")
        self.is_wanted, self.is_more = among.search is not None, bool(among.search and among.search.is_more)
        self.data, self.found = (among.search.typed, among.search.found) if among.search else ("", None)
        return among


def people_shown(reader_id: int, chooser: SelectField, among: Finder, but: int | None) -> list[Known]:
    """Return the people found, but for one, and whoever of those known is chosen already."""
    shown = [row for row in among.rows if row.member_id != but]
    if chooser.data and all(row.public_id != chooser.data for row in shown):
        chosen = known_by_public_id(reader_id, chooser.data)
        shown += [chosen] if chosen and chosen.member_id != but else []
    return shown


def offer_people(
    chooser: SelectField,
    shown: Sequence[Known],
    among: Finder,
    shut: Mapping[str, str],
    others: Sequence[tuple[str, str]] = (),
) -> None:
    """Set the choices of a field: these people, and `others` below them.

    `shut` has what stands on the doors of some of them.
    """
    people = [(row.public_id, shut.get(row.public_id, among.label(row))) for row in shown]
    chooser.choices = choices([("", _("Choose")), *people, *others])
