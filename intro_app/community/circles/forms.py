"""Forms for describing a circle and for asking to join one."""

from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField

from intro_app.community.circles.service import LONGEST_WORDS, Described
from intro_app.community.fields import in_markdown, title
from intro_app.web.fields import written
from intro_app.web.forms import WritingForm

LONGEST_ABOUT = 2000


class CircleForm(WritingForm):
    """A circle's name, description and visibility."""

    name = title(lazy("Circle name"), lazy("Give it a name."))
    about = in_markdown(lazy("What is it about, and who is it for?"), LONGEST_ABOUT)
    is_public = BooleanField(
        lazy("Anyone can read it"),
        description=lazy(
            "Visitors can then read what is written, without names. Otherwise, only circle members can."
        ),
    )

    def described(self) -> Described:
        """Return the input in the form that the service takes."""
        return Described(
            name=(self.name.data or "").strip(),
            about=self.about.data or "",
            is_public=bool(self.is_public.data),
        )


class WordsForm(WritingForm):
    """A message to the host from somebody who asks to join."""

    words = written(lazy("Message to the host"), LONGEST_WORDS, rows=2)
