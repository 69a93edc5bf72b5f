"""The use cases of no longer taking part: withdraw, take back, undo, block, never again."""

from datetime import datetime

from intro_app.db import atomic
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.introductions import queries
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.service.closing import close, close_once_more
from intro_app.introductions.states import Answer, Reason, Role, State
from intro_app.outbox import cancel_queued, suppress
from intro_app.people.models import BlockKind
from intro_app.people.service import block
from intro_app.wording import N_


def withdraw(introduction: Introduction, role: Role, *, at: datetime) -> None:
    """Withdraw the introduction before it connects, for its author or a connector who said yes.

    Raises StaleError if it has connected.
    """
    with atomic():
        introduction = queries.locked_whole(introduction.id)
        if introduction.state is State.CONNECTED:
            raise StaleError(N_("You have already been introduced, so this can no longer be withdrawn."))
        if role is introduction.author_role:
            introduction.withdrawn_at = introduction.withdrawn_at or at
            introduction.author_told_at = introduction.author_told_at or at
        elif consent := introduction.consent_of(role):
            consent.taken_back_at = at
        close_once_more(introduction, Reason.WITHDRAWN, at=at)
        if role is introduction.author_role:
            cancel_queued(about=f"introduction:{introduction.id}", at=at)


def take_back(introduction: Introduction, role: Role, *, at: datetime) -> None:
    """Take back the yes of a party or a connector, which is possible until the details are out.

    It is also possible if it has closed without their knowing: a refusal would tell them. Raises StaleError
    if there is no yes to take back, or people have been told how it ended.
    """
    with atomic():
        introduction = queries.locked_whole(introduction.id)
        consent = introduction.consent_of(role)
        if consent is None or introduction.wound_up_at:
            raise StaleError(N_("This introduction is closed."))
        consent.taken_back_at = at
        if role is introduction.author_role:
            introduction.author_told_at = introduction.author_told_at or at
        close_once_more(introduction, Reason.UNDONE, at=at)


def undo(introduction: Introduction, role: Role, *, at: datetime) -> None:
    """Undo a party's yes between the last yes and the release of the details.

    Raises StaleError if not everyone has said yes, or it can no longer be taken back.
    """
    with atomic():
        if queries.locked(introduction.id).agreed_at is None:
            raise StaleError(N_("This can no longer be undone."))
        take_back(introduction, role, at=at)


def block_from_ask(ask: Ask, kind: BlockKind, *, at: datetime) -> None:
    """Block the person who asks, or this connector, without telling anyone; the ask ends neutrally."""
    with atomic():
        introduction = queries.locked(ask.introduction_id)
        blocked = introduction.connector if kind is BlockKind.AS_CONNECTOR else _asker(introduction)
        if blocked is not None:
            _shut_out(ask, blocked, kind, at)
        _end(introduction, ask, Reason.BLOCKED, at)


def never_again(ask: Ask, scope: str, *, at: datetime) -> None:
    """Stop e-mail to the person asked within this scope, at once and for queued e-mail too."""
    with atomic():
        introduction = queries.locked(ask.introduction_id)
        if ask.person and ask.person.addressee.address:
            suppress(ask.person.addressee.address, scope, at)
        if isinstance(ask.person, Member) and scope == "everything":
            ask.person.door.close_for_good()
        _end(introduction, ask, Reason.SUPPRESSED, at)


def _asker(introduction: Introduction) -> Member | None:
    """Return who stands behind the question: the requester, or the connector who offered."""
    return introduction.first if introduction.author_role is Role.FIRST else introduction.connector


def _shut_out(ask: Ask, blocked: Member, kind: BlockKind, at: datetime) -> None:
    if isinstance(ask.person, Member):
        block(ask.person.id, blocked.id, at, kind=kind)
    elif ask.person and ask.person.addressee.address:
        who = "connector" if kind is BlockKind.AS_CONNECTOR else "requester"
        suppress(ask.person.addressee.address, f"{who}:{blocked.id}", at)


def _end(introduction: Introduction, ask: Ask, reason: Reason, at: datetime) -> None:
    if not introduction.is_open:
        return
    if ask.answer is None and ask.is_put:
        try:
            ask.settle(Answer.NO, at)
        except StaleError:
            return  # its time is over: the wish counts, and the rest lapses by itself
    elif (consent := introduction.consent_of(ask.role)) is not None:
        consent.taken_back_at = at
    close(introduction, reason, at=at)
