"""The texts of an introduction: fixed when it is sent, and what every consent refers to."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Self

from intro_app.text.writable import TextRefused, ensure_part_writable
from intro_app.wording import N_, Labelled

# The limit of the five fields together; people do not read longer letters.
LONGEST_ASK = 900
LONGEST_ENDORSEMENT = 500
# The label before a description says this already, in the language of the page.
_OPENING = re.compile(
    r"^[\s….]*(?:some(?:one|body) (?:who|that)|(?:jemand(?:en)?|eine person),? (?:der|die)|alguien (?:que"
    r"|quien))\b[\s….]+(?=\S)",
    re.IGNORECASE,
)


def without_opening(described: str) -> str:
    """Return a description of somebody without its own "someone who", which readers see before it."""
    return _OPENING.sub("", described)


# A text in the form in which it is stored: plain values by field.
Stored = dict[str, Any]


class Purpose(Labelled):
    """What an ask is for, stated openly; dating is never one of them."""

    LEARN = "learn", N_("To learn")
    WORK = "work", N_("To work together")
    HIRE = "hire", N_("To hire or be hired")
    SELL = "sell", N_("To sell or raise money")
    COMMUNITY = "community", N_("For a community")
    OTHER = "other", N_("Something else")


class Medium(Labelled):
    """How the requester would like to talk."""

    MESSAGE = "message", N_("by message")
    CALL = "call", N_("by phone")
    VIDEO = "video", N_("by video call")
    PUBLIC_PLACE = "public_place", N_("in person, somewhere public")


class Nearness(Labelled):
    """How well a connector says they know somebody."""

    WELL = "well", N_("I know them well")
    A_LITTLE = "a_little", N_("I know them a little")
    HARDLY = "hardly", N_("I hardly know them")


class _Text:
    """The base of all fixed texts: a form to be stored in, and a fingerprint that people agree to."""

    def stored(self) -> Stored:
        """Return a plain dictionary for the database's JSON column."""
        return {name: str(value) if isinstance(value, date) else value for name, value in _pairs(self)}

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the text as it is stored; two texts have the same one only if they are the same."""
        return digest(self.stored())

    def prose(self) -> dict[str, str]:
        """Return the parts that the author wrote in words, by field."""
        return {name: value for name, value in _pairs(self) if type(value) is str}

    def without_words(self) -> Stored:
        """Return the stored form with every part that the author wrote left empty."""
        return self.stored() | dict.fromkeys(self.prose(), "")


def digest(text: Stored) -> str:
    """Return the SHA-256 of a text in its stored form."""
    return sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()


def _pairs(text: _Text) -> list[tuple[str, Any]]:
    return list(asdict(text).items())  # type: ignore[call-overload]  # every subclass is a dataclass


@dataclass(frozen=True, kw_only=True)
class AskText(_Text):
    """A requester's letter in five short fields; in a blind ask, `someone` describes whom they look for."""

    purpose: Purpose
    what_for: str
    why: str
    benefit: str
    minutes: int
    medium: Medium
    by_when: date | None = None
    someone: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Restore a text from its stored form."""
        by_when = date.fromisoformat(stored["by_when"]) if stored.get("by_when") else None
        known = dict(stored) | {"purpose": Purpose(stored["purpose"]), "medium": Medium(stored["medium"])}
        return cls(**(known | {"by_when": by_when}))


@dataclass(frozen=True, kw_only=True)
class OfferText(_Text):
    """A connector's note to each party, one paragraph for both, and a description of each without a name."""

    paragraph: str
    note_to_first: str
    note_to_second: str
    first_described: str
    second_described: str

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Restore a text from its stored form."""
        return cls(**stored)


@dataclass(frozen=True, kw_only=True)
class Endorsement(_Text):
    """What a connector writes, in their own name, to recommend the two to each other."""

    knows_requester: str
    knows_recipient: str
    why_both: str
    nearness: Nearness

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Restore a text from its stored form."""
        return cls(**(dict(stored) | {"nearness": Nearness(stored["nearness"])}))


def ensure_writable(text: AskText | OfferText | Endorsement) -> None:
    """Raise TextRefused for the first part that cannot be sent as it stands.

    It cannot if it has a contact detail or an invisible character, or if it is too long, alone or together
    with the other parts.
    """
    longest = LONGEST_ENDORSEMENT if isinstance(text, Endorsement) else LONGEST_ASK
    parts = text.prose()
    for field, part in parts.items():
        ensure_part_writable(field, part, longest)
    if sum(map(len, parts.values())) > longest:
        too_long = N_("Together, these texts are longer than %(limit)s characters. Please shorten them.")
        raise TextRefused(next(iter(parts)), too_long, limit=longest)
