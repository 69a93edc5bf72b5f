"""The forms for a connector's answer: with a yes, an endorsement, and in a blind ask whom they choose."""

from wtforms import RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.i18n import ngettext
from intro_app.introductions.forms.answering import BLOCK, NEVER, NEVER_THIS, NOT_NOW, AnswerForm
from intro_app.introductions.forms.fields import written_if_yes
from intro_app.introductions.forms.whom import WhomForm
from intro_app.introductions.texts import Endorsement, Nearness
from intro_app.web.fields import Wanted, choices
from intro_app.web.form_recovery import step

NEVER_PAID = lazy("No one is ever paid for introductions here. Confirm this, or choose “Not this time”.")


class ConnectorForm(AnswerForm):
    """The answer of a connector: with a yes, their endorsement of both."""

    knows_requester = written_if_yes(
        lazy("How do you know them?"),
        150,
        required=lazy("Say how you know them. It’s what makes the difference."),
    )
    nearness = RadioField(
        lazy("How well do you know them?"),
        [Wanted(lazy("Say how well you know them."), decision="yes"), Optional()],
        choices=choices((one.value, lazy(one.label)) for one in Nearness),
    )
    knows_recipient = written_if_yes(
        lazy("How do you know the person you’d ask?"), 150, required=lazy("Say how you know each other.")
    )
    why_both = written_if_yes(
        lazy("Why would it be good for both?"),
        200,
        required=lazy("Say in one sentence why they should talk."),
    )
    unpaid = RadioField(
        lazy("Is anyone being paid for this introduction?"),
        [Wanted(NEVER_PAID, decision="yes"), Optional()],
        choices=choices([("nobody", lazy("No, no one is paid")), ("paid", lazy("Yes"))]),
    )
    main = (
        ("yes", lazy("Yes, I’ll ask them")),
        ("no", lazy("Not this time")),
        (NOT_NOW, lazy("Not now, and tell them")),
    )
    quiet = (
        ("anew", lazy("Ask them to rewrite it, with my note below")),
        (BLOCK, lazy("Not from this person again")),
        (NEVER_THIS, lazy("No more e-mails about this request")),
        (NEVER, lazy("Never e-mail me")),
    )

    sign = readers = ""

    def presses(self, button: str) -> bool:
        """Whether this button, which keeps or discards what was written so far, was pressed."""
        return step() == button

    def name_both(self, requester: str, recipient: str) -> None:
        """Say who will read what is written here, and ask by name; `recipient` may be unknown."""
        self.knows_requester.label.text = _("How do you know %(name)s?", name=requester)
        if recipient:
            self.knows_recipient.label.text = _("How do you know %(name)s?", name=recipient)
            self.readers = _("%(name)s and %(other)s will both read this.", name=requester, other=recipient)
        else:
            self.readers = _("%(name)s and the person you ask will both read this.", name=requester)

    known = able = 0

    def can_be_asked(self) -> list[tuple[str, str]]:
        """Return what stands on the recipient's door today."""
        return [(_("Who you can ask"), self.sign)]

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
        lazy("Who will you ask?"), [Wanted(lazy("Choose who you’ll ask."), decision="yes"), Optional()]
    )
    known = able = 0

    def can_be_asked(self) -> list[tuple[str, str]]:
        """Return how many of the people they know here can be asked today."""
        if not self.able:
            words = _("Nobody you know here, at the moment")
        elif self.able == self.known:
            words = ngettext("The one person you know here", "All %(num)s people you know here", self.known)
        else:
            words = _("%(able)s of the %(known)s people you know here", able=self.able, known=self.known)
        return [(_("Who you can ask"), words)]
