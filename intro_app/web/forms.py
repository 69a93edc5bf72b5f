"""The bases of the site's forms."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.form import BaseForm

from intro_app.web.controls import drawn_here
from intro_app.web.form_recovery import typed_again
from intro_app.web.wtforms_messages import OwnMessages


class SiteForm(FlaskForm):
    """A form of this site. `gate.py` checks its secret, or the link that replaces it, before any view."""

    # Several forms on one page may ask for the same thing: then each begins its ids with a word of its own.
    id_prefix = ""
    # The names of its fields as they stand on the page, where a base class declares some that come later.
    page_order: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Field]:
        """Return the fields in the order of the page, in which a reader is told of errors."""
        if not self.page_order:
            return super().__iter__()
        places = {name: place for place, name in enumerate(self.page_order)}
        return iter(sorted(super().__iter__(), key=lambda field: places.get(field.short_name, len(places))))

    class Meta(FlaskForm.Meta):
        """No secret of its own, which the template `post_form` puts into the page; our own messages."""

        csrf = False

        def bind_field(self, form: BaseForm, unbound_field: Any, options: MutableMapping[str, Any]) -> Any:
            """Return the field for this form; its id begins with the form's `id_prefix`, if any."""
            prefix = getattr(form, "id_prefix", "")
            named = {"id": f"{prefix}-{options['name']}"} if prefix else {}
            field = super().bind_field(form, unbound_field, {**options, **named})
            field.widget = drawn_here(field.widget)
            return field

        def get_translations(self, _form: BaseForm) -> OwnMessages:
            """Return where the form finds its messages."""
            return OwnMessages()


class WritingForm(SiteForm):
    """A form that is shown again filled in when it could not be accepted (see `form_recovery`)."""

    class Meta(SiteForm.Meta):
        """Take the form's data from a recovered form first."""

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """Return the recovered input if this form has all of its fields, else the usual form data."""
            return typed_again({field.name for field in form}) or super().wrap_formdata(form, formdata)

    @property
    def is_filled(self) -> bool:
        """Whether any field was filled in, now or in a draft."""
        return any(field.raw_data for field in self)


class Forms:
    """Several forms on one page: the base of a dataclass whose fields are forms, or None."""

    @property
    def errors(self) -> bool:
        """Whether any of them has errors."""
        return any(isinstance(form, BaseForm) and form.errors for form in vars(self).values())
