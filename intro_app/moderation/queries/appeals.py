"""Queries on appeals that wait: which of them a moderator may decide now, and which wait for another one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.moderation import policy
from intro_app.moderation.models import Appeal, Case, Decision
from intro_app.moderation.policy import SECOND_LOOK_AFTER, AppealContext
from intro_app.moderation.queries.cases import others_who_could
from intro_app.moderation.stages import CaseStage


def may_be_for(judge: Member, at: datetime) -> ColumnElement[bool]:
    """Return the condition of an appealed case that this moderator may be able to decide now.

    Whoever made the decision may judge the appeal only if nobody else can, and two days later; whether
    somebody else can is what `for_others` finds out.
    """
    first_appeal = select(func.min(Appeal.made_at)).where(
        Appeal.case_id == Case.id, Appeal.decided_at.is_(None)
    )
    return or_(~_decided_by(judge), first_appeal.scalar_subquery() <= at - SECOND_LOOK_AFTER)


def for_others(judge: Member, case_ids: Collection[int], at: datetime) -> set[int]:
    """Return which of these cases have an appeal that this moderator decided and may not judge now."""
    own = select(Case).where(Case.id.in_(case_ids), Case.stage == CaseStage.APPEALED, _decided_by(judge))
    return {one.id for one in db.session.scalars(own).all() if _is_for_another(one, at)}


def _is_for_another(case: Case, at: datetime) -> bool:
    waiting, decision = case.appeal, case.decision
    assert waiting is not None, "an appealed case has an appeal that waits"
    assert decision is not None, "an appeal is against a decision"
    others = others_who_could(case, decision.deciders)
    context = AppealContext(at=at, appealed_at=waiting.made_at, too_near=False, took_part=True, others=others)
    return policy.against_appeal_judge(context) is not None


def _decided_by(judge: Member) -> ColumnElement[bool]:
    """Return the condition that this moderator made or seconded the decision of a case that is in force."""
    later = aliased(Decision)
    replaced = exists().where(
        later.case_id == Decision.case_id, later.in_force_at.is_not(None), later.id > Decision.id
    )
    return exists().where(
        Decision.case_id == Case.id,
        Decision.in_force_at.is_not(None),
        or_(Decision.by_id == judge.id, Decision.second_id == judge.id),
        ~replaced,
    )
