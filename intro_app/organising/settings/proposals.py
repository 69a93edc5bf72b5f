"""Changes that open the site to more people: they wait for a second person, or for a day (ADR 35)."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import select

from intro_app.audit.service import note
from intro_app.db import advisory_lock, atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.queries import who_can
from intro_app.organising.settings import emails, queries
from intro_app.organising.settings.policy import WIDENING_WAITS, WideningPart
from intro_app.organising.settings.storing import LOCK, ensure_they_can_be_set, store
from intro_app.people.reach import write_to_each
from intro_app.periodic import run_each
from intro_app.site_settings import SettingProposal, follow_at_once
from intro_app.wording import N_

logger = logging.getLogger(__name__)


class ProposalDecided(DomainError):
    """It does not wait any more."""

    def __init__(self) -> None:
        super().__init__(N_("This change isn’t waiting any more. Look at the latest changes below."))


class ProposalIsOwn(DomainError):
    """Whoever proposed it cannot be the second person."""

    def __init__(self) -> None:
        super().__init__(N_("You proposed this change, so someone else has to confirm it."))


def propose(part: WideningPart, texts: Mapping[str, str], staff: Member, at: datetime) -> None:
    """Let a change wait, and write to everybody who may decide on it, in the caller's transaction.

    The same change again does not wait longer; another one takes its place.
    """
    there = db.session.scalar(select(SettingProposal).where(SettingProposal.part == part))
    if there and there.texts == texts:
        return
    if there:
        _end(there, staff.id, "setting_proposal_replaced", at)
    made = SettingProposal(part=part, texts=dict(texts), applies_at=at + WIDENING_WAITS)
    db.session.add(made)
    db.session.flush()
    caretakers = select(Member).where(Member.id.in_(who_can(StaffRole.CARETAKER))).order_by(Member.id)
    letters = [
        (one, partial(emails.opening_waits, one, staff, made)) for one in db.session.scalars(caretakers)
    ]
    write_to_each(letters, at=at)
    note(staff.id, queries.PROPOSED, None, f"setting_proposal:{made.id}", "", at)


def drop_replaced(names: Collection[str], staff: Member, at: datetime) -> None:
    """End what waits for settings that are changed otherwise meanwhile, in the caller's transaction."""
    for there in db.session.scalars(select(SettingProposal).order_by(SettingProposal.id)).all():
        if set(there.texts) & set(names):
            _end(there, staff.id, "setting_proposal_replaced", at)


def confirm(proposal_id: int, staff: Member, at: datetime) -> None:
    """Store a change as the second person.

    Raises ProposalDecided, ProposalIsOwn, and SettingLocked or SettingRefused if it cannot be set any more.
    """
    with atomic():
        waiting = _waiting(proposal_id)
        if waiting.by is None or waiting.by.id == staff.id:
            raise ProposalIsOwn
        ensure_they_can_be_set(waiting.proposal.texts)
        store(waiting.proposal.texts, waiting.by.id, at)
        _end(waiting.proposal, staff.id, "setting_proposal_confirmed", at)
    follow_at_once()


def withdraw(proposal_id: int, staff: Member, at: datetime) -> None:
    """End what waits; whoever may decide on it may also do that. Raises ProposalDecided."""
    with atomic():
        _end(_waiting(proposal_id).proposal, staff.id, "setting_proposal_withdrawn", at)


def apply_due(at: datetime) -> None:
    """Store what nobody withdrew within its day; the worker calls this.

    What was proposed by somebody who no longer looks after the site, or cannot be set any more, just ends.
    """
    if run_each("organising.apply_due", queries.due_proposals(), _apply, at):
        follow_at_once()


def _apply(proposal_id: int, at: datetime) -> bool:
    try:
        waiting = _waiting(proposal_id)
    except ProposalDecided:
        return False
    act = "setting_proposal_ended"
    if waiting.by and waiting.by.id in who_can(StaffRole.CARETAKER):
        try:
            ensure_they_can_be_set(waiting.proposal.texts)
        except DomainError:
            logger.warning("a change that waited cannot be set any more")
        else:
            store(waiting.proposal.texts, waiting.by.id, at)
            act = "setting_proposal_applied"
    _end(waiting.proposal, None, act, at)
    return True


def _waiting(proposal_id: int) -> queries.WaitingProposal:
    advisory_lock(LOCK)
    found = queries.waiting_proposal(proposal_id)
    if found is None:
        raise ProposalDecided
    return found


def _end(proposal: SettingProposal, by_id: int | None, act: str, at: datetime) -> None:
    db.session.delete(proposal)
    db.session.flush()
    note(by_id, act, None, f"setting_proposal:{proposal.id}", "", at)
