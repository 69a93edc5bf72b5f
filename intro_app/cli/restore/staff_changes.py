"""Makes the changes about who comes in and what staff decided: requests, groups, suspensions, verdicts."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from intro_app.db import db
from intro_app.groups.models import GroupMembership
from intro_app.identity.models import Member, SuspensionCause, SuspensionGround
from intro_app.joining.invitations.models import Invitation
from intro_app.joining.requests.models import JoinRequest
from intro_app.joining.requests.policy import StaffAnswer
from intro_app.journal.policy import JournalKind, Line, moment_of
from intro_app.moderation.service.restoring import Effects, take_effect_again
from intro_app.organising.suspensions.restoring import SuspendedBefore, suspend_again
from intro_app.outbox import cancel_queued
from intro_app.people.models import StoppableAct
from intro_app.reportable import SubjectKind
from intro_app.trust.models import Freeze


def _invitation(line: Line) -> None:
    """End it as a no does: the inviter sees no difference, and the address is erased."""
    made, at = db.session.get(Invitation, int(line.key)), moment_of(line.facts["at"])
    if made is not None and at is not None and made.refused_at is None and made.taken == 0:
        made.refused_at, made.address = at, ""
        cancel_queued(about=f"invitation:{made.id}", at=at)


def _request(line: Line) -> None:
    """Answer it again, or erase who asked. The words of the answer are lost, and its e-mail has gone."""
    made, told = db.session.get(JoinRequest, int(line.key)), line.facts
    if made is None:
        return
    decided_at = moment_of(told["decided_at"])
    if told["verdict"] and decided_at and made.verdict is None:
        by = select(Member.id).where(Member.id == told["decided_by_id"])
        made.verdict, made.decided_at = StaffAnswer(told["verdict"]), decided_at
        made.decided_by_id = db.session.scalar(by)
    if told["is_erased"]:
        cancel_queued(about=f"join_request:{made.id}", at=line.at)
        made.forget_applicant()


def _group(line: Line) -> None:
    ended = {"ended_at": moment_of(line.facts["ended_at"]), "removed": line.facts["removed"]}
    same = GroupMembership.id == int(line.key)
    db.session.execute(update(GroupMembership).where(same).values(ended))


def _suspension(line: Line) -> None:
    told = line.facts
    before = SuspendedBefore(
        member_id=told["member_id"],
        ground=SuspensionGround(told["ground"]),
        by_id=told["by_id"],
        cause=SuspensionCause(told["cause"]) if told["cause"] else None,
        made_at=moment_of(told["made_at"]) or line.at,
        until=moment_of(told["until"]),
        ended_at=moment_of(told["ended_at"]),
    )
    suspend_again(int(line.key), before, line.at)


def _freeze(line: Line) -> None:
    member_id, since, until = int(line.key), moment_of(line.facts["since"]), moment_of(line.facts["until"])
    if since is None or until is None:
        db.session.execute(delete(Freeze).where(Freeze.member_id == member_id))
    elif db.session.get(Member, member_id):
        db.session.merge(Freeze(member_id=member_id, since=since, until=until))


def _decision(line: Line) -> None:
    told, at = line.facts, moment_of(line.facts["at"])
    if at is None:
        return
    effects = Effects(
        case_id=told["case_id"],
        kind=SubjectKind(told["kind"]),
        subject_id=told["subject_id"] if told["removes"] else None,
        about_id=told["about_id"],
        stops=tuple(StoppableAct(act) for act in told["stops"]),
        until=moment_of(told["until"]) or at,
    )
    take_effect_again(int(line.key), effects, at)


MAKERS: Mapping[JournalKind, Callable[[Line], Any]] = {
    JournalKind.INVITATION: _invitation,
    JournalKind.REQUEST: _request,
    JournalKind.GROUP: _group,
    JournalKind.SUSPENSION: _suspension,
    JournalKind.FREEZE: _freeze,
    JournalKind.DECISION: _decision,
}
