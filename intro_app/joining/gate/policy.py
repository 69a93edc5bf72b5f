"""The one rule of the gate, pure: whether somebody may join at once, is read by staff first, or not now."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from intro_app.text.mailboxes import is_of


class Admission(StrEnum):
    """What the gate says to somebody who has proved their address and has no account."""

    IN = "in"
    READ_BY_STAFF = "read_by_staff"
    NOT_NOW = "not_now"

    @property
    def asks_questions(self) -> bool:
        """Whether the organiser's questions are shown: only to people whose answers staff will read."""
        return self is Admission.READ_BY_STAFF


class GateRule(NamedTuple):
    """What the organiser chose: the ways of joining, and the mail domains whose people join at once."""

    ways: Sequence[str]
    domains: Sequence[str] = ()


def admission(rule: GateRule, *, invited: bool, domain: str) -> Admission:
    """Return what the gate says.

    `invited` is whether a member or staff has let this person in already, `domain` the host of their proved
    address, in lower-case ASCII. An invitation passes whatever else is set.
    """
    if invited or "open" in rule.ways:
        return Admission.IN
    if "domains" in rule.ways and is_of(domain, rule.domains):
        return Admission.IN
    return Admission.READ_BY_STAFF if "request" in rule.ways else Admission.NOT_NOW
