"""Writes a contact card (vCard 3.0, RFC 2426) with what somebody chose to share."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale

from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.identity.models import ContactField
from intro_app.text.person_names import split_name

MEDIA_TYPE = "text/vcard; charset=utf-8"

_LINES = {
    ContactField.EMAIL: "EMAIL;TYPE=INTERNET:",
    ContactField.PHONE: "TEL;TYPE=VOICE:",
    ContactField.CALENDAR_LINK: "URL:",
}
# A control character could start a new line, and some programs cannot read a card that has one.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_IN_LINKS = str.maketrans({",": "%2C", ";": "%3B", "\\": "%5C"})
_LONGEST_LINE = 75


def of(name: str, shared: Mapping[ContactField, str], note: str = "") -> bytes:
    """Return the card as a file's bytes: a name, what is in `shared`, and a note on where the two met."""
    family, given = split_name(name)
    known = [f"FN:{_escaped(name)}", f"N:{_escaped(family)};{_escaped(given)};;;"]
    details = [f"{_LINES[field]}{_written(field, value)}" for field, value in shared.items()]
    notes = [f"NOTE:{_escaped(note)}"] if note else []
    lines = ("BEGIN:VCARD", "VERSION:3.0", *known, *details, *notes, "END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def where_you_met(connector: str, at: datetime, time_zone: str) -> str:
    """Return the note on a card, in the present language: through whom, where and on which day they met."""
    day = format_date(at.astimezone(ZoneInfo(time_zone)), "long", locale=get_locale() or "en")
    site = settings().site_name
    if connector:
        return _("Introduced by %(name)s on %(site)s, %(date)s", name=connector, site=site, date=day)
    return _("Introduced on %(site)s, %(date)s", site=site, date=day)


def _written(field: ContactField, value: str) -> str:
    """Return a detail as the file has it.

    Programs disagree on whether a link is escaped like text (RFC 2426 says no), and each reading breaks for
    the others: so what would be escaped is percent-encoded.
    """
    if field is ContactField.CALENDAR_LINK:
        value = value.translate(_IN_LINKS)
    return _escaped(value)


def _escaped(value: str) -> str:
    value = _CONTROL.sub("", value.replace("\r\n", "\n"))
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a long line into pieces of at most 75 octets, without splitting a character.

    Each continued piece follows a line break and a space.
    """
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _LONGEST_LINE:
            yield piece
            piece, octets = "", 1  # the space before a continued piece
        piece, octets = piece + letter, octets + size
    yield piece
