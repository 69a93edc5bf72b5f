"""The fields with which a post or a gathering gets pictures."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import Field, MultipleFileField
from wtforms.widgets import FileInput

from intro_app.community.pictures.policy import MOST_PICTURES
from intro_app.i18n import lazy_gettext as lazy
from intro_app.pictures import LARGEST_PHOTO
from intro_app.web.forms import WritingForm
from intro_app.wording import N_


class RepeatedField(Field):
    """What stands in a form several times, once for each picture."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take all values, in their order."""
        self.data = [str(one) for one in valuelist]


TAKES_PICTURES = {
    "accept": "image/png,image/jpeg,image/webp",
    "data-largest": LARGEST_PHOTO,
    "data-too-large": "picture-large",
}


class PicturesForm(WritingForm):
    """A form for a post that can have pictures.

    Pictures that were sent before are named in `picture`, with the words about each in `alt` in the same
    order; `decoration` and `remove` name those that are ticked. A word more in `alt` is about a new file.
    """

    page_order: tuple[str, ...] = ("title", "words", "alt", "files")
    most_pictures = MOST_PICTURES
    undescribed = N_("Describe each picture, or tick that it’s only decoration.")

    files = MultipleFileField(
        lazy("Add pictures"),
        description=lazy("PNG, JPEG or WebP: up to four, of 5 MB each. You describe them in the next step."),
        render_kw=TAKES_PICTURES,
    )
    picture = RepeatedField(default=list)
    alt = RepeatedField(lazy("What the pictures show"), default=list)
    decoration = RepeatedField(default=list)
    remove = RepeatedField(default=list)

    def sent_files(self) -> list[FileStorage]:
        """Return the files that were chosen now."""
        return [one for one in self.files.data or () if isinstance(one, FileStorage) and one.filename]

    @property
    def words_of_file(self) -> str:
        """What is said about a file that comes with the form."""
        return next(iter(self.alt.data[len(self.picture.data) :]), "")


class OnePictureForm(PicturesForm):
    """A form for what has one picture at most; a new file takes the place of the one it has."""

    most_pictures = 1
    undescribed = N_("Describe the picture, or tick that it’s only decoration.")

    files = MultipleFileField(
        lazy("Picture"),
        widget=FileInput(),
        description=lazy("PNG, JPEG or WebP, of 5 MB at most."),
        render_kw=TAKES_PICTURES,
    )
    alt = RepeatedField(lazy("What the picture shows"), default=list)
