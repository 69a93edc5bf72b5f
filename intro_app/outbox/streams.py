"""The two streams of e-mail: which one leaves by which mail server, from which sender.

What mail servers think of one stream must not hold up the other: each has its own queue, its own connection
and its own pauses for a domain.
"""

from sqlalchemy import update

from intro_app.config import Settings, settings
from intro_app.db import db
from intro_app.outbox.mail_kinds import MailStream
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.queries import is_waiting
from intro_app.text.mailboxes import domain_hash


def stream_now(wanted: MailStream) -> MailStream:
    """Return the stream that an e-mail leaves by; there is only one without a second mail server."""
    return wanted if settings().bulk_smtp_url else MailStream.MAIN


def settings_of(stream: MailStream) -> Settings:
    """Return the settings with the sender and the mail server of a stream."""
    return settings().bulk if stream is MailStream.BULK else settings()


def paused_as(address: str, stream: MailStream) -> str:
    """Return under which name the domain of an address is paused: a keyed hash, another for each stream."""
    hashed = domain_hash(address, settings().lasting_key)
    return hashed if stream is MailStream.MAIN else f"{stream}:{hashed}"


def join_streams() -> None:
    """Let what waits for a second mail server leave by the first, because there is no second any more."""
    if not settings().bulk_smtp_url:
        left = update(OutboxMessage).where(is_waiting(), OutboxMessage.stream == MailStream.BULK)
        db.session.execute(left.values(stream=MailStream.MAIN))
