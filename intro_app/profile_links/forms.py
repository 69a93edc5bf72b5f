"""The form for a link."""

from wtforms.validators import DataRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.profile_links.policy import LONGEST_URL
from intro_app.web.fields import FitsIn, LinkField, is_link
from intro_app.web.forms import WritingForm


class ProfileLinkForm(WritingForm):
    """The address of a page of one's own."""

    url = LinkField(
        lazy("Address of the page"),
        [DataRequired(lazy("Enter the address of the page."))],
        checks=(FitsIn(LONGEST_URL), is_link),
        description=lazy(
            "For example your own site, or your page at an association. It starts with https://."
        ),
        render_kw={"autocomplete": "url"},
    )
