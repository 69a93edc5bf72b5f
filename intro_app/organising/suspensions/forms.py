"""The forms of a suspension: for staff who decide, for the member who appeals, for who judges."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import SuspensionCause, SuspensionGround
from intro_app.organising.suspensions.policy import (
    LONGEST_APPEAL,
    LONGEST_WORDS,
    SHORTEST_WORDS,
    SuspensionLength,
)
from intro_app.organising.suspensions.service import Sentence
from intro_app.web.fields import TextField, choices
from intro_app.web.forms import WritingForm

OVERTURN, STANDS = "overturn", "stands"


def _reasons(label: object) -> TextField:
    return TextField(
        label,
        [
            InputRequired(lazy("Give a reason.")),
            Length(min=SHORTEST_WORDS, message=lazy("Say it in a few more words.")),
        ],
        limit=LONGEST_WORDS,
        description=lazy("The member reads it in an e-mail. Don’t name anyone else."),
        render_kw={"rows": 4},
    )


class SuspendForm(WritingForm):
    """For how long, on which ground, and in which words for the member."""

    id_prefix = "suspend"

    length = SelectField(
        lazy("What happens"), choices=choices([(one, lazy(one.label)) for one in SuspensionLength])
    )
    ground = SelectField(
        lazy("What it’s about"), choices=choices([(one, lazy(one.label)) for one in SuspensionGround])
    )
    cause = RadioField(
        lazy("How did you find out?"),
        [InputRequired(lazy("Choose how you found out."))],
        choices=choices([(one, lazy(one.label)) for one in SuspensionCause]),
        description=lazy("The member reads it."),
    )
    words = _reasons(lazy("Reason"))

    def sentence(self) -> Sentence:
        """Return what was decided, from a valid form."""
        return Sentence(
            SuspensionGround(self.ground.data),
            self.words.data or "",
            SuspensionLength(self.length.data),
            SuspensionCause(self.cause.data),
        )


class LiftForm(WritingForm):
    """Why a suspension ends before its time."""

    id_prefix = "lift"

    words = _reasons(lazy("Reason"))


class JudgeForm(WritingForm):
    """How an appeal against a suspension ends, and why."""

    id_prefix = "judge"

    outcome = RadioField(
        lazy("Outcome"),
        [InputRequired(lazy("Choose an outcome."))],
        choices=choices([(OVERTURN, lazy("Undo the decision")), (STANDS, lazy("The decision stands"))]),
    )
    words = _reasons(lazy("Reason"))


class SuspensionAppealForm(WritingForm):
    """Why a suspension is wrong, in the member's words."""

    words = TextField(
        lazy("What is wrong with the decision?"),
        [InputRequired(lazy("Tell us what is wrong, in a few words."))],
        limit=LONGEST_APPEAL,
        render_kw={"rows": 6},
    )
