"""The form for a requester's letter: five short fields, and what they would share."""

from datetime import date

from wtforms import Field, RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.forms import PURPOSES
from intro_app.identity.models import ContactField, Member
from intro_app.introductions.forms.fields import FIELD_NAMES, form_id_field, share_field
from intro_app.introductions.policy import AskRefusal
from intro_app.introductions.texts import LONGEST_ASK, AskText, Medium, Purpose, without_opening
from intro_app.people.visibility import SeenDoor
from intro_app.web.fields import choices, written
from intro_app.web.forms import WritingForm
from intro_app.web.number_fields import Between, DayField, NumberField


class AskForm(WritingForm):
    """An ask to a person the requester can name."""

    page_order = "someone", "purpose", "what_for", "why", "benefit", "minutes", "medium", "by_when", "shares"

    form_id = form_id_field()
    purpose = RadioField(
        lazy("What is it for?"),
        [InputRequired(lazy("Choose what it’s for."))],
        choices=choices((one.value, lazy(one.label)) for one in Purpose),
        description=lazy(
            "Be open about it. People can say which purposes they don’t want, "
            "and no one likes to find out later."
        ),
    )
    what_for = written(
        lazy("In one sentence, what would you like?"),
        200,
        hint=lazy("For example: to learn how your co-op found its first members."),
        required=lazy("Say in one sentence what you’d like."),
        rows=2,
    )
    why = written(
        lazy("Why this person?"),
        350,
        hint=lazy("What made you think of them, and how you found them."),
        required=lazy("Say why you’d like to meet them in particular."),
    )
    benefit = written(
        lazy("What’s in it for them?"),
        250,
        hint=lazy("Something you can give, share or do. If it’s only your thanks, say so."),
        required=lazy("Say what’s in it for them, even if it’s small."),
        rows=2,
    )
    minutes = NumberField(
        lazy("How many minutes are you asking for?"),
        [
            InputRequired(lazy("Enter how many minutes you’re asking for.")),
            Between(5, 240, lazy("Ask for 5 to 240 minutes.")),
        ],
        render_kw={"inputmode": "numeric", "min": 5, "max": 240},
    )
    medium = RadioField(
        lazy("How would you like to talk?"),
        [InputRequired(lazy("Choose how you’d like to talk."))],
        choices=choices((one.value, lazy(one.label)) for one in Medium),
    )
    by_when = DayField(
        lazy("By when?"),
        [Optional()],
        description=lazy("Only if there’s a real deadline."),
    )
    shares = share_field(
        lazy("What they get if they say yes"),
        lazy("Nothing is shared until everyone has said yes."),
    )

    today = date.min
    refused: tuple[str, ...] = ()
    recipient_name = ""

    @classmethod
    def for_member(cls, member: Member, today: date, **given: object) -> "AskForm":
        """Return the form with what this member has to share; `today` is the date where they are."""
        form = cls(**given)
        form.today = today
        has = [one for one in ContactField if member.reachable_by(one)]
        form.shares.choices = choices((one.value, FIELD_NAMES[one]) for one in has)
        return form

    def refuse(self, door: SeenDoor, name: str) -> None:
        """Set the purposes that the recipient's sign refuses, shown above the form and when one is chosen."""
        self.refused, self.recipient_name = tuple(door.refused_purposes), name

    @property
    def refused_words(self) -> list[str]:
        """The refused purposes, in words."""
        return [str(PURPOSES[purpose]) for purpose in self.refused if purpose in PURPOSES]

    def validate_purpose(self, field: Field) -> None:
        """Refuse a purpose that the recipient does not take."""
        if field.data in self.refused:
            raise ValidationError(_(AskRefusal.PURPOSE_REFUSED.value, name=self.recipient_name))

    def validate_shares(self, _field: Field) -> None:
        """Require at least one way to be reached."""
        if not self.shares.data:
            raise ValidationError(_("Tick at least one way for them to reach you."))

    def validate_by_when(self, field: Field) -> None:
        """Refuse a day that is over; a draft may have waited that long."""
        if field.data and field.data < self.today:
            raise ValidationError(_("This date has passed. Choose a later one, or leave it empty."))

    def validate_benefit(self, _field: Field) -> None:
        """Require that the parts together are short enough to be read."""
        total = sum(len(part or "") for part in self.text_parts())
        if total > LONGEST_ASK:
            raise ValidationError(
                _(
                    "Your letter has %(number)s characters. Please keep it under 900.",
                    number=total,
                )
            )

    def text_parts(self) -> tuple[str | None, ...]:
        """Return the parts written in words."""
        return self.what_for.data, self.why.data, self.benefit.data

    def letter(self) -> AskText:
        """Return what was written, as the text that will be fixed."""
        return AskText(
            purpose=Purpose(self.purpose.data),
            what_for=self.what_for.data or "",
            why=self.why.data or "",
            benefit=self.benefit.data or "",
            minutes=self.minutes.data or 0,
            medium=Medium(self.medium.data),
            by_when=self.by_when.data,
        )

    def contact_fields(self) -> tuple[ContactField, ...]:
        """Return what the requester would share."""
        return tuple(map(ContactField, self.shares.data or ()))


class BlindAskForm(AskForm):
    """An ask for somebody whom the connector chooses: "someone who …"."""

    why = written(
        lazy("Why someone like this?"),
        350,
        hint=lazy("What should they know, or have done?"),
        required=lazy("Say why you’d like to meet someone like this."),
    )
    someone = written(
        lazy("Someone who …"),
        200,
        hint=lazy("For example: … has moved a family bakery into a co-op."),
        required=lazy("Describe the kind of person you’d like to meet."),
        rows=2,
    )

    def text_parts(self) -> tuple[str | None, ...]:
        """Return the parts written in words, with the description."""
        return *super().text_parts(), self._described()

    def letter(self) -> AskText:
        """Return what was written, with the description of whom they would like to meet."""
        text = super().letter()
        return AskText(**{**text.__dict__, "someone": self._described()})

    def _described(self) -> str:
        return without_opening(self.someone.data or "")
