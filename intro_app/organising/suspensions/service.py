"""Suspend or remove a member, end that, and hear an appeal; each noted in the audit log.

Nobody but the member is told. Whoever waits for them reads silence until the closing day.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from intro_app import links
from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity import queries as accounts
from intro_app.identity.models import Member, Suspension, SuspensionCause, SuspensionGround
from intro_app.identity.service import end_other_sessions
from intro_app.identity.service.signing_in import end_sign_ins
from intro_app.introductions.service.closing import take_down
from intro_app.links import LinkPurpose
from intro_app.organising.suspensions import emails, policy, queries
from intro_app.organising.suspensions.calling import call_judges
from intro_app.organising.suspensions.policy import (
    APPEAL_WITHIN,
    REMEMBERED_FOR,
    JudgeContext,
    SuspensionContext,
    SuspensionLength,
    SuspensionRefusal,
)
from intro_app.outbox import post
from intro_app.periodic import run_each


@dataclass(frozen=True)
class Sentence:
    """What staff decide about an account: why, in words for the member, for how long, and what led to it."""

    ground: SuspensionGround
    words: str
    length: SuspensionLength
    cause: SuspensionCause


class SuspensionRefused(DomainError):
    """This person may not do this now."""

    def __init__(self, refusal: SuspensionRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def suspend(member: Member, sentence: Sentence, staff: Member, at: datetime) -> Suspension:
    """Suspend or remove a member, and tell them why. Raises SuspensionRefused.

    What they asked for and have open closes inside at once, and is told to nobody before its closing day.
    """
    with atomic():
        db.session.refresh(member, with_for_update=True)
        _ensure_may_suspend(member, staff)
        made = Suspension(
            member_id=member.id,
            ground=sentence.ground,
            words=sentence.words,
            by_id=staff.id,
            cause=sentence.cause,
            made_at=at,
            until=sentence.length.until(at),
        )
        db.session.add(made)
        db.session.flush()  # the link and the audit line name its id
        member.suspended, member.removed = True, made.removes
        for one in queries.asks_of(member.id):
            take_down(one, at=at)
        if made.removes:
            end_other_sessions(member.id, keeping="")
            end_sign_ins(member)
        post(emails.account_suspended(member, made, _link(made, at)), at=at)
        act = "member_removed" if made.removes else "member_suspended"
        note(staff.id, act, member.id, f"suspension:{made.id}", "", at)
    return made


def lift(suspension_id: int, words: str, staff: Member, at: datetime) -> None:
    """End a suspension or removal before its time, with words for the member; nothing if it has ended.

    Raises SuspensionRefused for who invited the member or came by them.
    """
    with atomic():
        found = accounts.locked_suspension(suspension_id)
        if found and found.stands:
            if queries.invited_each_other(staff.id, found.member_id):
                raise SuspensionRefused(SuspensionRefusal.TOO_NEAR)
            found.judge_words = words
            _end(found, at, by_id=staff.id)


def end_due(at: datetime) -> int:
    """End the suspensions whose time is over; return how many. The worker calls this."""
    return run_each("organising.end_due", accounts.suspensions_over(), _end_one, at)


def appeal(suspension_id: int, words: str, at: datetime) -> bool:
    """Store the member's appeal and call those who may judge it.

    Returns False if there was one, if the suspension has ended, or if it is too late.
    """
    with atomic():
        found = accounts.locked_suspension(suspension_id)
        if found is None or not may_appeal(found, at):
            return False
        found.appeal_words, found.appealed_at = words, at
        db.session.flush()  # what waits for each judge is counted
        call_judges(found, at)
        return True


def may_appeal(found: Suspension, at: datetime) -> bool:
    """Return whether its member may appeal now."""
    return found.stands and found.appealed_at is None and at <= found.made_at + APPEAL_WITHIN


def judge(suspension_id: int, words: str, staff: Member, at: datetime, *, overturns: bool) -> None:
    """Decide an appeal: end the suspension, or let it stand, with reasons. Raises SuspensionRefused."""
    with atomic():
        found = accounts.locked_suspension(suspension_id)
        if found is None or not found.waits_for_judge or found.appealed_at is None:
            raise SuspensionRefused(SuspensionRefusal.NO_APPEAL)
        facts = JudgeContext(
            staff_id=staff.id,
            decided_by=found.by_id,
            member_id=found.member_id,
            invited=queries.invited_each_other(staff.id, found.member_id),
            appealed_at=found.appealed_at,
            others=len(queries.judges_of(found.member_id, but=found.by_id)),
            at=at,
        )
        if refusal := policy.against_judging(facts):
            raise SuspensionRefused(refusal)
        found.judged_at, found.judge_words = at, words
        if overturns:
            _end(found, at, by_id=staff.id)
            return
        member = db.session.get_one(Member, found.member_id)
        if member.left_at is None:
            post(emails.suspension_stands(member, found, at), at=at)
        note(staff.id, "appeal_refused", member.id, f"suspension:{found.id}", "", at)


def erase_suspensions(member: Member) -> None:
    """Erase the words about somebody who leaves; what stands is known by the hash of their address."""
    theirs = Suspension.member_id == member.id
    db.session.execute(delete(Suspension).where(theirs, Suspension.ended_at.is_not(None)))
    blank = {"words": "", "appeal_words": "", "judge_words": "", "mailbox_hash": member.mailbox_hash}
    db.session.execute(update(Suspension).where(theirs).values(blank))


def forget_suspensions(at: datetime) -> None:
    """Delete what ended long ago; the worker calls this."""
    with atomic():
        db.session.execute(delete(Suspension).where(Suspension.ended_at <= at - REMEMBERED_FOR))


def _ensure_may_suspend(member: Member, staff: Member) -> None:
    facts = SuspensionContext(
        staff_id=staff.id,
        member_id=member.id,
        invited=queries.invited_each_other(staff.id, member.id),
        has_rights=bool(accounts.staff_roles(member.id)),
        is_suspended=member.suspended,
    )
    if refusal := policy.against_suspending(facts):
        raise SuspensionRefused(refusal)


def _end_one(suspension_id: int, at: datetime) -> bool:
    found = accounts.locked_suspension(suspension_id)
    if found is None or not found.stands or found.until is None or found.until > at:
        return False
    _end(found, at, by_id=None)
    return True


def _end(found: Suspension, at: datetime, *, by_id: int | None) -> None:
    """Put the account back as it was, and tell the member."""
    found.ended_at, found.mailbox_hash = at, ""
    theirs = select(Member).where(Member.id == found.member_id).with_for_update()
    member = db.session.scalars(theirs.execution_options(populate_existing=True)).one()
    member.suspended = member.removed = False
    if member.left_at is None:
        post(emails.suspension_ended(member, found, at), at=at)
    note(by_id, "suspension_ended", member.id, f"suspension:{found.id}", "", at)


def _link(made: Suspension, at: datetime) -> str:
    """Return the link to the reason; it works for as long as an appeal is possible."""
    return links.issue(LinkPurpose.SUSPENSION, f"suspension:{made.id}", at=at, until=at + APPEAL_WITHIN)
