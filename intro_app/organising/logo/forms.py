"""The form for a logo."""

from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import InputRequired

from intro_app.i18n import lazy_gettext as lazy
from intro_app.pictures import LARGEST
from intro_app.web.forms import SiteForm


class LogoForm(SiteForm):
    """A picture."""

    picture = FileField(
        lazy("A picture"),
        [InputRequired(lazy("Choose a picture first."))],
        description=lazy("PNG, JPEG or WebP. Up to 1 MB and 4,000 by 4,000 pixels."),
        render_kw={
            "accept": "image/png,image/jpeg,image/webp",
            "data-largest": LARGEST,
            "data-too-large": "picture-large",
        },
    )

    def content(self) -> bytes:
        """Return the file."""
        given = self.picture.data
        return given.read() if isinstance(given, FileStorage) else b""
