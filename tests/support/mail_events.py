"""What mail providers send to a webhook, in the shapes of their manuals; made by hand, with keys of tests."""

import base64
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from intro_app.config import Settings
from intro_app.db import db
from intro_app.outbox.models import OutboxMessage
from tests.support.story import Story

TOPIC = "arn:aws:sns:eu-central-1:123456789012:mutual-mail"
CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-" + "0a" * 16 + ".pem"
POSTMARK = "postmark:a-long-password-of-tests"
MAILGUN_KEY = "key-of-mailgun-in-tests"


@dataclass(frozen=True)
class SentToUs:
    """A request that a provider makes."""

    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@cache
def amazon_key() -> rsa.RSAPrivateKey:
    """Return the key of a made-up Amazon."""
    return rsa.generate_private_key(65537, 2048)


@cache
def amazon_certificate() -> bytes:
    """Return its certificate."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(amazon_key().public_key()).serial_number(1)
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    return made.sign(amazon_key(), SHA256()).public_bytes(Encoding.PEM)


@cache
def sendgrid_key() -> ec.EllipticCurvePrivateKey:
    """Return the key of a made-up SendGrid."""
    return ec.generate_private_key(ec.SECP256R1())


def sendgrid_public_key() -> str:
    """Return it as SendGrid shows it."""
    der = sendgrid_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def by_sns(message: object, at: datetime, **other: str) -> SentToUs:
    """A notification, or something like it, as SNS signs it in version 2."""
    said = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message if isinstance(message, str) else json.dumps(message),
        "Timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
    } | other
    order = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type")
    signed = "".join(f"{name}\n{said[name]}\n" for name in order if name in said).encode()
    made = amazon_key().sign(signed, PKCS1v15(), SHA256())
    said.setdefault("Signature", base64.b64encode(made).decode())
    return SentToUs("/mail-events/ses", json.dumps(said).encode(), {"Content-Type": "text/plain"})


def ses_bounce(
    source: str, *, kind: str = "Permanent", why: str = "General", **recipient: str
) -> dict[str, Any]:
    """What SES says of a bounce; the recipient in it is somebody else's, and is never read."""
    return {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": kind,
            "bounceSubType": why,
            "bouncedRecipients": [{"emailAddress": "mallory@example.org", **recipient}],
            "timestamp": "2026-05-04T08:00:00.000Z",
            "feedbackId": "0100015",
            "reportingMTA": "dsn; a8-70.smtp-out.amazonses.com",
        },
        "mail": _ses_mail(source),
    }


def ses_complaint(source: str, **said: str) -> dict[str, Any]:
    """What SES says of a complaint."""
    complained = {"complainedRecipients": [{"emailAddress": "mallory@example.org"}], **said}
    return {"notificationType": "Complaint", "complaint": complained, "mail": _ses_mail(source)}


def _ses_mail(source: str) -> dict[str, Any]:
    return {
        "timestamp": "2026-05-04T07:59:00.000Z",
        "source": source,
        "messageId": "0100015c-1",
        "destination": ["mallory@example.org"],
    }


def by_postmark(event: dict[str, Any], secret: str = POSTMARK) -> SentToUs:
    """An event with a user and a password."""
    sent = "Basic " + base64.b64encode(secret.encode()).decode()
    return SentToUs("/mail-events/postmark", json.dumps(event).encode(), {"Authorization": sent})


def postmark_event(message_id: str, record: str = "Bounce", **said: Any) -> dict[str, Any]:
    """What Postmark says; its own MessageID means nothing to us."""
    return {
        "RecordType": record,
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Metadata": {"mutual": message_id.strip("<>")},
        "Email": "mallory@example.org",
        "BouncedAt": "2026-05-04T08:00:00Z",
        "Inactive": True,
    } | said


def by_mailgun(event: object, at: datetime, token: str = "t" * 50, key: str = MAILGUN_KEY) -> SentToUs:
    """An event with an HMAC over time and token."""
    said = str(int(at.timestamp()))
    proof = hmac.new(key.encode(), f"{said}{token}".encode(), sha256).hexdigest()
    signature = {"timestamp": said, "token": token, "signature": proof}
    body = json.dumps({"signature": signature, "event-data": event}).encode()
    return SentToUs("/mail-events/mailgun", body, {"Content-Type": "application/json"})


def mailgun_event(
    message_id: str, event: str = "failed", status: dict[str, Any] | None = None, **said: Any
) -> dict[str, Any]:
    """What Mailgun says."""
    return {
        "delivery-status": status or {},
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "event": event,
        "severity": "permanent",
        "reason": "bounce",
        "recipient": "mallory@example.org",
        "message": {"headers": {"message-id": message_id.strip("<>"), "to": "mallory@example.org"}},
        "envelope": {"sender": "hello@meet.example.org", "targets": "mallory@example.org"},
    } | said


def by_sendgrid(events: object, at: datetime) -> SentToUs:
    """Events with an ECDSA signature over time and body."""
    body, said = json.dumps(events).encode(), str(int(at.timestamp()))
    made = sendgrid_key().sign(said.encode() + body, ec.ECDSA(SHA256()))
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(made).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": said,
    }
    return SentToUs("/mail-events/sendgrid", body, headers)


def sendgrid_event(message_id: str, event: str = "bounce", **said: Any) -> dict[str, Any]:
    """What SendGrid says in one of its events."""
    return {
        "email": "mallory@example.org",
        "timestamp": 1_777_000_000,
        "smtp-id": message_id,
        "event": event,
        "sg_event_id": "6g4ZI7SA-xmRDv57GoPIPw==",
        "sg_message_id": "14c5d75ce93.dfd.64b469",
    } | said


LONG_AGO = timedelta(days=3)


def sent_to_carol(story: Story) -> OutboxMessage:
    """Alice asks Carol; the e-mail to Carol, which has been sent."""
    alice, carol = story.member(story.people.alice), story.member(story.people.carol)
    alice.asks(to=carol)
    assert carol.person
    with story.app.app_context():
        mailbox = carol.person.member.mailbox_hash
        theirs = select(OutboxMessage).where(OutboxMessage.mailbox_hash == mailbox)
        found = db.session.scalars(theirs.where(OutboxMessage.sent_at.is_not(None))).first()
        assert found
        db.session.expunge(found)
    return found


def told_by_all(settings: Settings) -> Settings:
    """These settings, on a site that all providers may tell what came back."""
    return replace(
        settings,
        bounce_address="b@bounce.example.org",
        ses_topic=TOPIC,
        postmark_webhook=POSTMARK,
        mailgun_signing_key=MAILGUN_KEY,
        sendgrid_public_key=sendgrid_public_key(),
    )
