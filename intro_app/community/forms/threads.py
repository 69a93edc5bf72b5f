"""What is written in a circle, and whom it calls on."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as lazy
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.community.forms.fields import in_markdown, title
from intro_app.community.markdown import LONGEST
from intro_app.community.queries.circles import Person
from intro_app.community.service.reporting import LONGEST_REPORT
from intro_app.web.fields import choices, written
from intro_app.web.forms import WritingForm


class ReplyForm(WritingForm):
    """A post, and fellow members to call on."""

    words = in_markdown(lazy("Your words"), LONGEST, required=lazy("Write something first."))
    mentions = SelectMultipleField(
        lazy("Call on somebody"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy("They get an e-mail if they switched that on. Nobody else does."),
    )

    def offer(self, fellows: Sequence[Person]) -> None:
        """Whom one may call on."""
        self.mentions.choices = choices((person.public_id, f"@{person.name}") for person in fellows)


class ThreadForm(ReplyForm):
    """The same with a title: the beginning of a thread."""

    title = title(lazy("Title"), lazy("Give it a title."))
    words = in_markdown(
        lazy("Your words"), LONGEST, required=lazy("Write something first.")
    )  # after the title


class EditForm(WritingForm):
    """The same words, or better ones."""

    words = in_markdown(lazy("Your words"), LONGEST, required=lazy("Write something, or take the post back."))


class PostReportForm(WritingForm):
    """What is wrong with a post."""

    words = written(
        lazy("What is wrong with it?"), LONGEST_REPORT, required=lazy("Say in a line what is wrong.")
    )
