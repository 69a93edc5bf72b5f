"""What features do with e-mail: post it with a change, and call it back when the change is undone."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update

from intro_app import links
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.outbox.email import Email, write
from intro_app.outbox.mime import Envelope, assemble
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import Why, dropped
from intro_app.outbox.queries import insert_once, is_unsent
from intro_app.outbox.signature import bounce_address, message_id, signed
from intro_app.outbox.suppression import is_suppressed
from intro_app.text.contacts import deliverable
from intro_app.text.mailboxes import fingerprint


def post(email: Email, *, at: datetime, not_before: datetime | None = None, withheld: bool = False) -> None:
    """Write the e-mail, rendered to its final bytes, in the caller's transaction.

    One that is `withheld` is written and never sent: whoever waits for the page cannot time which it was. It does
    not stand in the way of the same e-mail later.

    Posting what was posted before (the same `dedupe`) does nothing. Raises when a template or a
    value is at fault (jinja2.UndefinedError, ValueError), so that the request fails, not the worker.
    """
    with atomic():
        email = replace(email, dedupe=f"{email.dedupe}:withheld") if withheld else email
        if db.session.scalar(select(OutboxMessage.key).where(OutboxMessage.dedupe == email.dedupe)):
            return
        row = _row(email, at) | {"not_before": not_before or at, "due_at": not_before or at}
        row |= {"dropped_at": None, "why": None}  # named in any case: the statement is the same for all
        if is_suppressed(row["mailbox_hash"], email.scopes, at=at, security=email.security):
            row |= dropped(Why.SUPPRESSED, at)
        elif withheld:
            row |= dropped(Why.WITHHELD, at)
        db.session.execute(insert_once(OutboxMessage, row, OutboxMessage.dedupe))


def call_back(*, about: str, at: datetime, kinds: Collection[str] | None = None) -> int:
    """Drop every unsent message about something, or those of some kinds only; how many there were."""
    unsent = update(OutboxMessage).where(is_unsent(), OutboxMessage.about == about)
    if kinds is not None:
        unsent = unsent.where(OutboxMessage.kind.in_(kinds))
    with atomic():
        done = db.session.execute(unsent.values(dropped(Why.CALLED_BACK, at)))
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
    stop_url = None if email.security else links.issue(links.Purpose.STOP, f"mail:{key}", at=at, until=None)
    envelope = Envelope(
        sender=(site.site_name, site.mail_from),
        to=(email.to.name, email.to.address),
        reply_to=email.reply_to,
        message_id=message_id(email.dedupe, site),
        kind=email.kind,
        stop_url=stop_url,
        at=at,
    )
    return signed(assemble(write(email, stop_url=stop_url), envelope, email.attachments), site)
