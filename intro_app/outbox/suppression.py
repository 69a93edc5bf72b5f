"""Suppressions: mailboxes, kept as keyed hashes, that get no mail; checked at posting and before sending."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, or_, select, update

from intro_app.config import settings
from intro_app.db import atomic, db, insert_once, read
from intro_app.outbox import policy
from intro_app.outbox.mail_kinds import MailKind
from intro_app.outbox.models import MailboxSilence, OutboxMessage, Suppression
from intro_app.outbox.queries import is_unsent
from intro_app.text.mailboxes import fingerprint

# What a mailbox has stopped, and since when.
Stop = tuple[str, datetime]
_BOUNCED_SINCE = select(Suppression.since).where(
    Suppression.mailbox_hash == bindparam("mailbox"), Suppression.scope == policy.BOUNCED
)


def suppress(address_or_hash: str, scope: str, at: datetime) -> None:
    """Stop all mail of this scope to this mailbox, queued messages included. Idempotent.

    The scope is "everything" or one of an e-mail's scopes. Once this has returned, no attempt to send
    begins: a claim locks the row that is dropped here, so one of the two comes first.
    """
    mailbox = _hash_of(address_or_hash)
    row = {"mailbox_hash": mailbox, "scope": scope, "since": at}
    with atomic():
        db.session.execute(insert_once(Suppression, row, Suppression.mailbox_hash, Suppression.scope))
        _drop_queued(mailbox, scope, at)


def _drop_queued(mailbox: str, scope: str, at: datetime) -> None:
    queued = select(OutboxMessage.key, OutboxMessage.scopes, OutboxMessage.security)
    for key, scopes, security in db.session.execute(
        queued.where(is_unsent(), OutboxMessage.mailbox_hash == mailbox).with_for_update()
    ).all():
        if policy.stops(scope, at, scopes, security=security, at=at):
            drop = policy.dropped(policy.DropReason.SUPPRESSED, at)
            db.session.execute(update(OutboxMessage).where(OutboxMessage.key == key).values(drop))


def lift(address_or_hash: str, scope: str) -> None:
    """Allow mail of this scope to this mailbox again; call it only at the request of the mailbox's owner."""
    theirs = Suppression.mailbox_hash == _hash_of(address_or_hash)
    with atomic():
        db.session.execute(delete(Suppression).where(theirs, Suppression.scope == scope))


def is_suppressed(
    address_or_hash: str, scopes: Collection[str] = (), *, at: datetime, security: bool = False
) -> bool:
    """Whether an e-mail with these scopes may not be sent to this mailbox."""
    mailbox = _hash_of(address_or_hash)
    return is_stopped(stops_of([mailbox])[mailbox], scopes, at=at, security=security)


def stops_of(mailboxes: Iterable[str]) -> Mapping[str, list[Stop]]:
    """Return what each of these mailboxes, given by their hashes, has stopped."""
    stops: defaultdict[str, list[Stop]] = defaultdict(list)
    for mailbox, scope, since in db.session.execute(_stops(), {"mailboxes": sorted(set(mailboxes))}):
        stops[mailbox].append((scope, since))
    return stops


@cache
def _stops() -> Select[str, str, datetime]:
    found = select(Suppression.mailbox_hash, Suppression.scope, Suppression.since)
    return found.where(Suppression.mailbox_hash.in_(bindparam("mailboxes", expanding=True)))


def is_stopped(
    stops: Iterable[Stop], scopes: Collection[str], *, at: datetime, security: bool = False
) -> bool:
    """Whether one of these stops of a mailbox covers an e-mail with these scopes."""
    return any(policy.stops(scope, since, scopes, security=security, at=at) for scope, since in stops)


def suppressed_scopes(address_or_hash: str) -> list[str]:
    """Return the scopes that this mailbox has stopped, for the page where its owner may lift them."""
    theirs = select(Suppression.scope).where(
        Suppression.mailbox_hash == _hash_of(address_or_hash), Suppression.scope != policy.BOUNCED
    )
    return list(db.session.scalars(theirs.order_by(Suppression.scope)))


def rests_until(address: str, at: datetime) -> datetime | None:
    """Return until when a mailbox gets no e-mail because e-mails came back from it; None if it gets them."""
    since = read(_BOUNCED_SINCE, {"mailbox": _hash_of(address)}).scalar_one_or_none()
    until = since + policy.REST_OF_MAILBOX if since else None
    return until if until and until > at else None


def _hash_of(address_or_hash: str) -> str:
    return fingerprint(address_or_hash, settings().lasting_key) if "@" in address_or_hash else address_or_hash


def erase_mail_to(mailbox_hash: str, until: datetime, at: datetime) -> None:
    """Drop what was queued for this mailbox until a moment, and erase text and address of what was sent.

    The rows stay without them: stop links and limits need them. The one farewell stays until it is sent.
    """
    theirs = update(OutboxMessage).where(
        OutboxMessage.mailbox_hash == mailbox_hash,
        OutboxMessage.posted_at <= until,
        or_(OutboxMessage.mail_kind != MailKind.FAREWELL, ~is_unsent()),
    )
    gone = {"content": None, "address": None, "domain": None, "last_error": None}
    with atomic():
        db.session.execute(
            theirs.where(is_unsent()).values(policy.dropped(policy.DropReason.CALLED_BACK, at) | gone)
        )
        db.session.execute(theirs.where(OutboxMessage.content.is_not(None)).values(gone))
        db.session.execute(delete(MailboxSilence).where(MailboxSilence.mailbox_hash == mailbox_hash))


def carry_stops(former_id: int, member_id: int, at: datetime) -> None:
    """Let what others stopped from a former account hold for the new account of the same person."""
    with atomic():
        for kind in ("requester", "connector"):
            stopped = select(Suppression.mailbox_hash).where(Suppression.scope == f"{kind}:{former_id}")
            for mailbox in db.session.scalars(stopped).all():
                suppress(mailbox, f"{kind}:{member_id}", at)


def is_stopped_by_somebody(member_id: int) -> bool:
    """Whether anybody stopped mail that comes from this member, or through them."""
    scopes = f"requester:{member_id}", f"connector:{member_id}"
    return db.session.scalar(select(Suppression.id).where(Suppression.scope.in_(scopes)).limit(1)) is not None
