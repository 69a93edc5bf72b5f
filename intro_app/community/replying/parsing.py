"""Reads a reply: who sent it, and what they wrote above what they quote. Pure.

No part of a letter is trusted: its charset may be invented, its parts endless, its lines as long as it is.
"""

import codecs
import re
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

import quotequail

from intro_app.bounces.parsing import LARGEST, MOST_PARTS, is_automatic_answer, parts_of
from intro_app.text import plain

# More than this is no reply that somebody wrote; the rules of posts are far below.
_LONGEST = 40_000
_LONGEST_LINE = 8_000
_MOST_LINES = 1_000
_CHARSETS = re.compile(
    r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rut]|gb\w+|big5\w*|euc_\w+|shift_jis\w*"
    r"|iso2022_\w+|mac-\w+|tis-620|hz"
)
_SENT_FROM = re.compile(
    r"(sent from (my|outlook|mail|yahoo|proton)|get outlook for|von meinem .{2,40} gesendet"
    r"|gesendet (von|mit) (meinem|outlook|der)|diese nachricht wurde von meinem"
    r"|enviado desde (mi|outlook|el))"
    r"\b.{0,80}",
    re.IGNORECASE,
)
_LIST_FIELDS = ("List-Id", "List-Unsubscribe", "List-Post", "X-Loop")
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}


class ReceivedReply(NamedTuple):
    """A reply: the address of its sender, their own words, its Message-ID, and a hash that tells it apart."""

    sender: str
    words: str
    message_id: str
    hash: str


class NoReply(StrEnum):
    """Why something is not read as a reply."""

    AUTOMATIC = "automatic"
    TOO_LONG = "too long"
    NO_SENDER = "no sender"


def read_letter(content: bytes, envelope_sender: str | None) -> ReceivedReply | NoReply:
    """Return a reply with its words, which may be none; or why it is no letter of a person.

    `envelope_sender` is empty for what a mail program or server sends by itself, and None if unknown.
    """
    if len(content) > LARGEST:
        return NoReply.TOO_LONG
    message = message_from_bytes(content)
    parts = list(islice(parts_of(message), MOST_PARTS + 1))
    if len(parts) > MOST_PARTS or any("\0" in name for name in message):
        return NoReply.AUTOMATIC
    if is_from_no_person(message, envelope_sender):
        return NoReply.AUTOMATIC
    sender = _sender_of(message)
    if not sender:
        return NoReply.NO_SENDER
    text = next((_text_of(part) for part in parts if _is_text(part)), "")
    message_id = _field(message, "Message-ID")
    return ReceivedReply(
        sender, own_words(text), message_id, _hash_of(sender, message_id.encode() or content)
    )


def _hash_of(sender: str, identity: bytes) -> str:
    return sha256(sender.lower().encode("utf-8", "replace") + b"\0" + identity).hexdigest()


def is_from_no_person(message: Message, envelope_sender: str | None) -> bool:
    """Whether a program sent this: a list, somebody's absence, a mail server, or this site."""
    returns_to = _field(message, "Return-Path") if envelope_sender is None else envelope_sender or "<>"
    submitted = _field(message, "Auto-Submitted").lower()
    return (
        returns_to == "<>"
        or submitted not in {"", "no"}
        or _field(message, "Precedence").lower() in _AUTOMATIC_PRECEDENCE
        or any(_field(message, name) for name in _LIST_FIELDS)
        or is_automatic_answer(message)
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
    )


def own_words(text: str) -> str:
    """Return what somebody wrote above what they quote, or below it if nothing is above. No signature."""
    lines = [line.rstrip() for line in text[:_LONGEST].replace("\0", "").splitlines()][:_MOST_LINES]
    if any(len(line) > _LONGEST_LINE for line in lines):
        return plain.clean("\n".join(lines))
    above = _without_signature(_above_quotation(lines))
    return above or _without_signature(_below_quotation(lines))


def _above_quotation(lines: list[str]) -> list[str]:
    found = quotequail.unwrap("\n".join(lines))
    return lines if found is None else found.get("text_top", "").splitlines()


def _below_quotation(lines: list[str]) -> list[str]:
    quoted = [place for place, line in enumerate(lines) if line.startswith(">")]
    return lines[quoted[-1] + 1 :] if quoted else []


def _without_signature(lines: list[str]) -> str:
    """Return the lines up to "-- ", without what telephones add below."""
    end = next((place for place, line in enumerate(lines) if line in {"--", "—"}), len(lines))
    kept = plain.clean("\n".join(lines[:end])).split("\n")
    while kept and (not kept[-1] or _SENT_FROM.fullmatch(kept[-1])):
        kept.pop()
    return "\n".join(kept)


def _sender_of(message: Message) -> str:
    """Return the one address in the one From field, or nothing."""
    fields = message.get_all("From", [])
    found = [address for _name, address in getaddresses([str(one) for one in fields]) if address]
    return found[0] if len(fields) == 1 and len(found) == 1 and "@" in found[0] else ""


def _is_text(part: Message) -> bool:
    return part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment"


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    text = _decoded(content, part.get_content_charset() or "") if isinstance(content, bytes) else ""
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return _unflowed(text, spaces_go=str(part.get_param("delsp", "")).lower() == "yes") if flowed else text


def _decoded(content: bytes, charset: str) -> str:
    """Return the text; where its charset is unknown or wrong, as UTF-8 or Latin-1."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        name = ""
    for tried in (name, "utf-8"):
        if _CHARSETS.fullmatch(tried):
            try:
                return content.decode(tried)
            except (UnicodeDecodeError, ValueError):
                continue
    return content.decode("latin-1")


def _unflowed(text: str, *, spaces_go: bool) -> str:
    """Join lines that a mail program broke (RFC 3676): those that end in a space, but for "-- "."""
    joined: list[str] = []
    is_open = False
    for line in text.splitlines():
        is_quoted = line.startswith(">")
        unstuffed = line.removeprefix(" ")
        if is_open and unstuffed and not is_quoted and unstuffed != "-- ":
            joined[-1] += unstuffed
        else:
            joined.append(unstuffed)
        is_open = unstuffed.endswith(" ") and unstuffed != "-- " and not is_quoted
        if is_open and spaces_go:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)


def _field(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
