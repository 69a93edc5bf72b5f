"""Fields that several forms of introductions share: written parts, form ids, and what to share."""

import re
from secrets import token_urlsafe

from wtforms import HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import ContactField
from intro_app.web.fields import Check, TextField, Wanted, Words, no_contact_detail

_FORM_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")

FIELD_NAMES = {
    ContactField.EMAIL: lazy("My e-mail address"),
    ContactField.PHONE: lazy("My phone number"),
    ContactField.CALENDAR_LINK: lazy("My calendar link"),
}


def written_if_yes(label: Words, limit: int, *, hint: Words = "", required: Words) -> TextField:
    """Return a text field that is required only with a yes."""
    checks: list[Check] = [Wanted(required, decision="yes"), no_contact_detail]
    return TextField(label, checks, limit=limit, description=hint, render_kw={"rows": 2})


def form_id_field() -> HiddenField:
    """Return a hidden field with the id of a form, so that pressing twice sends once.

    An id that does not look like one of ours is replaced by a new one.
    """
    return HiddenField(
        filters=[lambda given: given if given and _FORM_ID.fullmatch(given) else token_urlsafe(16)]
    )


def share_field(label: Words, hint: Words) -> SelectMultipleField:
    """Return boxes to tick for what to share; the form sets which there are."""
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), description=hint
    )
