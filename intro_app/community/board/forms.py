"""The form for a note on the board."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from intro_app.community.board.models import NoteKind
from intro_app.community.board.policy import LONGEST_NOTE
from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import choices, written
from intro_app.web.forms import WritingForm

KINDS = [(NoteKind.GIVE.value, lazy("I can help with …")), (NoteKind.ASK.value, lazy("I’d like help with …"))]


class NoteForm(WritingForm):
    """A give or an ask."""

    kind = RadioField(
        lazy("What is it?"),
        [InputRequired(lazy("Choose whether you can help or would like help."))],
        choices=choices(KINDS),
    )
    words = written(
        lazy("In a line or two"),
        LONGEST_NOTE,
        rows=2,
        hint=lazy("No addresses, links or prices. Anyone interested can request an introduction."),
        required=lazy("Write something first."),
    )
