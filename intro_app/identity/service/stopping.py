"""Never e-mail me: this, them, through them, of this kind, or anything; and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.links import Link, LinkBroken
from intro_app.outbox import SIGN_IN_BY_STRANGERS, is_suppressed, lift, suppress
from intro_app.outbox.queries import Stoppable, stoppable
from intro_app.wording import N_

EVERYTHING = "everything"

_FROM_NARROW_TO_WIDE = ("introduction", "requester", "connector", "kind")


def message_of(link: Link) -> Stoppable:
    """The e-mail that carried a stop link. Raises LinkBroken when it is not known any more."""
    message = stoppable(link.subject.partition(":")[2])
    if message is None:
        raise LinkBroken
    return message


def language_of(message: Stoppable) -> str:
    """The language of the member who reads this mailbox; empty for anybody else's."""
    member = _member_at(message.mailbox_hash)
    return member.locale if member else ""


def levels(message: Stoppable) -> Sequence[str]:
    """What its reader may stop, from the narrowest to everything."""
    return [*sorted(message.scopes, key=_breadth), EVERYTHING]


def stop(message: Stoppable, scope: str, at: datetime) -> None:
    """Never send such e-mail to this mailbox again, queued or not; raises DomainError for a made-up scope.

    With everything stopped, a member's door closes in the same transaction: asks come by e-mail.
    """
    if scope not in levels(message):
        raise DomainError(N_("Choose what to stop."))
    with atomic():
        suppress(message.mailbox_hash, scope, at)
        if scope == EVERYTHING and (member := _member_at(message.mailbox_hash)):
            member.door.close_for_good()


def let_strangers_ask_again(message: Stoppable) -> None:
    """Let e-mails to sign in come again that other browsers ask for; whoever holds one may say so."""
    if SIGN_IN_BY_STRANGERS in message.scopes:
        lift(message.mailbox_hash, SIGN_IN_BY_STRANGERS)


def is_stopped(message: Stoppable, at: datetime) -> bool:
    """Whether e-mails to sign in that other browsers ask for are stopped just now, as this message would be."""
    security = SIGN_IN_BY_STRANGERS in message.scopes
    return security and is_suppressed(message.mailbox_hash, [SIGN_IN_BY_STRANGERS], at=at, security=True)


def take_mail_again(member: Member, scope: str) -> None:
    """Lift one's own stop; the door stays as it is until its owner opens it."""
    with atomic():
        lift(member.email, scope)
        if scope == EVERYTHING:
            member.door.no_mail = False


def _breadth(scope: str) -> int:
    kind = scope.partition(":")[0]
    return _FROM_NARROW_TO_WIDE.index(kind) if kind in _FROM_NARROW_TO_WIDE else len(_FROM_NARROW_TO_WIDE)


def _member_at(mailbox_hash: str) -> Member | None:
    reads_it = select(Member).where(Member.mailbox_hash == mailbox_hash, Member.left_at.is_(None))
    return db.session.scalar(reads_it)
