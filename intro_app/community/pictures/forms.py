"""The fields with which a post gets pictures."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as lazy
from werkzeug.datastructures import FileStorage
from wtforms import Field, MultipleFileField

from intro_app.pictures import LARGEST_PHOTO
from intro_app.web.forms import WritingForm


class RepeatedField(Field):
    """What stands in a form several times, once for each picture."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take all values, in their order."""
        self.data = [str(one) for one in valuelist]


class PicturesForm(WritingForm):
    """A form for a post that can have pictures.

    Pictures that were sent before are named in `picture`, with the words about each in `alt` in the same
    order; `decoration` and `remove` name those that are ticked.
    """

    files = MultipleFileField(
        lazy("Add pictures"),
        description=lazy("PNG, JPEG or WebP: up to four, of 5 MB each. You describe them in the next step."),
        render_kw={
            "accept": "image/png,image/jpeg,image/webp",
            "data-largest": LARGEST_PHOTO,
            "data-too-large": "picture-large",
        },
    )
    picture = RepeatedField(default=list)
    alt = RepeatedField(lazy("What the pictures show"), default=list)
    decoration = RepeatedField(default=list)
    remove = RepeatedField(default=list)

    def sent_files(self) -> list[FileStorage]:
        """Return the files that were chosen now."""
        return [one for one in self.files.data or () if isinstance(one, FileStorage) and one.filename]
