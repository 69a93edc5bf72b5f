"""The base of forms in which people write more than a line."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.form import BaseForm

from intro_app.web.form_recovery import typed_again


class WritingForm(FlaskForm):
    """A form that comes back filled in when its words could not be taken."""

    class Meta(FlaskForm.Meta):
        """Where the words come from: what was typed, before what else there is."""

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What the form is filled with; the fields typed go only into the form that has them all."""
            return typed_again({field.name for field in form}) or super().wrap_formdata(form, formdata)

    @property
    def is_filled(self) -> bool:
        """Whether somebody has filled it in, now or in a draft."""
        return any(field.raw_data for field in self)
