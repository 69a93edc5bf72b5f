"""What anybody says about an introduction that went wrong: a report, a side, an appeal."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Optional

from intro_app.i18n import lazy_gettext as lazy
from intro_app.introductions.states import Role
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.service import Complaint, SubjectComplaint
from intro_app.reportable import SubjectKind
from intro_app.web.fields import AddressField, IsAddress, TextField, Wanted, choices
from intro_app.web.forms import WritingForm

LONGEST = 2000
# Some grounds suggest a block: without a choice, they decide.
YES, NO = "yes", "no"


def told(
    label: Any,
    *,
    hint: Any = "",
    required: Any = None,
    instead: str = "",
    limit: int = LONGEST,
    rows: int = 6,
) -> TextField:
    """Return a field for text in one's own words, required if `required` is an error message.

    Where `instead` names another field, it is required only while that one is empty. Contact details are
    allowed here, because they may be evidence.
    """
    checks: list[Any] = []
    if required:
        checks = [Wanted(required, **{instead: ""})] if instead else [DataRequired(required)]
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": rows})


class ReportForm(WritingForm):
    """A report: about whom, the grounds, the text, and whether to block the person too."""

    about = RadioField(lazy("Who is it about?"), [InputRequired(lazy("Choose a person."))])
    grounds = RadioField(
        lazy("What was wrong?"),
        [InputRequired(lazy("Choose the closest match."))],
        choices=choices((one.value, lazy(one.label)) for one in Grounds),
    )
    text = told(
        lazy("What happened?"),
        hint=lazy("When and where it happened, and who said what. You can paste in messages."),
    )
    block = RadioField(
        lazy("Block them too?"),
        [Optional()],
        choices=choices([(YES, lazy("Yes, block them")), (NO, lazy("No"))]),
        description=lazy(
            "You won’t see each other here any more. We don’t tell them. If you don’t choose, we block them "
            "only for a romantic approach, harassment or a safety concern."
        ),
    )

    @classmethod
    def about_one_of(cls, names: Mapping[Role, str]) -> "ReportForm":
        """Return the form with the people who can be reported; a single one is preselected."""
        form = cls()
        form.about.choices = choices((role.value, name) for role, name in names.items())
        if len(names) == 1 and not form.is_submitted():
            form.about.data = next(iter(names)).value
        return form

    def complaint(self) -> Complaint:
        """Return the complaint from a valid form."""
        grounds, block = Grounds(self.grounds.data), self.block.data
        return Complaint(
            about=Role(self.about.data),
            grounds=grounds,
            text=self.text.data or "",
            block_too=block == YES or (not block and grounds.suggests_block),
        )


class SubjectReportForm(WritingForm):
    """A report about something that somebody wrote; `address` is for whoever has no account."""

    grounds = RadioField(
        lazy("What was wrong?"),
        [InputRequired(lazy("Choose the closest match."))],
        choices=choices(
            (one.value, lazy(one.label_for(SubjectKind.PROFILE)))
            for one in Grounds
            if one is not Grounds.PRESSURE
        ),
    )
    text = told(
        lazy("What is wrong with it?"),
        hint=lazy("A few words help the moderator. You don’t have to add anything."),
    )
    address = AddressField(
        lazy("Your e-mail address, if you’d like to hear the outcome"),
        [Optional(), IsAddress()],
        description=lazy("We use it for this report only."),
        render_kw={"autocomplete": "email"},
    )

    def complaint(self, locale: str) -> SubjectComplaint:
        """Return the complaint from a valid form."""
        return SubjectComplaint(
            grounds=Grounds(self.grounds.data),
            text=self.text.data or "",
            address=(self.address.data or "").strip(),
            locale=locale,
        )


class SideForm(WritingForm):
    """The side of the person reported."""

    words = told(lazy("Your side"), required=lazy("Tell us how you see it."), rows=8)


class AppealForm(WritingForm):
    """Why a decision is wrong."""

    words = told(
        lazy("What is wrong with the decision?"),
        required=lazy("Tell us what is wrong, in a few words."),
        rows=8,
    )
