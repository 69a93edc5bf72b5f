"""The forms for answers: choices of equal weight, none preselected, and the fields that belong to each."""

from datetime import date
from typing import Any

from wtforms import Field, RadioField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.forms.fields import FIELD_NAMES, share_field
from intro_app.introductions.service import GuestSaid, ReplyNow
from intro_app.web.fields import AddressField, DigitsField, NameField, PhoneField, Wanted, choices, written
from intro_app.web.forms import SiteForm, WritingForm
from intro_app.web.languages import choose_language
from intro_app.web.number_fields import DayField
from intro_app.wording import N_

# Kind sentences to choose from; `later` needs a date.
READY_SENTENCES = {
    "busy": N_("Thank you for asking; I can’t take this on now."),
    "not_right": N_("I don’t think I’m the right person."),
    "known_only": N_("I keep this kind of conversation for people I already know."),
    "later": N_("Please ask me again after the date below."),
    "own": N_("In my own words"),
}
NOT_NOW = "not_now"
# A longer name would fill the small cards of the choices; the hint below them names the author in any case.
LONGEST_ON_A_CARD = 30
MAIN = (
    ("yes", lazy("Yes, introduce us")),
    ("no", lazy("Not this time")),
    (NOT_NOW, lazy("Not now, and tell them")),
)
BLOCK, BLOCK_CONNECTOR, NEVER_THIS, NEVER = "block", "block_connector", "never_this", "never"


class AnswerForm(WritingForm):
    """What every answer form has: the decision, and the fields for "not now, and tell them"."""

    page_order = (
        *("decision", "shares", "name", "email", "phone", "knows_requester", "nearness"),
        *("whom", "guest_label", "guest_name", "guest_email", "guest_language", "guest_welcomes"),
        *("knows_recipient", "why_both", "unpaid", "sentence", "ask_after", "words"),
    )

    decision = RadioField(
        lazy("Your answer"),
        [InputRequired(lazy("Choose an answer. Nothing has been sent yet."))],
        choices=choices(MAIN),
    )
    sentence = RadioField(
        lazy("What should we tell them?"),
        [Wanted(lazy("Choose a sentence, or write your own."), decision="not_now"), Optional()],
        choices=choices((key, lazy(words)) for key, words in READY_SENTENCES.items()),
    )
    words = written(lazy("Your own words"), 200, rows=2)
    ask_after = DayField(
        lazy("They can ask me again after"),
        [
            Wanted(
                lazy("Choose a date after which they can ask again."), decision="not_now", sentence="later"
            ),
            Optional(),
        ],
    )
    main: tuple[tuple[str, Any], ...] = MAIN
    quiet: tuple[tuple[str, Any], ...] = ()
    author = ""

    def __init__(self, *args: object, **given: object) -> None:
        """Add the quieter choices to the main ones, in the same field."""
        super().__init__(*args, **given)
        self.decision.choices = choices([*self.main, *self.quiet])

    def presses(self, _button: str) -> bool:
        """Whether this button, which keeps or discards what was written so far, was pressed; none here."""
        return False

    def name_author(self, name: str) -> None:
        """Say by name who hears a "not now" at once."""
        self.author = name
        self.sentence.label.text = _("What should we tell %(name)s?", name=name)
        if len(name) <= LONGEST_ON_A_CARD:
            told = _("Not now, and tell %(name)s", name=name)
            main = [(value, told if value == NOT_NOW else label) for value, label in self.main]
            self.decision.choices = choices([*main, *self.quiet])

    def validate_words(self, field: Field) -> None:
        """Require own words if they were chosen."""
        announced = self.decision.data == "not_now" and self.sentence.data == "own"
        if (announced or self.decision.data == "anew") and not field.data:
            raise ValidationError(_("Write what you’d like us to tell them."))

    def can_be_asked(self) -> list[tuple[str, str]]:
        """Return whom a connector could ask now, as labels and words; nobody else is told any of it."""
        return []

    def told(self) -> ReplyNow:
        """Return what the author is told at once."""
        own = self.sentence.data == "own" or self.decision.data == "anew"
        words = self.words.data or "" if own else READY_SENTENCES[self.sentence.data]
        after: date | None = self.ask_after.data if self.sentence.data == "later" else None
        return ReplyNow(words=words, ask_after=after, anew=self.decision.data == "anew")


class PartyForm(AnswerForm):
    """The answer of a member who would be introduced."""

    shares = share_field(
        lazy("What would you like to share?"), lazy("They get it only once everyone has said yes.")
    )
    quiet = (
        (BLOCK, lazy("Not from this person again")),
        (BLOCK_CONNECTOR, lazy("No more introductions through the same person")),
        (NEVER_THIS, lazy("No more e-mails about this request")),
        (NEVER, lazy("Never e-mail me")),
    )

    @classmethod
    def for_member(cls, member: Member, **given: object) -> "PartyForm":
        """Return the form with the details that this member has to share."""
        form = cls(**given)
        has = [one for one in ContactField if member.reachable_by(one)]
        form.shares.choices = choices((one.value, FIELD_NAMES[one]) for one in has)
        return form

    def validate_shares(self, _field: Field) -> None:
        """Require at least one detail with a yes."""
        if self.decision.data == "yes" and not self.shares.data:
            raise ValidationError(_("Tick at least one way for them to reach you."))

    def contact_fields(self) -> tuple[ContactField, ...]:
        """Return what they would share."""
        return tuple(map(ContactField, self.shares.data or ()))


class GuestForm(AnswerForm):
    """The answer of a guest: with a yes, the address to share, which a mailed code then proves."""

    name = NameField(
        lazy("Your name"),
        [Wanted(lazy("Enter the name they should know you by."), decision="yes")],
        render_kw={"autocomplete": "name"},
    )
    email = AddressField(
        lazy("E-mail address to share"),
        [Wanted(lazy("Enter the e-mail address you’d like to share."), decision="yes")],
        render_kw={"autocomplete": "email"},
    )
    phone = PhoneField(
        lazy("Phone number"),
        description=lazy("Start with + and the country code, like +49 30 123456."),
        render_kw={"autocomplete": "tel"},
    )

    def said(self) -> GuestSaid:
        """Return what the guest gives with a yes."""
        return GuestSaid(
            name=self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            locale=choose_language(),
        )

    quiet = (
        ("wrong_person", lazy("This isn’t meant for me")),
        (BLOCK, lazy("Not from this person again")),
        (BLOCK_CONNECTOR, lazy("No more introductions through the same person")),
        (NEVER, lazy("Never e-mail me")),
    )


class GuestCodeForm(SiteForm):
    """The form for the six digits from an e-mail."""

    code = DigitsField(
        lazy("Six-digit code from the e-mail"), [DataRequired(lazy("Enter the six-digit code."))]
    )
