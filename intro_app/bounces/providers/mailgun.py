"""Mailgun: an HMAC over a time and a token, which is good for a quarter of an hour and for once."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
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

_GOOD_FOR = timedelta(minutes=15)


class MailgunEvents:
    """Failures and complaints from Mailgun."""

    largest = 256 * 1024

    def proven(self, body: bytes, headers: Mapping[str, str], site: Settings, at: datetime) -> ProvenEvents:  # noqa: ARG002 - as for all
        """Return the event in the body. Raises ForgedEvent."""
        found = read_json(body)
        signature = part(found, "signature")
        said, token = text_of(signature, "timestamp"), text_of(signature, "token")
        proof = hmac.new(site.mailgun_signing_key.encode(), f"{said}{token}".encode(), sha256).hexdigest()
        if not token or not hmac.compare_digest(proof.encode(), text_of(signature, "signature").encode()):
            raise ForgedEvent
        ensure_recent(said, _GOOD_FOR, at)
        event = _read(part(found, "event-data"))
        return ProvenEvents([event] if event else [], once=token)


def _read(event: Mapping[str, Any]) -> MailEvent | None:
    reading = _reading(event)
    if reading is None:
        return None
    sender = text_of(part(event, "envelope"), "sender")
    message_id = text_of(part(event, "message", "headers"), "message-id")
    return MailEvent(reading, (sender,), (message_id,))


def _reading(event: Mapping[str, Any]) -> Reading | None:
    if text_of(event, "event") == "complained":
        return Reading(ReportKind.COMPLAINT, "abuse")
    if text_of(event, "event") != "failed":
        return None
    reason = text_of(event, "reason")
    if reason.startswith("suppress-"):  # Mailgun did not send it, because of an earlier event
        return Reading(ReportKind.GONE) if reason == "suppress-bounce" else None
    status = part(event, "delivery-status")
    basic, words = text_of(status, "code"), text_of(status, "message") or text_of(status, "description")
    if len(basic) == 3 and basic[0] in "45":
        return judged(text_of(status, "enhanced-code"), f"{basic} {words or 'failed'}")
    is_lasting = text_of(event, "severity") == "permanent" and reason == "bounce"
    return Reading(ReportKind.GONE if is_lasting else ReportKind.BUSY)
