"""The forms of privacy."""

from wtforms import BooleanField
from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.privacy.service import Wishes
from intro_app.web.fields import CodeField
from intro_app.web.forms import SiteForm


class LeaveForm(SiteForm):
    """The code that closes the account, and what else its owner wants."""

    code = CodeField(
        lazy("Enter the 8-character code"), [DataRequired(lazy("Enter the 8 characters from the e-mail."))]
    )
    ask_others = BooleanField(
        lazy("Ask everyone who has my details to delete them"),
        description=lazy("Each of them gets one e-mail. We can’t delete what they already have."),
    )
    posts_too = BooleanField(
        lazy("Delete what I wrote in circles, too"),
        description=lazy("Otherwise it stays, from “a former member”, so that threads still make sense."),
    )

    def wishes(self) -> Wishes:
        """Return what was ticked."""
        return Wishes(posts_too=bool(self.posts_too.data), ask_others=bool(self.ask_others.data))
