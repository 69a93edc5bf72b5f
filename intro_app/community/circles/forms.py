"""Forms for describing a circle and for asking to join one."""

from wtforms import BooleanField, RadioField

from intro_app.community.circles.models import CircleMail
from intro_app.community.circles.service import LONGEST_WORDS, Described
from intro_app.community.fields import in_markdown, title
from intro_app.i18n import lazy_gettext as lazy
from intro_app.web.fields import choices, written
from intro_app.web.forms import SiteForm, WritingForm

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


MAIL_HINTS = {
    CircleMail.EACH: lazy("Collected: at most one e-mail an hour."),
    CircleMail.DAILY: lazy("One e-mail in the morning, if there’s something new."),
    CircleMail.DIGEST: lazy("On Mondays, with the weekly digest. This turns it on."),
}


class CircleMailForm(SiteForm):
    """Which e-mail somebody gets from a circle. Nothing is chosen for them."""

    mail = RadioField(
        lazy("E-mails from this circle"),
        choices=choices(
            (
                (CircleMail.EACH, lazy("As it happens")),
                (CircleMail.DAILY, lazy("Once a day")),
                (CircleMail.DIGEST, lazy("Once a week")),
                (CircleMail.NONE, lazy("No e-mails")),
            )
        ),
        description=lazy(
            "About notices from the hosts, posts that mention you, and threads you’ve written in or follow. "
            "You get nothing until you choose."
        ),
    )

    @property
    def chosen(self) -> CircleMail | None:
        """Return what was chosen, or None."""
        return CircleMail(self.mail.data) if self.mail.data else None
