"""SendGrid: an ECDSA signature over a time and the whole body, which holds several events."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from intro_app.bounces.models import ReportKind
from intro_app.bounces.parsing import Reading, judged
from intro_app.bounces.provider_events import (
    ForgedEvent,
    MailEvent,
    ProvenEvents,
    ensure_recent,
    part,
    read_json,
    text_of,
)
from intro_app.config import Settings

_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIME = "X-Twilio-Email-Event-Webhook-Timestamp"
# It tries again for a day.
_GOOD_FOR = timedelta(hours=25)
_MOST_EVENTS = 5000


class SendgridEvents:
    """Bounces, drops and spam reports from SendGrid."""

    largest = 1024 * 1024

    def proven(self, body: bytes, headers: Mapping[str, str], site: Settings, at: datetime) -> ProvenEvents:
        """Return the events in the body. Raises ForgedEvent."""
        said = headers.get(_TIME, "")
        _ensure_signed(said.encode() + body, headers.get(_SIGNATURE, ""), site.sendgrid_public_key)
        ensure_recent(said, _GOOD_FOR, at)
        found = read_json(body)
        events = found if isinstance(found, list) else [found]
        return ProvenEvents([event for event in map(_read, events[:_MOST_EVENTS]) if event])


def _ensure_signed(signed: bytes, signature: str, public_key: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(base64.b64decode(public_key))
    try:
        assert isinstance(key, EllipticCurvePublicKey), "the setting takes no other"
        key.verify(base64.b64decode(signature, validate=True), signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError, binascii.Error) as problem:
        raise ForgedEvent from problem


def _read(found: Any) -> MailEvent | None:
    event = part(found)
    reading = _reading(event)
    message_id = text_of(event, "smtp-id")
    return MailEvent(reading, message_ids=(message_id,)) if reading and message_id else None


def _reading(event: Mapping[str, Any]) -> Reading | None:
    kind, reason = text_of(event, "event"), text_of(event, "reason")
    if kind == "spamreport":
        return Reading(ReportKind.COMPLAINT, "abuse")
    if kind == "dropped":  # SendGrid did not send it, because of an earlier event
        return Reading(ReportKind.GONE) if reason in {"Bounced Address", "Invalid"} else None
    if kind != "bounce":
        return None
    status = text_of(event, "status")
    if status or reason[:1] in {"4", "5"}:
        return judged(status, reason)
    return Reading(ReportKind.OURS if text_of(event, "type") == "blocked" else ReportKind.GONE)
