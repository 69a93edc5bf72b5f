"""Decide a case, by one moderator, or by two where one could be misled; its effects share the transaction."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.introductions.queries import locked as locked_introduction
from intro_app.moderation import policy, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision
from intro_app.moderation.policy import DecisionContext
from intro_app.moderation.service.enforcing import enforce
from intro_app.moderation.service.looking import AccessRefused
from intro_app.moderation.stages import CaseOutcome
from intro_app.trust.events import Severity
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a moderator decides: the outcome, the rule, and the facts in words that each side may read."""

    outcome: CaseOutcome
    rule: Grounds
    facts: str
    facts_for_reporters: str
    severity: Severity | None = None
    removes: bool = False
    bad_faith_report_id: int | None = None


def decide(case_id: int, ruling: Ruling, moderator: Member, *, at: datetime) -> Decision:
    """Decide a case, or propose a decision if two are needed.

    Raises AccessRefused, DomainError, StaleError.
    """
    with atomic():
        case = held(case_id)
        if refusal := policy.against_deciding(bench_of(case, ruling.outcome, moderator, at)):
            raise AccessRefused(refusal)
        if case.proposed:
            raise StaleError(N_("A decision waits for a second moderator."))
        decision = write(case, ruling, moderator, at)
        two = policy.needs_two(
            possible_retaliation=case.possible_retaliation, bad_faith=ruling.bad_faith_report_id is not None
        )
        if not two:
            enforce(case, decision, at)
        act = "proposed_decision" if two else "decided_case"
        note(moderator.id, act, case.about_id, f"case:{case.id}", ruling.outcome, at)
    return decision


def second(case_id: int, moderator: Member, *, agrees: bool, at: datetime) -> None:
    """Put a proposed decision into force or drop it, as a second moderator.

    Raises AccessRefused, StaleError.
    """
    with atomic():
        case = held(case_id)
        decision = case.proposed
        if decision is None:
            raise StaleError(N_("This case has gone on meanwhile."))
        near = queries.is_too_near(moderator, case)
        if refusal := policy.against_second(decision.by_id, moderator.id, near=near):
            raise AccessRefused(refusal)
        decision.second_id = moderator.id
        if agrees:
            enforce(case, decision, at)
        else:
            decision.dropped_at = at
        act = "seconded_decision" if agrees else "dropped_decision"
        note(moderator.id, act, case.about_id, f"case:{case.id}", decision.outcome, at)


def held(case_id: int) -> Case:
    """Lock the introduction and then the case, always in this order to avoid deadlocks; return the case."""
    locked_introduction(db.session.get_one(Case, case_id).introduction_id)
    return queries.locked(case_id)


def bench_of(case: Case, outcome: CaseOutcome, moderator: Member, at: datetime) -> DecisionContext:
    """Return the facts that the policy needs about a moderator who would decide so."""
    return DecisionContext(
        at=at,
        stage=case.stage,
        too_near=queries.is_too_near(moderator, case),
        outcome=outcome,
        heard=case.side_at is not None,
        hearing_ends=case.hearing_ends,
        unheard_on_purpose=bool(case.unheard_because),
    )


def write(case: Case, ruling: Ruling, moderator: Member, at: datetime) -> Decision:
    """Add a decision that is not in force yet. Raises DomainError if its parts contradict each other."""
    upheld = ruling.outcome is CaseOutcome.UPHELD
    if upheld != (ruling.severity is not None):
        raise DomainError(N_("Say how grave it is if the report is upheld, and only then."))
    if ruling.bad_faith_report_id is not None:
        _ensure_bad_faith_is_possible(case, ruling)
    decision = Decision(
        by_id=moderator.id,
        outcome=ruling.outcome,
        rule=ruling.rule,
        severity=int(ruling.severity) if ruling.severity else None,
        facts=ruling.facts,
        facts_for_reporters=ruling.facts_for_reporters,
        removes=ruling.removes and upheld,
        bad_faith_report_id=ruling.bad_faith_report_id,
        written_at=at,
    )
    case.decisions.append(decision)
    db.session.flush()  # the trust ledger names its id
    return decision


def _ensure_bad_faith_is_possible(case: Case, ruling: Ruling) -> None:
    of_members = {report.id for report in case.reports if report.reporter_id}
    if ruling.outcome is not CaseOutcome.NOT_UPHELD or ruling.bad_faith_report_id not in of_members:
        raise DomainError(
            N_("Only a member’s report that is not upheld can have been made against better knowledge.")
        )
