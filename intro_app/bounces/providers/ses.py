"""Amazon SES by way of SNS: an RSA signature, whose certificate comes from Amazon's own host alone.

Only version 2 (SHA-256) of the signature is taken, from the one topic in SES_TOPIC. Whoever may write to
another topic of Amazon has a valid signature too.
"""

import base64
import binascii
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from intro_app.bounces.amazon import AMAZON_CERTIFICATE, is_confirmation, read_at_amazon
from intro_app.bounces.models import ReportKind
from intro_app.bounces.parsing import Reading, judged
from intro_app.bounces.provider_events import ForgedEvent, MailEvent, ProvenEvents, part, read_json, text_of
from intro_app.config import Settings

log = logging.getLogger(__name__)

_GOOD_FOR = timedelta(days=1)
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}
_BLOCKED = {"ContentRejected", "MessageTooLarge", "AttachmentRejected"}


class SesEvents:
    """Bounces and complaints from Amazon SES."""

    largest = 300 * 1024

    def proven(self, body: bytes, headers: Mapping[str, str], site: Settings, at: datetime) -> ProvenEvents:  # noqa: ARG002 - as for all
        """Return the events in the body. Raises ForgedEvent, and AmazonAway without the certificate."""
        found = part(read_json(body))
        kind = text_of(found, "Type")
        if kind not in _SIGNED or text_of(found, "TopicArn") != site.ses_topic:
            raise ForgedEvent
        _ensure_signed(found, kind)
        _ensure_recent(text_of(found, "Timestamp"), at)
        if kind == "SubscriptionConfirmation":
            _confirm(text_of(found, "SubscribeURL"), site.ses_topic)
            return ProvenEvents()
        event = _read(part(read_json(text_of(found, "Message").encode())))
        return ProvenEvents([event] if event else [])


def _ensure_signed(found: Mapping[str, Any], kind: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256

    url = text_of(found, "SigningCertURL")
    if text_of(found, "SignatureVersion") != "2" or not AMAZON_CERTIFICATE.fullmatch(url):
        raise ForgedEvent
    try:
        key = _key_in(read_at_amazon(url))
        assert isinstance(key, RSAPublicKey)
        signature = base64.b64decode(text_of(found, "Signature"), validate=True)
        key.verify(signature, _signed_text(found, kind), PKCS1v15(), SHA256())
    except (AssertionError, InvalidSignature, ValueError, binascii.Error) as problem:
        raise ForgedEvent from problem


@lru_cache(maxsize=8)
def _key_in(certificate: bytes) -> object:
    from cryptography.x509 import load_pem_x509_certificate

    return load_pem_x509_certificate(certificate).public_key()


def _signed_text(found: Mapping[str, Any], kind: str) -> bytes:
    named = [(name, text_of(found, name)) for name in _SIGNED[kind] if name in found]
    return "".join(f"{name}\n{value}\n" for name, value in named).encode()


def _ensure_recent(said: str, at: datetime) -> None:
    try:
        age = abs(at - datetime.fromisoformat(said))
    except (ValueError, TypeError) as problem:
        raise ForgedEvent from problem
    if age > _GOOD_FOR:
        raise ForgedEvent


def _confirm(url: str, topic: str) -> None:
    """Open the address that confirms the subscription, if it is Amazon's and about this topic."""
    if not is_confirmation(url, topic):
        raise ForgedEvent
    read_at_amazon(url)
    log.info("the subscription of %s is confirmed", topic)


def _read(event: Mapping[str, Any]) -> MailEvent | None:
    kind = text_of(event, "notificationType") or text_of(event, "eventType")
    reading = _reading(event, kind)
    mail = part(event, "mail")
    if reading is None:
        return None
    message_id = text_of(part(mail, "commonHeaders"), "messageId")
    return MailEvent(reading, (text_of(mail, "source"),), (message_id,) if message_id else ())


def _reading(event: Mapping[str, Any], kind: str) -> Reading | None:
    if kind == "Complaint":
        complaint = part(event, "complaint")
        feedback = text_of(complaint, "complaintFeedbackType")
        if text_of(complaint, "complaintSubType") or feedback in {"not-spam", "auth-failure", "virus"}:
            return None  # SES did not send it, or a reader took the complaint back
        return Reading(ReportKind.COMPLAINT, feedback[:20] or "abuse")
    return _bounce(part(event, "bounce")) if kind == "Bounce" else None


def _bounce(bounce: Mapping[str, Any]) -> Reading | None:
    """Return what the far server said; each of our e-mails has one recipient."""
    listed = bounce.get("bouncedRecipients")
    first = part(listed[0]) if isinstance(listed, list) and listed else {}
    status, said = text_of(first, "status"), text_of(first, "diagnosticCode")
    if status or said:
        return judged(status, said)
    kind, why = text_of(bounce, "bounceType"), text_of(bounce, "bounceSubType")
    if kind == "Permanent":
        return Reading(ReportKind.GONE)
    if kind == "Transient":
        return Reading(ReportKind.OURS if why in _BLOCKED else ReportKind.BUSY)
    return None
