"""What follows a reader to a new address: e-mail that waits for them, and what they stopped."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from intro_app.config import Settings, settings
from intro_app.db import atomic, db
from intro_app.outbox.email import Addressee
from intro_app.outbox.mime import mailbox
from intro_app.outbox.models import OutboxMessage, Suppression
from intro_app.outbox.policy import BOUNCED, DropReason, dropped
from intro_app.outbox.queries import is_unsent
from intro_app.outbox.signature import signed
from intro_app.outbox.streams import paused_as, settings_of
from intro_app.outbox.suppression import suppress
from intro_app.text.contacts import deliverable
from intro_app.text.mailboxes import fingerprint

# A header with the lines that continue it.
_TO = re.compile(rb"^To: [^\r]*\r\n(?:[ \t][^\r]*\r\n)*", re.MULTILINE)
_SIGNATURE = re.compile(rb"^DKIM-Signature: [^\r]*\r\n(?:[ \t][^\r]*\r\n)*", re.MULTILINE)


def forward_mail(mailbox_hash: str, to: Addressee, at: datetime, *, drop_kinds: Collection[str] = ()) -> None:
    """Send what waits for a mailbox to the new address of its reader; drop what is of `drop_kinds`.

    An e-mail that a worker is sending at this moment still arrives at the old address.
    """
    waiting = is_unsent(), OutboxMessage.mailbox_hash == mailbox_hash
    with atomic():
        useless = update(OutboxMessage).where(*waiting, OutboxMessage.kind.in_(drop_kinds))
        db.session.execute(useless.values(dropped(DropReason.CALLED_BACK, at)))
        rows = select(OutboxMessage).where(*waiting).order_by(OutboxMessage.key)
        for message in db.session.scalars(rows.with_for_update()).all():
            _readdress(message, to)


def carry_own_stops(mailbox_hash: str, to_hash: str, at: datetime) -> list[str]:
    """Let what a reader stopped hold for their new mailbox, too; return all that is stopped there now.

    What had been stopped there before stays stopped: of two wishes the one for less e-mail holds.
    """
    chosen = Suppression.mailbox_hash == mailbox_hash, Suppression.scope != BOUNCED
    with atomic():
        for scope in db.session.scalars(select(Suppression.scope).where(*chosen)).all():
            suppress(to_hash, scope, at)
        return list(db.session.scalars(select(Suppression.scope).where(Suppression.mailbox_hash == to_hash)))


def was_refused(about: str, kind: str) -> bool:
    """Whether the mail server refused an e-mail because there is no such mailbox."""
    gone = OutboxMessage.about == about, OutboxMessage.kind == kind
    refused = select(OutboxMessage.key).where(*gone, OutboxMessage.why == DropReason.REFUSED.value)
    return db.session.scalar(refused.limit(1)) is not None


def _readdress(message: OutboxMessage, to: Addressee) -> None:
    address = deliverable(to.address)
    message.address, message.domain = address, paused_as(address, message.stream)
    message.mailbox_hash = fingerprint(to.address, settings().lasting_key)
    if message.content is not None:
        message.content = _with_reader(message.content, to, settings_of(message.stream))


def _with_reader(content: bytes, to: Addressee, site: Settings) -> bytes:
    """Return a message with another reader in its header, signed anew."""
    head, end, body = content.partition(b"\r\n\r\n")
    named = f"To: {mailbox(to.name, to.address)}\r\n".encode("ascii")
    head = _TO.sub(lambda _found: named, _SIGNATURE.sub(b"", head + b"\r\n"), count=1)
    return signed(head.removesuffix(b"\r\n") + end + body, site)
