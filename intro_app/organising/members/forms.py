"""The forms of the staff pages about members."""

from typing import Any

from wtforms import MonthField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import StaffRole
from intro_app.identity.policy import RIGHTS
from intro_app.organising.members.policy import (
    LONGEST_NOTE,
    LONGEST_REASON,
    SHORTEST_REASON,
    MemberOrder,
    MemberState,
)
from intro_app.organising.members.queries import MemberFilter
from intro_app.web.fields import AddressField, LineField, TextField, choices
from intro_app.web.forms import SiteForm, WritingForm


def _any(pairs: list[tuple[str, Any]]) -> list[Any]:
    return choices([("", lazy("Any")), *pairs])


class MemberFilterForm(SiteForm):
    """What staff look for in the list of members."""

    find = LineField(lazy("Name or full e-mail address"), limit=200)
    state = SelectField(lazy("State"), choices=_any([(one, lazy(one.label)) for one in MemberState]))
    role = SelectField(lazy("Right"), choices=_any([(one, lazy(words)) for one, words in RIGHTS.items()]))
    joined = MonthField(lazy("Joined in"), [Optional()])
    order = SelectField(lazy("Sort by"), choices=choices([(one, lazy(one.label)) for one in MemberOrder]))

    def wanted(self) -> MemberFilter:
        """Return what was chosen; what nobody could have chosen is left out."""
        return MemberFilter(
            typed=self.find.data or "",
            state=MemberState(self.state.data) if self.state.data in set(MemberState) else None,
            role=StaffRole(self.role.data) if self.role.data in set(StaffRole) else None,
            joined=self.joined.data,
            order=MemberOrder(self.order.data) if self.order.data in set(MemberOrder) else MemberOrder.NEWEST,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the name was chosen; then the page shows these fields."""
        return bool(self.kept().keys() - {self.find.name})

    def kept(self) -> dict[str, str]:
        """Return what the address of the next page has to say."""
        typed = {field.name: field.raw_data[0] for field in self if field.raw_data and field.raw_data[0]}
        return {name: str(value) for name, value in typed.items()}


def _reason(label: object, hint: object) -> LineField:
    return LineField(
        label,
        [
            InputRequired(lazy("Give a reason.")),
            Length(min=SHORTEST_REASON, message=lazy("Say it in a few more words.")),
        ],
        limit=LONGEST_REASON,
        description=hint,
    )


class LookForm(WritingForm):
    """Why somebody looks at an account."""

    why = _reason(
        lazy("Why do you need to look?"), lazy("They can see your reason at once. Don’t name anyone else.")
    )


class StaffNoteForm(WritingForm):
    """A note about a member."""

    id_prefix = "note"

    words = TextField(
        lazy("Note"),
        [InputRequired(lazy("Write something."))],
        limit=LONGEST_NOTE,
        description=lazy("Other staff can read it here, and the member when they download their data."),
        render_kw={"rows": 3},
    )


class MoveForm(WritingForm):
    """A new address for an account, and why."""

    id_prefix = "move"

    email = AddressField(
        lazy("New address"), [InputRequired(lazy("Enter an address."))], render_kw={"autocomplete": "off"}
    )
    why = _reason(lazy("Reason"), lazy("For the log. Don’t name anyone."))


class VouchForm(WritingForm):
    """Why somebody is vouched for as a founder."""

    id_prefix = "vouch"

    why = _reason(lazy("How do people know them?"), lazy("For the log. Don’t name anyone else."))


class RightForm(WritingForm):
    """A right to give, and why."""

    id_prefix = "right"

    right = SelectField(lazy("Right"))
    why = _reason(lazy("Reason"), lazy("For the log. Don’t name anyone."))
