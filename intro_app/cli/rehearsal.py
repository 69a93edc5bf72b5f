"""Tries the settings at start: signs a link, writes and signs an e-mail, connects to the mail server.

A setting that fails stops the command with a sentence, so that nobody finds out by a failing page. A mail
server that is away does not stop it, because e-mails wait for it.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from dkim import DKIMException
from flask import Flask

from intro_app import clock, links
from intro_app.cli.database import inside
from intro_app.config import Settings, SettingsError
from intro_app.identity import emails
from intro_app.identity.models import SignIn
from intro_app.journal.service import journal_of
from intro_app.outbox.email import write
from intro_app.outbox.mime import Envelope, assemble
from intro_app.outbox.signature import bounce_address, message_id, signed
from intro_app.outbox.smtp import SmtpTransport, Unreachable
from intro_app.wording import LANGUAGES

_PATIENCE = 10.0


def ensure_settings_work(app: Flask) -> None:
    """Raise SettingsError with a sentence for each setting that would fail in use."""
    settings: Settings = app.extensions["settings"]
    with inside(app):
        faults = [*link_faults(), *letter_faults(settings)]
        if settings.bulk_smtp_url:
            faults += [f"Of the second mail stream: {fault}" for fault in letter_faults(settings.bulk)]
        if faults:
            raise SettingsError(*faults)


def ensure_journal_can_be_written(settings: Settings) -> None:
    """Raise SettingsError if the worker cannot write the journal, without which no restore keeps a no."""
    folder = settings.journal_folder
    try:
        with journal_of(settings).turn():
            pass
    except OSError as problem:
        raise SettingsError(f"JOURNAL_DIR {folder} can't be written to: {problem.strerror}.") from problem


def link_faults() -> Iterator[str]:
    """Yield a sentence for each reason why links cannot be signed. Requires an application context."""
    for name, purpose in (
        ("SECRET_KEYS", links.LinkPurpose.SIGN_IN),
        ("LASTING_KEY", links.LinkPurpose.STOP),
    ):
        try:
            links.address_of(purpose, "x" * 22).encode("ascii")
        except Exception as problem:  # noqa: BLE001 - whatever it is, no link works
            kind = type(problem).__name__
            yield f"{name} or BASE_URL can't make a link ({kind}): see docs/operations.md, Keys."


def letter_faults(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each reason why e-mails cannot be written. Requires an application context."""
    try:
        for language in LANGUAGES:
            signed(_letter(settings, language), settings)
    except OSError as problem:
        yield f"DKIM_KEY_FILE {settings.dkim_key_file} can't be read: {problem.strerror}."
    except DKIMException:
        yield f"DKIM_KEY_FILE {settings.dkim_key_file} is not a private RSA key in PEM format."
    except Exception as problem:  # noqa: BLE001 - whatever it is, no e-mail can be written
        kind = type(problem).__name__
        yield (
            "SITE_NAME, MAIL_FROM, SITE_CONTACT and BASE_URL don't make an e-mail that can be sent "
            f"({kind}: {problem})."
        )


def _letter(settings: Settings, language: str) -> bytes:
    at, who = clock.now(), settings.mail_from
    asked = SignIn(browser_hash="", email=who, mailbox_hash="", code_hash="", asked_at=at, locale=language)
    link = links.address_of(links.LinkPurpose.STOP, "x" * 22)
    envelope = Envelope(
        sender=(settings.site_name, settings.mail_from),
        to=("", settings.site_contact),
        reply_to=settings.site_contact,
        message_id=message_id("rehearsal", settings),
        kind="join",
        stop_url=link,
        at=at,
    )
    bounce_address("rehearsal", settings).encode("ascii")
    return assemble(write(emails.join(asked, link, "ABCD-EFGH"), stop_url=None), envelope)


def mail_server_trouble(settings: Settings) -> str:
    """Connect to the mail server; return why it refused and what to do about it, or "" when it accepts us."""
    name = urlsplit(settings.base_url).hostname or "localhost"
    way = SmtpTransport(settings.smtp_url, timeout=min(settings.smtp_timeout, _PATIENCE), name=name)
    try:
        way.open()
    except Unreachable as problem:
        return advice_on(str(problem))
    finally:
        way.close()
    return ""


def advice_on(kind: str) -> str:
    """Return advice for the kind of failure that an `Unreachable` error names."""
    for sign, advice in (
        ("SMTPAuthenticationError", "rejects the user and password in SMTP_URL"),
        ("SSL", "has an untrusted certificate, or doesn't use TLS on this port"),
        ("gaierror", "has no address. Is its name right in SMTP_URL?"),
        ("ConnectionRefusedError", "refuses connections on this port. Is the port right in SMTP_URL?"),
        ("Timeout", "doesn't answer. Is there a firewall in between?"),
        ("SMTPNotSupportedError", "offers no STARTTLS or no sign-in. Is the port right in SMTP_URL?"),
    ):
        if sign in kind:
            return f"{advice} ({kind})."
    return f"does not let us in ({kind})."
