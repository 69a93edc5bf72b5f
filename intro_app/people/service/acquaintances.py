"""Acquaintances: proposed by one, confirmed by the other, ended by either, shown only if both wish."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from intro_app import links
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.links import LinkPurpose
from intro_app.outbox import cancel_queued, post
from intro_app.people import emails, queries, visibility
from intro_app.people.models import Acquaintance, AcquaintanceQuestion
from intro_app.people.reach import is_apart
from intro_app.text.mailboxes import canonical
from intro_app.wording import N_

QUESTION_LIVES = timedelta(days=60)
# A pair is asked at most once in this time, whoever proposes and however it ended.
ASKED_ONCE_IN = timedelta(days=90)


def say_i_know(proposer: Member, other: Member, at: datetime, *, by_address: bool = False) -> None:
    """Ask the other whether they know the proposer; if the other proposed it before, confirm it.

    The proposer cannot see whether the other refused before or blocked them. Raises DomainError if both are
    the same person.
    """
    if proposer.id == other.id:
        raise DomainError(N_("This is you. Choose someone else."))
    with atomic():
        advisory_lock(f"acquaintance {min(proposer.id, other.id)} {max(proposer.id, other.id)}")
        known = queries.acquaintance_between(proposer.id, other.id)
        if known is None:
            _propose(proposer, other, at, by_address)
        elif known.ended_by_id == proposer.id:
            _say_again(known, proposer, other)
        elif known.confirmed_at is None and known.asked_id == proposer.id:
            _confirm(known, at)
        elif not by_address:
            known.by_address = False


def know_by_address(proposer: Member, address: str, at: datetime) -> None:
    """Do the same for the member with this mailbox; silently do nothing if there is none.

    Raises DomainError for one's own address.
    """
    mailbox = canonical(address)
    if mailbox == proposer.mailbox:
        raise DomainError(N_("This is your own address. Enter the other person’s."))
    if other := member_by_mailbox(mailbox):
        say_i_know(proposer, other, at, by_address=True)


def answer(acquaintance_id: int, member_id: int, knows: bool, at: datetime) -> bool:
    """Store the answer of the one asked; a no can still become a yes. Return whether it is confirmed now.

    Raises DomainError if there is no such question any more.
    """
    with atomic():
        known = _of(acquaintance_id, member_id)
        if known is None or known.asked_id != member_id:
            raise DomainError(N_("You can no longer answer this question."))
        if known.confirmed_at is None and knows:
            _confirm(known, at)
        elif known.confirmed_at is None and known.declined_at is None:
            known.declined_at = at
            _refuse(known, member_id)
        return known.confirmed_at is not None


def end(acquaintance_id: int, member_id: int, at: datetime) -> None:
    """End an acquaintance or a question, by either of the two; the other is not told."""
    with atomic():
        if known := _of(acquaintance_id, member_id):
            cancel_queued(about=f"acquaintance:{known.id}", at=at)
            if known.confirmed_at or known.asked_id == member_id:
                _refuse(known, member_id)
            end_for(known, member_id)


def end_for(known: Acquaintance, member_id: int) -> None:
    """End it for this member; if the other waits for them, it stays visible to the other until they hear."""
    other_id = known.other_than(member_id)
    if known.ended_by_id == other_id or not visibility.is_waiting_for(other_id, member_id):
        db.session.delete(known)
    else:
        known.ended_by_id = member_id


def show(acquaintance_id: int, member_id: int, wished: bool) -> None:
    """Store whether this member wishes to show it to others."""
    with atomic():
        if known := _of(acquaintance_id, member_id):
            known.show(member_id, wished)


def _of(acquaintance_id: int, member_id: int) -> Acquaintance | None:
    known = db.session.get(Acquaintance, acquaintance_id, with_for_update=True)
    return (
        known if known and member_id in {known.a_id, known.b_id} and known.ended_by_id != member_id else None
    )


def _propose(proposer: Member, other: Member, at: datetime, by_address: bool) -> None:
    a_id, b_id = sorted((proposer.id, other.id))
    known = Acquaintance(
        a_id=a_id, b_id=b_id, proposed_by_id=proposer.id, proposed_at=at, by_address=by_address
    )
    db.session.add(known)
    db.session.flush()  # the link names its id
    link = links.issue(LinkPurpose.ACQUAINTANCE, f"acquaintance:{known.id}", at=at, until=at + QUESTION_LIVES)
    asked = queries.asked_lately(a_id, b_id, at - ASKED_ONCE_IN)
    if is_apart(other.id, [proposer.id]) or (asked and asked.refused_by == other.id):
        known.declined_at = at  # looks to the proposer like a question that waits
    question = emails.acquaintance_question(proposer, other, known, link)
    post(replace(question, withheld=asked is not None), at=at)
    if asked is None:
        db.session.execute(delete(AcquaintanceQuestion).where(*queries.question_about(a_id, b_id)))
        db.session.add(AcquaintanceQuestion(a_id=a_id, b_id=b_id, asked_at=at))


def forget_questions(at: datetime) -> None:
    """Delete questions older than ASKED_ONCE_IN; called periodically by the worker."""
    with atomic():
        db.session.execute(
            delete(AcquaintanceQuestion).where(AcquaintanceQuestion.asked_at <= at - ASKED_ONCE_IN)
        )


def _refuse(known: Acquaintance, member_id: int) -> None:
    """Record who refused or ended it, so that they are not asked again within ASKED_ONCE_IN."""
    pair = queries.question_about(known.a_id, known.b_id)
    db.session.execute(update(AcquaintanceQuestion).where(*pair).values(refused_by=member_id))


def _say_again(known: Acquaintance, proposer: Member, other: Member) -> None:
    """Undo an end by the proposer while it still exists for the other, unless there is a block."""
    if not visibility.is_blocked(proposer.id, other.id):
        known.ended_by_id = None


def _confirm(known: Acquaintance, at: datetime) -> None:
    known.confirmed_at, known.declined_at = at, None
    cancel_queued(about=f"acquaintance:{known.id}", at=at)
    proposer, asked = (db.session.get_one(Member, one) for one in (known.proposed_by_id, known.asked_id))
    post(emails.acquaintance_confirmed(proposer, asked, known), at=at)
