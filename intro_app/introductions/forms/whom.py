"""The fields with which a connector chooses a person: someone they know here, or a guest."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectField
from wtforms.validators import Optional, ValidationError

from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.i18n import lazy_gettext as lazy
from intro_app.identity.models import Member
from intro_app.identity.queries import anyone_by_public_id
from intro_app.introductions.forms.finding import PersonToFind, offer_people, people_shown
from intro_app.introductions.guests import Carrier
from intro_app.introductions.service import GuestNamed, Recipient
from intro_app.people.queries import Known
from intro_app.web.fields import AddressField, LineField, NameField, Wanted
from intro_app.web.forms import WritingForm
from intro_app.web.languages import choose_language

CARRY, WRITE = "carry", "write"
# Returns what stands on the shut doors of some people, by public id.
ShutDoors = Callable[[Sequence[Known]], Mapping[str, str]]


def _languages() -> dict[str, str]:
    return settings().offered_languages


class WhomForm(WritingForm):
    """The choice of a person, with the fields that a guest needs."""

    whom = SelectField(lazy("Who will you ask?"), [Optional()], validate_choice=True)
    find_whom = PersonToFind()
    guest_label = LineField(
        lazy("A private note"),
        limit=60,
        description=lazy(
            "Helps you recognise them in your list. Only you can see it, and it’s deleted when this ends."
        ),
    )
    guest_name = NameField(
        lazy("Their name"), [Wanted(lazy("Enter their name."), whom=WRITE)], render_kw={"autocomplete": "off"}
    )
    guest_email = AddressField(
        lazy("Their e-mail address"),
        [Wanted(lazy("Enter their e-mail address, or choose to send it yourself."), whom=WRITE)],
        description=lazy("We send one e-mail to it. That e-mail tells them how long we keep the address."),
        render_kw={"autocomplete": "off"},
    )
    guest_language = SelectField(
        lazy("Their language"), [Optional()], choices=lambda: settings().offered_languages
    )
    guest_welcomes = BooleanField(lazy("They know my name, and I believe they would welcome this."))

    not_written, knows_anybody = "", False
    _listed: frozenset[str] = frozenset()

    def offer(self, reader_id: int, *, not_written: str, shut: ShutDoors, but: int | None = None) -> None:
        """Set the people this connector may choose from: all whom they know, or those whom they found.

        `not_written` says why the site writes to no guest for them. `shut` returns, for people who cannot be
        asked now, what stands on their door; they are listed by that. `but` is the member who asks.
        """
        self.not_written = not_written
        guests = [(CARRY, _("Someone without an account: I’ll send it myself"))]
        if not not_written:
            guests.append((WRITE, _("Someone without an account: e-mail them once for me")))
        self.guest_language.data = self.guest_language.data or choose_language()
        among = self.find_whom.narrow(reader_id)
        shown = people_shown(reader_id, self.whom, among, but)
        self.knows_anybody = bool(shown)
        self._listed |= {one.public_id for one in shown}
        offer_people(self.whom, shown, among, shut(shown), guests)

    def validate_guest_welcomes(self, field: Field) -> None:
        """Require the connector to confirm that the guest would welcome an e-mail from the site."""
        if self._is_written() and not field.data:
            raise ValidationError(
                _("We only write to people who would welcome it. Confirm this, or send it yourself.")
            )

    def chosen(self) -> Recipient | None:
        """Return the member or guest chosen; None if nobody was."""
        if self.whom.data == CARRY:
            return Recipient(guest=GuestNamed(carrier=Carrier.CONNECTOR, label=self.guest_label.data or ""))
        if self._is_written():
            return Recipient(guest=self._written_to())
        member = self.named(self.whom.data)
        return Recipient(member=member) if member else None

    def named(self, public_id: str | None) -> Member | None:
        """Return the member with this id, or None if they are no longer here.

        Who is listed counts as here: a connector who waits for somebody must not notice that they left.
        """
        member = anyone_by_public_id(public_id or "")
        is_here = member is not None and (member.left_at is None or public_id in self._listed)
        return member if is_here else None

    def _is_written(self) -> bool:
        data: Any = self.whom.data
        return bool(data == WRITE)

    def _written_to(self) -> GuestNamed:
        name = self.guest_name.data or ""
        label = self.guest_label.data or name
        address, language = self.guest_email.data or "", self.guest_language.data or ""
        return GuestNamed(carrier=Carrier.SITE, label=label, name=name, email=address, locale=language)
