"""Classify a mail server's negative reply by its enhanced status code, then its basic code and its stage.

Enhanced status codes: RFC 3463 and IANA's registry; basic codes: RFC 5321, 4.2.3. A refusal counts against
the reader's mailbox only where it certainly is about that mailbox. Anything else is about us: a quota, a
policy, a block list.
"""

import re
from enum import StrEnum

from intro_app.outbox.policy import SendOutcome


class SmtpStage(StrEnum):
    """The command that the server answered, as it is written in notes."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "dot"


# The mailbox, domain or owner does not exist, or the mailbox was closed.
_GONE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.7.17", "5.7.18"}
_NOT_SIGNED_IN = {530, 534, 535, 538}
_CODE = re.compile(rb"[\s#\[(]*([245]\.\d{1,3}\.\d{1,3})\b")

# What servers say without an enhanced code when they refuse us and not the reader, such as Exim's "relay not
# permitted".
_ABOUT_US = re.compile(
    rb"relay|block|spam|quota|limit|rate|auth|polic|prohibit|permitted|access|denied|listed|sender|reputation"
    rb"|too many",
    re.IGNORECASE,
)
# What is said of the recipient under a code of policy or routing, by servers that give one for everything.
_OF_THE_RECIPIENT = re.compile(
    rb"(?:user|recipient|mailbox|account)[ _]?(?:is )?(?:unknown|not[ _]?found|does ?n[o'] ?t exist)"
    rb"|(?:unknown|no such) (?:user|recipient|mailbox|account)",
    re.IGNORECASE,
)
# Exchange Online says this, and nothing else, of a mailbox that does not exist.
_AT_EXCHANGE = re.compile(rb"5\.4\.1 recipient address rejected", re.IGNORECASE)
_TOO_MUCH_NOW = re.compile(rb"\brate\b|too (?:many|much|quickly|often)|quota|limit", re.IGNORECASE)


def enhanced_code(words: bytes) -> str:
    """Return the enhanced status code at the beginning of a reply, or an empty string."""
    found = _CODE.match(words)
    return found[1].decode() if found else ""


def outcome_of(stage: SmtpStage, code: int, words: bytes) -> SendOutcome:
    """Return the outcome of an attempt that the server ended with this negative reply."""
    enhanced = enhanced_code(words)
    if code == 421 or code < 400:
        return SendOutcome.LATER
    if stage is not SmtpStage.MAIL and _is_about_a_full_mailbox(stage, code, enhanced, words):
        return SendOutcome.MAILBOX_BUSY
    if code < 500 or enhanced.startswith("4."):
        return _not_now(stage, enhanced)
    if stage is SmtpStage.MAIL or code in _NOT_SIGNED_IN:
        return SendOutcome.REFUSED_US
    return SendOutcome.NO_MAILBOX if _is_gone(stage, code, enhanced, words) else SendOutcome.REFUSED_US


def _is_about_a_full_mailbox(stage: SmtpStage, code: int, enhanced: str, words: bytes) -> bool:
    """Whether the mailbox is full, or takes no more for now. RFC 5321, 4.5.3.1.10: 552 at RCPT means 452."""
    if enhanced == "5.2.1" and _TOO_MUCH_NOW.search(words):  # Gmail, of a mailbox that gets too much
        return True
    if enhanced:
        return enhanced == "5.2.2" or enhanced.startswith("4.2.")
    return code == 552 and stage is SmtpStage.RCPT


def _not_now(stage: SmtpStage, enhanced: str) -> SendOutcome:
    of_this_reader = stage is SmtpStage.RCPT or enhanced.startswith("4.1.")
    return SendOutcome.PUT_OFF if of_this_reader and stage is not SmtpStage.MAIL else SendOutcome.LATER


def _is_gone(stage: SmtpStage, code: int, enhanced: str, words: bytes) -> bool:
    if enhanced and enhanced != "5.0.0":
        return enhanced in _GONE or (stage is SmtpStage.RCPT and _is_said_of_the_recipient(words))
    return stage is SmtpStage.RCPT and code == 550 and not _ABOUT_US.search(words)


def _is_said_of_the_recipient(words: bytes) -> bool:
    found = _OF_THE_RECIPIENT.search(words) or _AT_EXCHANGE.search(words)
    return bool(found) and b"sender" not in words.lower()
