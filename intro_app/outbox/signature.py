"""What proves the origin of an e-mail: its DKIM signature, its Message-ID and its bounce address."""

import base64
import hmac
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import dkim

from intro_app.config import Settings

_SIGNED = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "Auto-Submitted",
)


def message_id(dedupe: str, settings: Settings) -> str:
    """Return the same Message-ID for every attempt, so that a receiver can recognise a repeated e-mail."""
    return f"<{sha256(dedupe.encode()).hexdigest()[:32]}@{_domain(settings.mail_from)}>"


def thread_root(thread: str, settings: Settings) -> str:
    """Return the id to which all mail of a thread refers; no message has it, and it tells nothing."""
    mac = hmac.new(settings.lasting_key.encode(), f"thread:{thread}".encode(), "sha256").hexdigest()
    return f"<{mac[:32]}@{_domain(settings.mail_from)}>"


def bounce_address(key: str, settings: Settings) -> str:
    """Return the envelope sender: an unforgeable `b+<mac>@…` for each e-mail, or MAIL_FROM if none is set."""
    if not settings.bounce_address:
        return settings.mail_from
    local, _, domain = settings.bounce_address.rpartition("@")
    return f"{local}+{_keyed(f'bounce:{key}', settings)}@{domain}"


def reply_token(key: str, settings: Settings) -> str:
    """Return what only this site can make: a part of the address to which a reader replies."""
    return _keyed(f"reply:{key}", settings)


def signed(message: bytes, settings: Settings) -> bytes:
    """Return the message with a DKIM signature over the headers in `_SIGNED`, if a key is configured."""
    if not settings.dkim_key_file:
        return message
    present = message.partition(b"\r\n\r\n")[0].lower()
    headers = [name.encode() for name in _SIGNED if b"\n" + name.lower().encode() + b":" in b"\n" + present]
    header: bytes = dkim.sign(
        message,
        settings.dkim_selector.encode(),
        _domain(settings.mail_from).encode(),
        _private_key(settings.dkim_key_file),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=headers,
    )
    return header + message


def _keyed(purpose: str, settings: Settings) -> str:
    mac = hmac.new(settings.lasting_key.encode(), purpose.encode(), "sha256").digest()[:20]
    return base64.b32encode(mac).decode().lower()


@lru_cache(maxsize=4)
def _private_key(file: str) -> bytes:
    return Path(file).read_bytes()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
