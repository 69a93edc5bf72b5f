"""The settings of the ways in which reports on sent e-mail reach the site."""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from intro_app.config import readers
from intro_app.config.bulk_mail import BulkMailSettings
from intro_app.config.names import is_of_this_machine
from intro_app.config.setting import setting

_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}")


def _topic(value: str) -> str:
    if not _TOPIC.fullmatch(value.strip()):
        raise ValueError("must look like arn:aws:sns:eu-central-1:123456789012:mutual-mail")
    return value.strip()


def _user_and_password(value: str) -> str:
    user, _, password = value.strip().partition(":")
    if not user or len(password) < 16 or not value.isascii() or not value.isprintable():
        raise ValueError("must be a user and a password of at least 16 characters, with a colon between")
    return value.strip()


def _signing_key(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{16,200}", value.strip()):
        raise ValueError("must be the HTTP webhook signing key, 16 letters and digits or more")
    return value.strip()


def _public_key(value: str) -> str:
    """Read the key that SendGrid shows: a P-256 key in DER, in base64."""
    try:
        found = base64.b64decode(value.strip(), validate=True)
    except (ValueError, binascii.Error):
        found = b""
    if len(found) != _DER_OF_P_256:
        raise ValueError("must be the verification key as SendGrid shows it, such as MFkwEwYHKoZIzj0C…")
    return value.strip()


_DER_OF_P_256 = 91


def _mailbox(value: str) -> str:
    wish = "must look like imaps://user:password@imap.example.org/INBOX (or imap+starttls://)"
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError as problem:
        raise ValueError(wish) from problem
    kinds = {"imaps", "imap+starttls", *(["imap"] if is_of_this_machine(parts.hostname or "") else [])}
    if parts.scheme not in kinds or not (parts.username and parts.password) or port == 0 or parts.query:
        raise ValueError(wish)
    return value.strip()


@dataclass(frozen=True, kw_only=True)
class MailEventSettings(BulkMailSettings):
    """By which ways a site learns what came back: each is closed until it is set."""

    bounce_listen: str = setting(
        "",
        "Where the worker takes what comes back, such as lmtp://127.0.0.1:2424; empty: nowhere.",
        readers.local_listener,
    )
    bounce_mailbox: str = setting(
        "",
        "A mailbox in which it arrives, read by the worker: imaps://user:password@host/INBOX; empty: none.",
        _mailbox,
    )
    ses_topic: str = setting("", "The SNS topic on which Amazon SES reports; empty: closed.", _topic)
    postmark_webhook: str = setting(
        "", "The user:password that Postmark's webhooks send; empty: closed.", _user_and_password
    )
    mailgun_signing_key: str = setting(
        "", "The key that signs Mailgun's webhooks; empty: closed.", _signing_key
    )
    sendgrid_public_key: str = setting(
        "", "The key that verifies SendGrid's webhooks; empty: closed.", _public_key
    )

    @property
    def ways_back(self) -> tuple[str, ...]:
        """The names of the settings by which reports come in."""
        ways = ("bounce_listen", "bounce_mailbox", *PROVIDER_SETTINGS.values())
        return tuple(name.upper() for name in ways if getattr(self, name))


# Which setting opens the webhook of which provider.
PROVIDER_SETTINGS = {
    "ses": "ses_topic",
    "postmark": "postmark_webhook",
    "mailgun": "mailgun_signing_key",
    "sendgrid": "sendgrid_public_key",
}
