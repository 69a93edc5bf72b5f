"""Choosing a person by a part of their name, once there are too many for one list (static/js/find.js)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField
from wtforms.validators import Optional

from intro_app.people.policy import narrowed
from intro_app.people.queries import Known
from intro_app.text.names import LONGEST
from intro_app.web.fields import LineField, choices
from intro_app.web.form_recovery import asked_to_show_again


class NameToFind(LineField):
    """The field for a part of a name, beside the field that it narrows down.

    `is_wanted` says whether there are enough people for it, and `found` how many it found; None if nobody
    searched.
    """

    is_wanted = False
    found: int | None = None

    def __init__(self, **given: Any) -> None:
        super().__init__(lazy("Find by name"), [Optional()], limit=LONGEST, **given)


def offer_people(
    chooser: SelectField,
    find: NameToFind,
    known: Sequence[Known],
    shut: Mapping[str, str],
    others: Sequence[tuple[str, str]] = (),
) -> None:
    """Set the choices of a field: the people found, whoever is chosen already, and `others` below them.

    If nobody is found, everybody is offered. `shut` has what stands on the doors of some of them.
    """
    rows, search = narrowed(known, find.data or "" if asked_to_show_again() else "")
    find.is_wanted = search is not None
    find.data, find.found = search or ("", None)
    shown = [row for row in known if row in rows or row.public_id == chooser.data]
    people = [(row.public_id, shut.get(row.public_id, row.name)) for row in shown]
    chooser.choices = choices([("", _("Choose")), *people, *others])
