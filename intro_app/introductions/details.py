"""Selects the contact details to pass on: those ticked when agreeing, unless they changed since."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Protocol

from intro_app.config import settings
from intro_app.identity.models import ContactField
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.text import contacts

_FIT: dict[ContactField, Callable[[str], str]] = {
    ContactField.EMAIL: contacts.fit_address,
    ContactField.PHONE: contacts.fit_phone,
    ContactField.CALENDAR_LINK: contacts.fit_link,
}


class Reachable(Protocol):
    """A member or a guest, who has contact details to share."""

    def contact(self, fields: Iterable[ContactField]) -> dict[ContactField, str]:
        """Return the details under these fields, without the empty ones."""


def fingerprint(person: Reachable, fields: Iterable[ContactField]) -> dict[str, str]:
    """Return a keyed fingerprint of each detail ticked; a consent stores these instead of the details."""
    return {field.value: _fingerprint(value) for field, value in person.contact(fields).items()}


def shared_by(introduction: Introduction, role: Role) -> dict[ContactField, str]:
    """Return the details of this party that go to the other: those ticked that have not changed since.

    A detail that was stored before details were validated is cleaned, or left out if it cannot be, so that
    nobody waits forever because of it.
    """
    person, consent = introduction.person(role), introduction.consent_of(role)
    if person is None or consent is None:
        return {}
    fit = {
        field: _FIT[field](value)
        for field, value in person.contact(map(ContactField, consent.shares)).items()
        if _unchanged(consent.shares, field, value)
    }
    return {field: value for field, value in fit.items() if value}


def _unchanged(pledged: Mapping[str, str], field: ContactField, value: str) -> bool:
    return hmac.compare_digest(pledged[field.value], _fingerprint(value))


def _fingerprint(value: str) -> str:
    return hmac.new(settings().lasting_key.encode(), value.encode(), sha256).hexdigest()
