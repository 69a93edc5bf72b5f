"""A contact card (vCard 3.0, RFC 2426) of what somebody chose to share."""

from collections.abc import Mapping

from intro_app.accounts.models import ContactField

_LINES = {
    ContactField.EMAIL: "EMAIL;TYPE=INTERNET:",
    ContactField.PHONE: "TEL;TYPE=VOICE:",
    ContactField.CALENDAR_LINK: "URL:",
}


def of(name: str, shared: Mapping[ContactField, str]) -> bytes:
    """The card as a file's bytes; nothing stands in it that is not in `shared`."""
    known = [f"FN:{_escaped(name)}", f"N:;{_escaped(name)};;;"]
    lines = [*known, *(f"{_LINES[field]}{_escaped(value)}" for field, value in shared.items())]
    return "".join(f"{_folded(line)}\r\n" for line in ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")).encode()


def _escaped(value: str) -> str:
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Long lines go on after a line break and a space, at 60 characters so that no 75 octets are passed."""
    parts = [line[start : start + 18] for start in range(0, len(line), 18)] if not line.isascii() else _ascii(line)
    return "\r\n ".join(parts)


def _ascii(line: str) -> list[str]:
    return [line[start : start + 70] for start in range(0, len(line), 70)] or [""]
