"""Contact details: what a person ticked when they agreed, and nothing that changed since."""

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
    """A member or a guest: somebody with details to share."""

    def contact(self, fields: Iterable[ContactField]) -> dict[ContactField, str]:
        """The details under these fields, without the empty ones."""


def fingerprint(person: Reachable, fields: Iterable[ContactField]) -> dict[str, str]:
    """What a consent keeps of the details ticked: a keyed fingerprint each, not the details."""
    return {field.value: _fingerprint(value) for field, value in person.contact(fields).items()}


def shared_by(introduction: Introduction, role: Role) -> dict[ContactField, str]:
    """The details of this party that go to the other: ticked, and still what they were then.

    What was stored before it was looked at is cleaned, or left out: nobody waits for ever because of it.
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
