"""The forms for a connector's answer: with a yes, an endorsement, and in a blind ask whom they choose."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from intro_app.introductions.forms.answering import BLOCK, NEVER, NEVER_THIS, AnswerForm
from intro_app.introductions.forms.fields import written_if_yes
from intro_app.introductions.forms.whom import WhomForm
from intro_app.introductions.texts import Endorsement, Nearness
from intro_app.web.fields import Wanted, choices

NEVER_PAID = lazy("Introductions here are never paid for. Confirm it, or say not this time.")


class ConnectorForm(AnswerForm):
    """The answer of a connector: with a yes, their endorsement of both."""

    knows_requester = written_if_yes(
        lazy("How do you know who asks?"),
        150,
        required=lazy("Say how you know them; it is what makes the difference."),
    )
    nearness = RadioField(
        lazy("How well?"),
        [Wanted(lazy("Say how well you know who asks."), decision="yes"), Optional()],
        choices=choices((one.value, lazy(one.label)) for one in Nearness),
    )
    knows_recipient = written_if_yes(
        lazy("How do you know the one you would ask?"), 150, required=lazy("Say how you know each other.")
    )
    why_both = written_if_yes(
        lazy("Why is it good for both?"), 200, required=lazy("One sentence on why the two should talk.")
    )
    unpaid = RadioField(
        lazy("Does anybody get anything for this introduction?"),
        [Wanted(NEVER_PAID, decision="yes"), Optional()],
        choices=choices([("nobody", lazy("No, nobody pays for it")), ("paid", lazy("Yes"))]),
    )
    quiet = (
        ("anew", lazy("Ask them to write it anew, with my words below")),
        (BLOCK, lazy("Not from this person again")),
        (NEVER_THIS, lazy("No more e-mail about this one")),
        (NEVER, lazy("Never e-mail me")),
    )

    def __init__(self, *args: object, **given: object) -> None:
        """Put the main choices into a connector's words."""
        super().__init__(*args, **given)
        main = [
            ("yes", _("Yes, I will ask them")),
            ("no", _("Not this time")),
            ("not_now", _("Not now, and tell them")),
        ]
        self.decision.choices = choices([*main, *self.quiet])

    def validate_unpaid(self, field: RadioField) -> None:
        """Refuse an introduction that somebody is paid for."""
        if self.decision.data == "yes" and field.data != "nobody":
            raise ValidationError(NEVER_PAID)

    def endorsement(self) -> Endorsement:
        """Return the connector's endorsement."""
        return Endorsement(
            knows_requester=self.knows_requester.data or "",
            knows_recipient=self.knows_recipient.data or "",
            why_both=self.why_both.data or "",
            nearness=Nearness(self.nearness.data),
        )


class BlindConnectorForm(ConnectorForm, WhomForm):
    """The answer to a blind ask, in which the connector chooses whom, or nobody."""

    whom = SelectField(
        lazy("Whom will you ask?"), [Wanted(lazy("Choose whom you will ask."), decision="yes"), Optional()]
    )
