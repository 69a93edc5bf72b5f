"""Appeal against a decision, and have it reviewed by another moderator."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.introductions.states import Role
from intro_app.moderation import emails, policy, queries
from intro_app.moderation.models import Appeal, Case, Decision
from intro_app.moderation.policy import AppealContext, ModerationRefusal
from intro_app.moderation.service.deciding import (
    Ruling,
    give_effect,
    sides_that_know,
    take_back,
    write,
)
from intro_app.moderation.service.looking import AccessRefused
from intro_app.moderation.stages import AppealOutcome, CaseOutcome, CaseStage
from intro_app.outbox import post
from intro_app.trust.events import Severity
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Review:
    """How an appeal is decided, with reasons; a changed decision has a ruling of its own."""

    outcome: AppealOutcome
    reasons: str
    ruling: Ruling | None = None


def may_appeal(case: Case, role: Role, at: datetime, report_id: int = 0) -> bool:
    """Whether this side may appeal now: once, within six months."""
    decision, is_side = case.decision, role is case.about or case.report_of(role, report_id) is not None
    decided_at = decision.known_since if decision else None
    appealed = case.appeal_of(role, report_id) is not None
    return is_side and policy.may_appeal(decided_at, appealed=appealed, at=at)


def appeal(case_id: int, role: Role, words: str, *, at: datetime, report_id: int = 0) -> None:
    """Make an appeal. Raises StaleError if it is the second one or too late."""
    with atomic():
        case = queries.locked_with_introduction(case_id)
        if not may_appeal(case, role, at, report_id):
            raise StaleError(N_("You can appeal once, within six months."))
        case.appeals.append(Appeal(role=role, report_id=report_id, text=words, made_at=at))
        case.become(CaseStage.APPEALED)


def review(case_id: int, judgement: Review, moderator: Member, *, at: datetime) -> None:
    """Decide the oldest appeal of a case. Raises AccessRefused, DomainError, StaleError."""
    with atomic():
        case = queries.locked_with_introduction(case_id)
        waiting, decision = case.appeal, case.decision
        if waiting is None or decision is None:
            raise StaleError(N_("This case has changed since you opened it."))
        _ensure_may_judge(case, waiting, decision, moderator, at)
        _ensure_possible(case, judgement, decision, at)
        waiting.by_id, waiting.outcome, waiting.reasons = moderator.id, judgement.outcome, judgement.reasons
        waiting.second_look, waiting.decided_at = took_part(decision, moderator), at
        _carry_out(case, judgement, decision, moderator, at)
        case.become(CaseStage.APPEALED if case.appeal else CaseStage.DECIDED)
        case.end_claim()
        _tell(case, waiting, at)
        note(moderator.id, "decided_appeal", case.about_id, f"case:{case.id}:{judgement.outcome}", "", at)


def against_judging(
    case: Case, waiting: Appeal, decision: Decision, moderator: Member, at: datetime
) -> ModerationRefusal | None:
    """Return why this moderator may not decide the appeal, or None."""
    return policy.against_appeal_judge(
        AppealContext(
            at=at,
            appealed_at=waiting.made_at,
            too_near=queries.is_too_near(moderator, case),
            took_part=took_part(decision, moderator),
            others=queries.others_who_could(case, decision.deciders),
        )
    )


def took_part(decision: Decision, moderator: Member) -> bool:
    """Whether this moderator made or seconded the decision that is appealed."""
    return moderator.id in decision.deciders


def _ensure_may_judge(
    case: Case, waiting: Appeal, decision: Decision, moderator: Member, at: datetime
) -> None:
    if refusal := against_judging(case, waiting, decision, moderator, at):
        raise AccessRefused(refusal)


def _ensure_possible(case: Case, judgement: Review, decision: Decision, at: datetime) -> None:
    possible = policy.appeal_outcomes(
        decision.outcome,
        bad_faith=decision.bad_faith_report_id is not None,
        stands=decision.overturned_at is None,
    )
    if judgement.outcome not in possible or (judgement.outcome is AppealOutcome.CHANGED) != bool(
        judgement.ruling
    ):
        raise DomainError(N_("Choose the outcome of the appeal. A changed decision needs its own reasons."))
    to_uphold = judgement.ruling is not None and judgement.ruling.outcome is CaseOutcome.UPHELD
    waited = case.hearing_ends is not None and at >= case.hearing_ends
    if to_uphold and not (case.side_at or waited or case.unheard_because):
        raise AccessRefused(ModerationRefusal.NOT_HEARD)


def _carry_out(case: Case, judgement: Review, decision: Decision, moderator: Member, at: datetime) -> None:
    if judgement.outcome is not AppealOutcome.UPHELD and decision.overturned_at is None:
        take_back(case, decision, at)
    if judgement.ruling:
        made = write(case, judgement.ruling, moderator, at)
        made.alone = policy.is_alone(judgement.ruling.severity, _agreed(decision, moderator))
        give_effect(case, made, at)


def _agreed(decision: Decision, moderator: Member) -> Severity | None:
    """Return how severe somebody else had found it, if the decision that is replaced upheld the report."""
    if decision.severity is None or took_part(decision, moderator):
        return None
    return Severity(decision.severity)


def _tell(case: Case, decided: Appeal, at: datetime) -> None:
    """Tell the person who appealed, and the others if something changed for them."""
    changed = decided.outcome is not AppealOutcome.UPHELD
    theirs = (decided.role, decided.report_id)
    sides = [side for side in sides_that_know(case, at) if changed or side == theirs]
    post(*emails.appeal_decisions(case, decided, sides, at), at=at)
