"""Post an e-mail together with a change, and cancel it when the change is undone."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Executable, Select, bindparam, or_, select, update

from intro_app import links
from intro_app.config import Settings, settings
from intro_app.db import advisory_lock, atomic, db, insert_into
from intro_app.outbox.email import Email, write
from intro_app.outbox.mail_kinds import BUDGETS, COUNTED_ON, PASSES, is_spent
from intro_app.outbox.mime import Envelope, assemble
from intro_app.outbox.models import OutboxMessage
from intro_app.outbox.policy import DropReason, dropped
from intro_app.outbox.queries import is_unsent
from intro_app.outbox.reaching import may_be_written_to
from intro_app.outbox.signature import bounce_address, message_id, signed, thread_root
from intro_app.outbox.streams import paused_as, settings_of, stream_now
from intro_app.outbox.suppression import Stop, is_stopped, stops_of
from intro_app.text.contacts import deliverable
from intro_app.text.mailboxes import fingerprint

# A message dropped for one of these reasons does not count as mail to its reader.
_NEVER_LEFT = (
    DropReason.SUPPRESSED.value,
    DropReason.UNREACHABLE.value,
    DropReason.BUDGET.value,
    DropReason.WITHHELD.value,
)


def post(*emails: Email, at: datetime, not_before: datetime | None = None) -> None:
    """Write these e-mails, rendered to their final bytes, in the caller's transaction.

    Mail that may not be sent is written too, as dropped, so that nobody can tell the difference, by timing
    either. That is mail to somebody who stopped it, left, or is separated by a block; beyond the budget of
    the mailbox; or `withheld` by its composer (the same e-mail can still be posted later). Skips an e-mail
    whose `dedupe` was posted before, and one to a member without an address. Raises jinja2.UndefinedError or
    ValueError for a faulty template or value, so that the request fails and not the worker.
    """
    reachable = [email for email in emails if email.to.member_id is None or "@" in email.to.address]
    if not reachable:
        return  # the members' addresses were erased with their accounts
    with atomic():
        with db.session.no_autoflush:  # what the caller has added is no business of these two statements
            new = _not_posted(reachable)
            stopped = stops_of(_hash_of(email) for email in new)
        if not new:
            return
        rows: list[dict[str, Any]] = []
        for email in new:
            row = _row(email, at) | {"not_before": not_before or at, "due_at": not_before or at}
            row |= {"dropped_at": None, "why": None}  # always present: the statement is the same for all
            why = _obstacle(email, stopped[row["mailbox_hash"]], rows, at)
            if email.withheld or why:
                row |= dropped(why or DropReason.WITHHELD, at)
            rows.append(row)
        db.session.connection().execute(_once(db.engine.dialect.name), rows)


@cache
def _once(_dialect: str) -> Executable:
    return insert_into(OutboxMessage).on_conflict_do_nothing(index_elements=[OutboxMessage.dedupe])


def _not_posted(emails: Iterable[Email]) -> list[Email]:
    """Return those that were not posted before; the key of a withheld one says that it was withheld."""
    wanted = {email.dedupe: email for email in map(_with_own_key, emails)}
    posted = set(db.session.scalars(_posted(), {"keys": list(wanted)}))
    return [email for key, email in wanted.items() if key not in posted]


@cache
def _posted() -> Select[str]:
    return select(OutboxMessage.dedupe).where(OutboxMessage.dedupe.in_(bindparam("keys", expanding=True)))


def _with_own_key(email: Email) -> Email:
    return replace(email, dedupe=f"{email.dedupe}:withheld") if email.withheld else email


def _hash_of(email: Email) -> str:
    return fingerprint(email.to.address, settings().lasting_key)


def _obstacle(
    email: Email, stops: Collection[Stop], before: Sequence[dict[str, Any]], at: datetime
) -> DropReason | None:
    """Return why this e-mail may not be sent, or None; `before` are the rows to be posted with it."""
    if is_stopped(stops, email.scopes, at=at, security=email.security):
        return DropReason.SUPPRESSED
    if email.mail_kind in PASSES:
        return None
    if not may_be_written_to(email):
        return DropReason.UNREACHABLE
    if email.mail_kind in BUDGETS and is_spent(email.mail_kind, _posted_lately(email, before, at), at):
        return DropReason.BUDGET
    return None


def _posted_lately(email: Email, before: Sequence[dict[str, Any]], at: datetime) -> list[datetime]:
    """Lock the mailbox's budget; return when mail that counts on it was posted and not dropped at once."""
    mailbox_hash, kinds = _hash_of(email), COUNTED_ON[email.mail_kind]
    advisory_lock(f"budget {mailbox_hash}")
    longest = max(days for _, days in BUDGETS[email.mail_kind])
    counted = select(OutboxMessage.posted_at).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.mail_kind.in_(kinds),
        OutboxMessage.posted_at > at - timedelta(days=longest),
        or_(OutboxMessage.why.is_(None), OutboxMessage.why.not_in(_NEVER_LEFT)),
    )
    together = [
        row["posted_at"]
        for row in before
        if row["mailbox_hash"] == mailbox_hash and row["mail_kind"] in kinds and row["why"] is None
    ]
    return [*db.session.scalars(counted), *together]


def cancel_queued(*, about: str | Collection[str], at: datetime, kinds: Collection[str] | None = None) -> int:
    """Drop every unsent message about this, or only those of `kinds`; return how many there were.

    `about` is one thing such as `invitation:17`, or several.
    """
    things = [about] if isinstance(about, str) else list(about)
    unsent = update(OutboxMessage).where(is_unsent(), OutboxMessage.about.in_(things))
    if kinds is not None:
        unsent = unsent.where(OutboxMessage.kind.in_(kinds))
    with atomic():
        done = db.session.execute(unsent.values(dropped(DropReason.CALLED_BACK, at)))
    assert isinstance(done, CursorResult)
    return done.rowcount


def _row(email: Email, at: datetime) -> dict[str, Any]:
    key, stream = secrets.token_urlsafe(16), stream_now(email.stream)
    site = settings_of(stream)
    address = deliverable(email.to.address)
    return {
        "key": key,
        "kind": email.kind,
        "about": email.about,
        "scopes": list(email.scopes),
        "mailbox_hash": _hash_of(email),
        "security": email.security,
        "mail_kind": email.mail_kind,
        "dedupe": email.dedupe,
        "message_id": message_id(email.dedupe, site),
        "sender": bounce_address(key, site),
        "address": address,
        "domain": paused_as(address, stream),
        "stream": stream,
        "content": _content(email, key, site, at),
        "posted_at": at,
        "attempts": 0,
        "unsure": 0,
        "stumbles": 0,
        "lost": 0,
    }


def _content(email: Email, key: str, site: Settings, at: datetime) -> bytes:
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
        thread=thread_root(email.thread, site) if email.thread else "",
        marks_for_postmark=bool(site.postmark_webhook),
    )
    return signed(assemble(write(email, stop_url=stop_url), envelope, email.attachments), site)
