"""Forms for writing and editing posts."""

from wtforms import BooleanField

from intro_app.community.fields import in_markdown, title
from intro_app.community.pictures.forms import PicturesForm
from intro_app.i18n import lazy_gettext as lazy
from intro_app.text.markdown import LONGEST


class ReplyForm(PicturesForm):
    """A post."""

    words = in_markdown(lazy("Your post"), LONGEST, required=lazy("Write something first."))


class ThreadForm(ReplyForm):
    """A new thread: a title and its first post; its host may make it a notice."""

    title = title(lazy("Title"), lazy("Give it a title."))
    is_notice = BooleanField(
        lazy("A notice to everyone in the circle"),
        description=lazy(
            "Everyone who gets e-mails from this circle gets one about it. Others find it here."
        ),
    )


class EditForm(PicturesForm):
    """A post's new wording."""

    words = in_markdown(lazy("Your post"), LONGEST, required=lazy("Write something, or delete the post."))
