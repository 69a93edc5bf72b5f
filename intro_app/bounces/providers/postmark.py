"""Postmark: a user and a password that only Postmark and we know; it signs nothing.

A bounce carries the metadata of the e-mail, which is in a header of ours (X-PM-Metadata-mutual).
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from hmac import compare_digest
from typing import Any

from intro_app.bounces.models import ReportKind
from intro_app.bounces.parsing import Reading, judged
from intro_app.bounces.provider_events import ForgedEvent, MailEvent, ProvenEvents, part, read_json, text_of
from intro_app.config import Settings

# What each type of bounce says where the words of the far server don't say it better.
_KINDS = {
    "HardBounce": ReportKind.GONE,
    "BadEmailAddress": ReportKind.GONE,
    "SoftBounce": ReportKind.BUSY,
    "Transient": ReportKind.BUSY,
    "DnsError": ReportKind.BUSY,
    "Blocked": ReportKind.OURS,
    "DMARCPolicy": ReportKind.OURS,
    "SpamNotification": ReportKind.OURS,
}


class PostmarkEvents:
    """Bounces and spam complaints from Postmark."""

    largest = 256 * 1024

    def proven(self, body: bytes, headers: Mapping[str, str], site: Settings, at: datetime) -> ProvenEvents:  # noqa: ARG002 - as for all
        """Return the event in the body. Raises ForgedEvent."""
        secret = base64.b64encode(site.postmark_webhook.encode())
        kind, _, sent = headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic" or not compare_digest(sent.strip().encode(), secret):
            raise ForgedEvent
        event = _read(read_json(body))
        return ProvenEvents([event] if event else [])


def _read(found: Any) -> MailEvent | None:
    reading = _reading(part(found))
    mark = text_of(part(found, "Metadata"), "mutual")
    return MailEvent(reading, message_ids=(mark,)) if reading and mark else None


def _reading(found: Mapping[str, Any]) -> Reading | None:
    record, kind = text_of(found, "RecordType"), text_of(found, "Type")
    if record == "SpamComplaint" or kind == "SpamComplaint":
        return Reading(ReportKind.COMPLAINT, "abuse")
    if record != "Bounce" or kind not in _KINDS:
        return None
    read = judged("", text_of(found, "Details"))
    says_why = "." in read.code
    return read if says_why else Reading(_KINDS[kind], read.code if text_of(found, "Details") else "")
