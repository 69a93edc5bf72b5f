"""The forms of somebody who asks to join, and of staff who answer."""

from wtforms import SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from intro_app.config import settings
from intro_app.groups.forms import group_field
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.forms import NewcomerForm
from intro_app.joining.requests.policy import LONGEST_ANSWER, LONGEST_SENTENCE, MOST_QUESTIONS
from intro_app.web.fields import TextField
from intro_app.web.forms import WritingForm


def _answer() -> TextField:
    return TextField(
        "", [DataRequired(lazy("Answer this question."))], limit=LONGEST_ANSWER, render_kw={"rows": 4}
    )


class QuestionsForm(NewcomerForm):
    """A name, and answers to the organiser's questions, one to three; or to ours, if there are none."""

    first = _answer()
    second = _answer()
    third = _answer()

    def __init__(self, *args: object, **given: object) -> None:
        """Put the questions into the labels; leave out the fields that have none."""
        super().__init__(*args, **given)
        asked = settings().join_questions or (_("What brings you here, and who do you know here?"),)
        names = ("first", "second", "third")[:MOST_QUESTIONS]
        for name in names[len(asked) :]:
            del self[name]
        self.questions = [self[name] for name in names[: len(asked)]]
        for field, question in zip(self.questions, asked, strict=True):
            field.label.text = question

    def answers(self) -> list[tuple[str, str]]:
        """Return each question, as it was asked, with its answer; those of the community's fields as well."""
        asked = [(str(field.label.text), field.data or "") for field in self.questions]
        own = [(str(one.value.label.text), str(one.value.data or "")) for one in self.own_inputs()]
        return asked + own


class AnswersForm(WritingForm):
    """Which requests staff answer, and what they say."""

    requests = SelectMultipleField(
        lazy("Requests"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    sentence = TextField(
        lazy("A message to the people you can’t let in right now"),
        limit=LONGEST_SENTENCE,
        description=lazy("They read it in the e-mail."),
        render_kw={"rows": 2},
    )
    remark = TextField(
        lazy("A note for whoever reads their next request"),
        limit=LONGEST_SENTENCE,
        description=lazy("Only staff read it, for 180 days. Don’t name anyone."),
        render_kw={"rows": 2},
    )

    group = group_field(
        lazy("Add the people you let in to a group"), lazy("Others see it only if they show it themselves.")
    )

    def offer(self, ids: list[int]) -> None:
        """Offer the requests that wait."""
        self.requests.choices = [(one, str(one)) for one in ids]
