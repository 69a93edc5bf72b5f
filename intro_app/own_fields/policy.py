"""Pure rules of own fields: how long answers are, which fit, who may read them, what should not be asked."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from intro_app.config.own_fields import Audience, FieldKind
from intro_app.text import contact_details, contacts, plain
from intro_app.text.contact_details import ContactKind
from intro_app.wording import N_

MOST_FIELDS = 8
LONGEST_LABEL, LONGEST_HINT, LONGEST_OPTION = 60, 160, 60
FEWEST_OPTIONS, MOST_OPTIONS = 2, 30
FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST = {FieldKind.LINE: 80, FieldKind.TEXT: 400, FieldKind.LINK: 300, FieldKind.CHOICE: LONGEST_OPTION}

# From the narrowest to the widest; each has everybody who is in those before.
_WIDTH = {audience: width for width, audience in enumerate(Audience)}
_SHORTENERS = frozenset(
    """
    bit.ly buff.ly cutt.ly goo.gl is.gd lnkd.in ow.ly rb.gy rebrand.ly s.id shorturl.at t.co t.ly tiny.cc
    tinyurl.com urlz.fr v.gd
    """.split()  # noqa: SIM905 - a list of so many words reads better so
)
_YEAR = re.compile(r"\d{4}", re.ASCII)
# Words of a label that asks for what the law protects most: health, faith, origin, politics, orientation.
_SENSITIVE = re.compile(
    r"health|disab|illness|diagnos|blood|religi|faith|church|confession|ethnic|race\b|racial|origin|politic"
    r"|party member|trade union|sexual|orientation|gender"
    r"|gesund|krank|behinder|diagnose|blutgruppe|glaube|konfession|kirche|herkunft|ethni|partei|gewerkschaft"
    r"|sexuell|geschlecht|weltanschauung"
    r"|salud|enferm|discapa|diagn[oó]st|sangre|religi[oó]n|\bfe\b|iglesia|origen|etnia|pol[ií]tic|partido"
    r"|sindica|sexual|g[eé]nero",
    re.IGNORECASE,
)


class FieldAnswer(NamedTuple):
    """What a member answers in one field, and who may read it at most."""

    text: str
    audience: Audience = Audience.STAFF


class AnswerFault(NamedTuple):
    """Why an answer cannot be stored: an untranslated sentence, and the piece it names."""

    sentence: str
    piece: str = ""


class AsksFor(Protocol):
    """A field, as far as answers have to fit it."""

    @property
    def kind(self) -> FieldKind: ...
    @property
    def options(self) -> Sequence[str]: ...


def is_within(audience: Audience, most: Audience) -> bool:
    """Return whether an audience is not wider than another."""
    return _WIDTH[audience] <= _WIDTH[most]


def narrower(one: Audience, other: Audience) -> Audience:
    """Return the narrower of two audiences."""
    return one if is_within(one, other) else other


def audiences_within(most: Audience) -> list[Audience]:
    """Return the audiences that a member may choose from, the narrowest first."""
    return [one for one in Audience if is_within(one, most)]


def readers_of(most: Audience, chosen: Audience, *, has_agreed: bool) -> Audience:
    """Return who may read an answer: at most whom the field names, and whom its owner chose.

    Staff alone, where the field was widened and the owner has not looked at it since.
    """
    return narrower(most, chosen) if has_agreed else Audience.STAFF


def is_sensitive(label: str) -> bool:
    """Return whether a label seems to ask for something that the law protects most."""
    return bool(_SENSITIVE.search(label))


def fault_in(asked: AsksFor, text: str, before: str = "") -> AnswerFault | None:
    """Return why a text is no answer in this field, or None. What was stored before stays allowed."""
    if not text or text == before:
        return None
    if asked.kind is FieldKind.CHOICE:
        return None if text in asked.options else AnswerFault(N_("Choose one of these."))
    if asked.kind is FieldKind.YEAR:
        return None if _is_year(text) else AnswerFault(N_("Enter a year from 1900 to 2100."))
    if asked.kind is FieldKind.LINK:
        return _fault_in_link(text)
    if plain.fault(text, LONGEST[asked.kind]):
        return AnswerFault(N_("Keep this shorter, and use ordinary characters."))
    found = contact_details.found_in_profile(text)
    return AnswerFault(found.sentence, found.piece) if found else None


def _is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text)) and FIRST_YEAR <= int(text) <= LAST_YEAR


def _fault_in_link(text: str) -> AnswerFault | None:
    if len(text) > LONGEST[FieldKind.LINK] or not contacts.is_web_page(text):
        return AnswerFault(N_("This is not a link other people can open. It should start with https://."))
    if (urlsplit(text).hostname or "").removeprefix("www.") in _SHORTENERS:
        return AnswerFault(N_("This link hides where it leads. Enter the address of the page itself."))
    if contact_details.kind_of_link(text) is ContactKind.LINK:
        return None
    return AnswerFault(
        N_("This link is for reaching you. Enter it under contact details: you share it once you both agree.")
    )
