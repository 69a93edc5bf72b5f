"""Choosing a person by typing, once there are too many for one list (static/js/search.js)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField
from wtforms.validators import Optional

from intro_app.people.found import Finder, finder
from intro_app.people.queries import Known
from intro_app.text.searching import LONGEST_SEARCH
from intro_app.web.fields import LineField, choices
from intro_app.web.form_recovery import asked_to_show_again


class PersonToFind(LineField):
    """The field for what somebody is looked for by, beside the field that it narrows down.

    `is_wanted` says whether there are enough people for it, and `found` how many it found; None if nobody
    searched.
    """

    is_wanted = False
    found: int | None = None

    def __init__(self, **given: Any) -> None:
        hint = lazy("A name, a topic or a place.")
        super().__init__(lazy("Find"), [Optional()], limit=LONGEST_SEARCH, description=hint, **given)

    def narrow(self, reader_id: int, known: Sequence[Known]) -> Finder:
        """Return the people found; all of them unless the button beside this field was pressed."""
        among = finder(reader_id, known, self.data or "" if asked_to_show_again() else "")
        self.is_wanted = among.search is not None
        self.data, self.found = among.search or ("", None)
        return among


def offer_people(
    chooser: SelectField,
    known: Sequence[Known],
    among: Finder,
    shut: Mapping[str, str],
    others: Sequence[tuple[str, str]] = (),
) -> None:
    """Set the choices of a field: the people found, whoever is chosen already, and `others` below them.

    If nobody is found, everybody is offered. `shut` has what stands on the doors of some of them.
    """
    shown = [row for row in known if row in among.rows or row.public_id == chooser.data]
    people = [(row.public_id, shut.get(row.public_id, among.label(row))) for row in shown]
    chooser.choices = choices([("", _("Choose")), *people, *others])
