"""The table of consents: each is a yes to a text that does not change, and to the details to be shared."""

import hmac
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.config import settings
from intro_app.db import Model
from intro_app.db.sealing import SealError
from intro_app.identity.models import ContactField
from intro_app.introductions.states import Role
from intro_app.introductions.texts import Stored, digest
from intro_app.text import contacts
from intro_app.text.keyed_hashes import keyed_hash

# How a detail is cleaned that was stored before details were validated; empty if it cannot be.
_CLEANED: dict[ContactField, Callable[[str], str]] = {
    ContactField.EMAIL: contacts.fit_address,
    ContactField.PHONE: contacts.fit_phone,
    ContactField.CALENDAR_LINK: contacts.fit_link,
}


class HasContacts(Protocol):
    """A member or a guest, who has contact details to share."""

    def contact(self, fields: Iterable[ContactField]) -> dict[ContactField, str]:
        """Return the details under these fields, without the empty ones."""


class Consent(Model, kw_only=True, repr=False):
    """A yes, with the exact text agreed to and what is to be shared; it can be taken back but not changed.

    `shares` has a keyed fingerprint for each contact field ticked, so that a detail is passed on only if it
    is unchanged since its owner agreed.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introduction.id"), init=False, index=True)
    role: Mapped[Role] = mapped_column()
    text_hash: Mapped[str] = mapped_column()
    seen_hash: Mapped[str] = mapped_column()
    shares: Mapped[dict[str, Any]] = mapped_column()
    given_at: Mapped[datetime] = mapped_column()
    how: Mapped[str] = mapped_column()
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)

    def unchanged(self, person: HasContacts) -> dict[ContactField, str]:
        """Return those of the person's details that were ticked and are still as they were, cleaned.

        A detail that cannot be cleaned is left out, so that nobody waits forever because of it.
        """
        details = person.contact(map(ContactField, self.shares))
        cleaned = {
            field: _CLEANED[field](value)
            for field, value in details.items()
            if hmac.compare_digest(self.shares[field.value], _keyed(value))
        }
        return {field: value for field, value in cleaned.items() if value}


def agreed_hash(text: Stored) -> str:
    """Return the keyed hash of a stored text, by which people agree to it; without the key, no guess."""
    return _keyed(f"intro/text/{digest(text)}")


def ensure_unchanged(text: Stored, agreed: str) -> None:
    """Raise SealError if a text is not the one with this keyed hash: somebody wrote into the database."""
    if not hmac.compare_digest(agreed_hash(text), agreed):
        raise SealError("introduction.text is not the text that was sent")


def shares_of(person: HasContacts, fields: Iterable[ContactField]) -> dict[str, str]:
    """Return a keyed fingerprint of each detail ticked; a consent stores these instead of the details."""
    return {field.value: _keyed(value) for field, value in person.contact(fields).items()}


def _keyed(value: str) -> str:
    return keyed_hash(value, settings().lasting_key)
