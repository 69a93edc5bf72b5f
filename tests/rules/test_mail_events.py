"""What providers' events say, in the shapes of their manuals; who bounced is never read from a recipient."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from intro_app.bounces.provider_events import MailEvent
from intro_app.bounces.providers import mailgun, postmark, sendgrid, ses
from tests.support.mail_events import (
    mailgun_event,
    postmark_event,
    sendgrid_event,
    ses_bounce,
    ses_complaint,
)

GONE, BUSY, OURS, JUNK = "gone", "busy", "ours", "complaint"
ID, SENDER = "<0123456789abcdef@meet.example.org>", "b+abcdefghijklmnopqrstuvwxyz234567@bounce.example.org"

_SES: list[tuple[dict[str, Any], str]] = [
    (
        ses_bounce(SENDER, status="5.1.1", diagnosticCode="smtp; 550 5.1.1 user unknown", action="failed"),
        GONE,
    ),
    (ses_bounce(SENDER), GONE),
    (ses_bounce(SENDER, status="5.7.1", diagnosticCode="smtp; 550 5.7.1 blocked by policy"), OURS),
    (ses_bounce(SENDER, kind="Transient", why="MailboxFull"), BUSY),
    (ses_bounce(SENDER, kind="Transient", why="ContentRejected"), OURS),
    (ses_bounce(SENDER, kind="Transient", status="4.4.7", diagnosticCode="smtp; 421 4.4.7 expired"), BUSY),
    (ses_bounce(SENDER, kind="Undetermined", why="Undetermined"), ""),
    (ses_complaint(SENDER, complaintFeedbackType="abuse"), JUNK),
    (ses_complaint(SENDER), JUNK),
    (ses_complaint(SENDER, complaintFeedbackType="not-spam"), ""),
    (ses_complaint(SENDER, complaintSubType="OnAccountSuppressionList"), ""),
    ({"notificationType": "Delivery", "mail": {"source": SENDER}}, ""),
    ({"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}, "mail": {"source": SENDER}}, GONE),
]
_POSTMARK: list[tuple[dict[str, Any], str]] = [
    (postmark_event(ID, Details="smtp;550 5.1.1 The email account does not exist."), GONE),
    (postmark_event(ID), GONE),
    (postmark_event(ID, Type="SoftBounce", Details="smtp;452 4.2.2 over quota"), BUSY),
    (postmark_event(ID, Type="Transient"), BUSY),
    (postmark_event(ID, Type="Blocked", Details="smtp;554 5.7.1 on our block list"), OURS),
    (postmark_event(ID, Type="DMARCPolicy"), OURS),
    (postmark_event(ID, Type="AutoResponder"), ""),
    (postmark_event(ID, Type="ManuallyDeactivated"), ""),
    (postmark_event(ID, "SpamComplaint", Type="SpamComplaint"), JUNK),
    (postmark_event(ID, "SubscriptionChange", Type=""), ""),
    (postmark_event("", Details="smtp;550 5.1.1 no"), ""),  # not an e-mail with our mark
]
_MAILGUN: list[tuple[dict[str, Any], str]] = [
    (mailgun_event(ID, status={"code": 550, "message": "5.1.1 no such user"}), GONE),
    (mailgun_event(ID, status={"code": 550, "message": "5.7.1 policy"}), OURS),
    (
        mailgun_event(ID, severity="temporary", status={"code": 452, "message": "4.2.2 full"}),
        BUSY,
    ),
    (mailgun_event(ID, status={"code": 605, "message": ""}, reason="suppress-bounce"), GONE),
    (mailgun_event(ID, status={"code": 607}, reason="suppress-complaint"), ""),
    (mailgun_event(ID, "complained"), JUNK),
    (mailgun_event(ID, "delivered"), ""),
    (mailgun_event(ID, "unsubscribed"), ""),
    (mailgun_event(ID), GONE),
    (mailgun_event(ID, reason="old", status={"code": 602}), BUSY),
]
_SENDGRID: list[tuple[dict[str, Any], str]] = [
    (sendgrid_event(ID, status="5.1.1", reason="550 5.1.1 user unknown", type="bounce"), GONE),
    (sendgrid_event(ID, reason="500 unknown recipient", type="bounce"), OURS),
    (sendgrid_event(ID, status="5.7.1", reason="550 5.7.1 blocked", type="blocked"), OURS),
    (sendgrid_event(ID, type="blocked"), OURS),
    (sendgrid_event(ID, type="bounce"), GONE),
    (sendgrid_event(ID, "dropped", reason="Bounced Address"), GONE),
    (sendgrid_event(ID, "dropped", reason="Spam Reporting Address"), ""),
    (sendgrid_event(ID, "dropped", reason="Unsubscribed Address"), ""),
    (sendgrid_event(ID, "spamreport"), JUNK),
    (sendgrid_event(ID, "deferred", response="400 try again"), ""),
    (sendgrid_event(ID, "delivered"), ""),
]
_ALL = [
    *((ses._read, *one) for one in _SES),
    *((postmark._read, *one) for one in _POSTMARK),
    *((mailgun._read, *one) for one in _MAILGUN),
    *((sendgrid._read, *one) for one in _SENDGRID),
]


@pytest.mark.parametrize(("read", "event", "kind"), _ALL, ids=map(str, range(len(_ALL))))
def test_each_event_is_understood(
    read: Callable[[Any], MailEvent | None], event: dict[str, Any], kind: str
) -> None:
    found = read(event)
    assert (found.reading.kind.value if found else "") == kind
    assert "mallory" not in str(found)
    if found:
        assert {*found.addresses, *(f"<{one.strip('<>')}>" for one in found.message_ids)} & {ID, SENDER}


@pytest.mark.parametrize(
    "source", [ses, postmark, mailgun, sendgrid], ids=["ses", "postmark", "mailgun", "sendgrid"]
)
@pytest.mark.parametrize("odd", ["[]", "{}", "null", "7", '"text"', '{"mail": [], "event": {}, "Type": []}'])
def test_nothing_odd_ends_in_an_error(source: ModuleType, odd: str) -> None:
    found = json.loads(odd)
    assert source._read(found if isinstance(found, dict) else {}) is None
