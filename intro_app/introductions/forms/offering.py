"""The form for a connector's offer: two people, a note to each, and one paragraph for both."""

from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from intro_app.errors import DomainError
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.introductions.forms.fields import form_id_field
from intro_app.introductions.forms.finding import PersonToFind, offer_people, people_shown
from intro_app.introductions.forms.whom import ShutDoors, WhomForm
from intro_app.introductions.service import NewOffer, Recipient
from intro_app.introductions.texts import OfferText
from intro_app.web.fields import written
from intro_app.wording import N_


class OfferForm(WhomForm):
    """Everything that an offer needs; `whom` is the second, who hears nothing unless the first says yes."""

    page_order = (
        *("first", "first_described", "note_to_first", "whom", "guest_label", "guest_name", "guest_email"),
        *("guest_language", "guest_welcomes", "second_described", "note_to_second", "paragraph"),
    )

    form_id = form_id_field()
    first = SelectField(
        lazy("Ask first"),
        [InputRequired(lazy("Choose who to ask first."))],
        description=lazy("Choose the busier person. If they say no, the other never hears about it."),
    )
    find_first = PersonToFind()
    whom = SelectField(lazy("Ask second"), [InputRequired(lazy("Choose who to ask second."))])
    first_described = written(
        lazy("Describe the first person without naming them"),
        120,
        rows=2,
        hint=lazy("The second person reads this. For example: “a baker who runs a co-op in Lyon”."),
        required=lazy("Describe the first person in a few words."),
    )
    second_described = written(
        lazy("Describe the second person without naming them"),
        120,
        rows=2,
        hint=lazy("The first person reads this. Names are revealed once both have said yes."),
        required=lazy("Describe the second person in a few words."),
    )
    paragraph = written(
        lazy("Why the two of them should meet"),
        300,
        hint=lazy("Both of them read this."),
        required=lazy("Write one paragraph that both will read."),
    )
    note_to_first = written(
        lazy("Your note to the first person"),
        180,
        rows=2,
        hint=lazy("Only the first person reads this."),
        required=lazy("Say why it would be good for the first person."),
    )
    note_to_second = written(
        lazy("Your note to the second person"),
        180,
        rows=2,
        hint=lazy("Only the second person reads this."),
        required=lazy("Say why it would be good for the second person."),
    )

    def offer(self, reader_id: int, *, not_written: str, shut: ShutDoors, but: int | None = None) -> None:
        """Set the people this connector may choose from."""
        super().offer(reader_id, not_written=not_written, shut=shut, but=but)
        among = self.find_first.narrow(reader_id)
        shown = people_shown(reader_id, self.first, among, but)
        self._listed |= {one.public_id for one in shown}
        offer_people(self.first, shown, among, shut(shown))

    def validate_whom(self, field: SelectField) -> None:
        """Require two different people."""
        if field.data == self.first.data:
            raise ValidationError(_("Choose two different people."))

    def offered(self) -> NewOffer:
        """Return the offer as written. Raises DomainError if somebody is no longer here."""
        first, second = self.named(self.first.data), self.chosen()
        if first is None or second is None:
            raise DomainError(N_("One of the two is no longer here."))
        return NewOffer(
            text=self.letter(), form_id=self.form_id.data or "", first=Recipient(member=first), second=second
        )

    def letter(self) -> OfferText:
        """Return what was written, as the text that will be fixed."""
        return OfferText(
            paragraph=self.paragraph.data or "",
            note_to_first=self.note_to_first.data or "",
            note_to_second=self.note_to_second.data or "",
            first_described=self.first_described.data or "",
            second_described=self.second_described.data or "",
        )
