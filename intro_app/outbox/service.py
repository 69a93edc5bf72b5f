"""Post an e-mail together with a change, and cancel it when the change is undone."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, select, update

from intro_app import links
from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db, insert_once
from intro_app.outbox.email import Email, write
from intro_app.outbox.mail_kinds import BUDGETS, COUNTED_ON, PASSES, MailKind, is_spent
from intro_app.outbox.mime import Envelope, assemble
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import DropReason, dropped
from intro_app.outbox.queries import is_unsent
from intro_app.outbox.reaching import may_be_written_to
from intro_app.outbox.signature import bounce_address, message_id, signed
from intro_app.outbox.suppression import is_suppressed
from intro_app.text.contacts import deliverable
from intro_app.text.mailboxes import fingerprint

# A message dropped for one of these reasons does not count as mail to its reader.
_NEVER_LEFT = (
    DropReason.SUPPRESSED.value,
    DropReason.UNREACHABLE.value,
    DropReason.BUDGET.value,
    DropReason.WITHHELD.value,
)


def post(email: Email, *, at: datetime, not_before: datetime | None = None, withheld: bool = False) -> None:
    """Write the e-mail, rendered to its final bytes, in the caller's transaction.

    Mail that may not be sent is written too, as dropped, so that nobody can tell the difference, by timing
    either. That is mail to somebody who stopped it, left, or is separated by a block; beyond the budget of
    the mailbox; or `withheld` by the caller (the same e-mail can still be posted later). Does nothing if the
    same `dedupe` was posted before, or for a member without an address. Raises jinja2.UndefinedError or
    ValueError for a faulty template or value, so that the request fails and not the worker.
    """
    if email.to.member_id is not None and "@" not in email.to.address:
        return  # their address was erased with their account
    with atomic():
        email = replace(email, dedupe=f"{email.dedupe}:withheld") if withheld else email
        if db.session.scalar(select(OutboxMessage.key).where(OutboxMessage.dedupe == email.dedupe)):
            return
        row = _row(email, at) | {"not_before": not_before or at, "due_at": not_before or at}
        row |= {"dropped_at": None, "why": None}  # always present, so that the statement is the same for all
        why = _obstacle(email, row["mailbox_hash"], at)
        if withheld or why:
            row |= dropped(why or DropReason.WITHHELD, at)
        db.session.execute(insert_once(OutboxMessage, row, OutboxMessage.dedupe))


def _obstacle(email: Email, mailbox_hash: str, at: datetime) -> DropReason | None:
    """Return why this e-mail may not be sent, or None."""
    if is_suppressed(mailbox_hash, email.scopes, at=at, security=email.security):
        return DropReason.SUPPRESSED
    if email.mail_kind in PASSES:
        return None
    if not may_be_written_to(email):
        return DropReason.UNREACHABLE
    if email.mail_kind in BUDGETS and is_spent(
        email.mail_kind, _posted_lately(email.mail_kind, mailbox_hash, at), at
    ):
        return DropReason.BUDGET
    return None


def _posted_lately(kind: MailKind, mailbox_hash: str, at: datetime) -> Sequence[datetime]:
    """Lock the mailbox's budget; return when mail that counts on it was posted and not dropped at once."""
    advisory_lock(f"budget {mailbox_hash}")
    longest = max(days for _, days in BUDGETS[kind])
    counted = select(OutboxMessage.posted_at).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.mail_kind.in_(COUNTED_ON[kind]),
        OutboxMessage.posted_at > at - timedelta(days=longest),
        or_(OutboxMessage.why.is_(None), OutboxMessage.why.not_in(_NEVER_LEFT)),
    )
    return db.session.scalars(counted).all()


def cancel_queued(*, about: str, at: datetime, kinds: Collection[str] | None = None) -> int:
    """Drop every unsent message about `about`, or only those of `kinds`; return how many there were."""
    unsent = update(OutboxMessage).where(is_unsent(), OutboxMessage.about == about)
    if kinds is not None:
        unsent = unsent.where(OutboxMessage.kind.in_(kinds))
    with atomic():
        done = db.session.execute(unsent.values(dropped(DropReason.CALLED_BACK, at)))
    assert isinstance(done, CursorResult)
    return done.rowcount


def _row(email: Email, at: datetime) -> dict[str, Any]:
    key, site = secrets.token_urlsafe(16), settings()
    address = deliverable(email.to.address)
    return {
        "key": key,
        "kind": email.kind,
        "about": email.about,
        "scopes": list(email.scopes),
        "mailbox_hash": fingerprint(email.to.address, site.lasting_key),
        "security": email.security,
        "mail_kind": email.mail_kind,
        "dedupe": email.dedupe,
        "message_id": message_id(email.dedupe, site),
        "sender": bounce_address(key, site),
        "address": address,
        "domain": address.rpartition("@")[2].lower(),
        "content": _content(email, key, at),
        "posted_at": at,
        "attempts": 0,
        "unsure": 0,
        "stumbles": 0,
        "lost": 0,
    }


def _content(email: Email, key: str, at: datetime) -> bytes:
    site = settings()
    stop_url = (
        links.issue(links.LinkPurpose.STOP, f"mail:{key}", at=at, until=None)
        if email.can_be_stopped
        else None
    )
    envelope = Envelope(
        sender=(site.site_name, site.mail_from),
        to=(email.to.name, email.to.address),
        reply_to=email.reply_to,
        message_id=message_id(email.dedupe, site),
        kind=email.kind,
        stop_url=stop_url if email.is_one_click else None,
        at=at,
    )
    return signed(assemble(write(email, stop_url=stop_url), envelope, email.attachments), site)
