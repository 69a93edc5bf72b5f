"""Stopping e-mail by introduction, requester, connector, kind or altogether, and undoing that."""

from collections.abc import Sequence
from datetime import datetime

from intro_app.db import atomic
from intro_app.errors import DomainError
from intro_app.identity import queries
from intro_app.identity.models import Member
from intro_app.links import Link, LinkBroken
from intro_app.outbox import SIGN_IN_BY_STRANGERS, is_suppressed, lift, suppress
from intro_app.outbox.queries import Stoppable, stoppable
from intro_app.wording import N_

EVERYTHING = "everything"

_FROM_NARROW_TO_WIDE = ("introduction", "requester", "connector", "circle", "kind")


def message_of(link: Link) -> Stoppable:
    """Return the e-mail that carried this stop link. Raises LinkBroken when it is no longer stored."""
    message = stoppable(link.subject.partition(":")[2])
    if message is None:
        raise LinkBroken
    return message


def language_of(message: Stoppable) -> str:
    """Return the language of the member who reads this mailbox, or "" when it belongs to no member."""
    member = _reader_of(message)
    return member.locale if member else ""


def levels(message: Stoppable) -> Sequence[str]:
    """Return the scopes that the reader may stop, from the narrowest to everything."""
    return [*sorted(message.scopes, key=_breadth), EVERYTHING]


def stop(message: Stoppable, scope: str, at: datetime) -> None:
    """Suppress all e-mail of this scope to the mailbox, including queued messages.

    An e-mail that a member got before they changed their address stops their present mailbox, too. When
    everything is stopped, the member's door closes in the same transaction, because asks come by e-mail.
    Raises DomainError for a scope that this message does not offer.
    """
    if scope not in levels(message):
        raise DomainError(N_("Choose what to stop."))
    with atomic():
        member = _reader_of(message)
        mailboxes = {message.mailbox_hash, member.mailbox_hash if member else message.mailbox_hash}
        for mailbox_hash in sorted(mailboxes):
            suppress(mailbox_hash, scope, at)
        if scope == EVERYTHING and member:
            member.door.close_for_good()


def let_strangers_ask_again(message: Stoppable) -> None:
    """Allow sign-in e-mails requested by unfamiliar browsers again, if `message` is one."""
    if SIGN_IN_BY_STRANGERS in message.scopes:
        lift(message.mailbox_hash, SIGN_IN_BY_STRANGERS)


def is_stopped(message: Stoppable, at: datetime) -> bool:
    """Return whether `message` is a sign-in e-mail for an unfamiliar browser and those are stopped now."""
    security = SIGN_IN_BY_STRANGERS in message.scopes
    return security and is_suppressed(message.mailbox_hash, [SIGN_IN_BY_STRANGERS], at=at, security=True)


def take_mail_again(member: Member, scope: str) -> None:
    """Lift the member's own stop. The door stays closed until they open it."""
    with atomic():
        lift(member.email, scope)
        if scope == EVERYTHING:
            member.door.no_mail = False


def _breadth(scope: str) -> int:
    kind = scope.partition(":")[0]
    return _FROM_NARROW_TO_WIDE.index(kind) if kind in _FROM_NARROW_TO_WIDE else len(_FROM_NARROW_TO_WIDE)


def _reader_of(message: Stoppable) -> Member | None:
    return queries.reader_of(message.mailbox_hash, message.posted_at)
