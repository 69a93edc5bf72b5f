"""Reads what a report says: a delivery status (RFC 3464), a complaint (RFC 5965), or free text. Pure.

Who bounced is never read from a report, because anybody can write one: the keyed address to which the report
was sent tells that (`signature.py` of the outbox).
"""

import logging
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

from intro_app.bounces.models import ReportKind
from intro_app.outbox.policy import SendOutcome
from intro_app.outbox.replies import SmtpStage, enhanced_code, outcome_of

LARGEST = 256 * 1024
MOST_PARTS, _DEPTH = 50, 5
# Where a mail server writes the address to which it delivered.
_DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ -]+(\S.*)")
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
# Kinds of feedback that are no complaint of a reader.
_NO_COMPLAINT = {"not-spam", "auth-failure", "dmarc", "virus"}
_KINDS = {
    SendOutcome.NO_MAILBOX: ReportKind.GONE,
    SendOutcome.MAILBOX_BUSY: ReportKind.BUSY,
    SendOutcome.PUT_OFF: ReportKind.BUSY,
    SendOutcome.LATER: ReportKind.BUSY,
    SendOutcome.REFUSED_US: ReportKind.OURS,
}
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs parts of what it reads


class Reading(NamedTuple):
    """What a report says, and the status code it gives, such as "5.1.1"; empty if it gives none."""

    kind: ReportKind
    code: str = ""


def read_report(content: bytes) -> Reading | None:
    """Return what a report says; None for anything else: a delay, an automatic answer, a letter, a flood."""
    if len(content) > LARGEST:
        return None
    message = message_from_bytes(content)
    parts = list(parts_of(message))
    if len(parts) > MOST_PARTS:
        return None
    kinds = {part.get_content_type(): part for part in parts}
    if (feedback := kinds.get("message/feedback-report")) is not None:
        return _complaint(feedback)
    if (status := kinds.get("message/delivery-status")) is not None:
        return _delivery_status(status)
    return None if is_automatic_answer(message) else _in_words(message)


def addresses_in(content: bytes) -> list[str]:
    """Return the addresses to which a report was delivered, as its own header says."""
    message = message_from_bytes(content)
    return [str(value) for name in _DELIVERED_TO for value in message.get_all(name, [])]


def parts_of(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield a message and what is in it, down to a depth; not the parts of the e-mail that came back."""
    yield message
    if message.get_content_maintype() != "multipart" or depth >= _DEPTH:
        return  # of a text, the payload would be decoded by whatever charset it names
    inside = message.get_payload()
    if isinstance(inside, list):
        for part in inside:
            if isinstance(part, Message):
                yield from parts_of(part, depth + 1)


def _complaint(feedback: Message) -> Reading | None:
    kind = _fields(feedback).get("feedback-type", "").lower()
    return None if not kind or kind in _NO_COMPLAINT else Reading(ReportKind.COMPLAINT, kind[:20])


def _delivery_status(status: Message) -> Reading | None:
    """Return what the first recipient got that failed; each of our e-mails has one."""
    for fields in _blocks(status):
        if fields.get("action", "").lower() == "failed":
            return judged(fields.get("status", ""), fields.get("diagnostic-code", ""))
    return None


def _fields(part: Message) -> dict[str, str]:
    return next(iter(_blocks(part)), {})


def _blocks(part: Message) -> list[dict[str, str]]:
    """Return the groups of fields in a report, which the parser may have taken for messages or for text."""
    inside = part.get_payload()
    if isinstance(inside, list):
        blocks = [one for one in inside if isinstance(one, Message)]
    else:
        text = part.get_payload(decode=True)
        found = re.split(rb"\r?\n\r?\n", text if isinstance(text, bytes) else b"")
        blocks = [message_from_bytes(one) for one in found]
    return [{name.lower(): _one_line(value) for name, value in block.items()} for block in blocks]


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def judged(status: str, diagnostic: str) -> Reading:
    """Judge as if the reply had come while we were sending; what the far server said goes first."""
    reply = _REPLY.search(diagnostic)
    words = reply[2] if reply else diagnostic
    code = enhanced_code(words.encode()) or ((found := _STATUS.search(status)) and found[1]) or ""
    basic = int(reply[1]) if reply else 400 if code.startswith("4") else 550
    said = words if code in {"", enhanced_code(words.encode())} else f"{code} {words}"
    outcome = outcome_of(SmtpStage.RCPT, basic, said.encode())
    return Reading(_KINDS[outcome], code or str(basic))


def is_automatic_answer(message: Message) -> bool:
    """Whether a person's mail program answered: somebody is away, but the e-mail arrived (RFC 3834)."""
    return str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied") or bool(
        message.get("X-Autoreply") or message.get("X-Autorespond")
    )


def _in_words(message: Message) -> Reading | None:
    """Return what a report of an old mail server says, if the library knows its form."""
    from flufl.bounce import all_failures  # seventeen detectors, which few reports need

    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - a detector tripped over something that is no report
        return None
    if not permanent:
        return Reading(ReportKind.BUSY) if temporary else None
    reply = _REPLY.search(_text(message))
    if reply:
        return judged("", reply[0])
    return Reading(ReportKind.GONE)


def _text(message: Message) -> str:
    """Return the text before the e-mail that came back."""
    texts = [part for part in parts_of(message) if part.get_content_type() == "text/plain"]
    content = texts[0].get_payload(decode=True) if texts else b""
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
