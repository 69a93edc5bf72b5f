"""Forms for writing and editing posts."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as lazy
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.community.circles.queries import Person
from intro_app.community.fields import in_markdown, title
from intro_app.text.markdown import LONGEST
from intro_app.web.fields import choices
from intro_app.web.forms import WritingForm


class ReplyForm(WritingForm):
    """A post, and the fellow members it mentions."""

    words = in_markdown(lazy("Your post"), LONGEST, required=lazy("Write something first."))
    mentions = SelectMultipleField(
        lazy("Mention someone"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("They get an e-mail if they’ve turned that on. No one else does."),
    )

    def offer(self, fellows: Sequence[Person]) -> None:
        """Set whom the writer can mention."""
        self.mentions.choices = choices((person.public_id, f"@{person.name}") for person in fellows)


class ThreadForm(ReplyForm):
    """A new thread: a title and its first post."""

    title = title(lazy("Title"), lazy("Give it a title."))
    # Repeated here so that it comes after the title.
    words = in_markdown(lazy("Your post"), LONGEST, required=lazy("Write something first."))


class EditForm(WritingForm):
    """A post's new wording."""

    words = in_markdown(lazy("Your post"), LONGEST, required=lazy("Write something, or delete the post."))
