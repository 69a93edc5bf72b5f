"""The second moderator: agree with what another one wrote, or not.

A proposed decision comes into force or is dropped. A severe verdict that came into force because there was
nobody else counts in full from now on, or stays at what it counts as.
"""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.db import atomic
from intro_app.errors import StaleError
from intro_app.identity.models import Member
from intro_app.moderation import emails, policy, queries
from intro_app.moderation.models import Case, Decision
from intro_app.moderation.service.deciding import enforce, erase_at
from intro_app.moderation.service.looking import AccessRefused
from intro_app.outbox import post
from intro_app.periodic import run_each
from intro_app.trust import service as trust
from intro_app.trust.events import SecondAgreed, Severity
from intro_app.wording import N_


def second(case_id: int, moderator: Member, *, agrees: bool, at: datetime) -> None:
    """Answer a decision that waits for a second moderator. Raises AccessRefused, StaleError."""
    with atomic():
        case = queries.locked_with_introduction(case_id)
        decision = case.proposed or case.half_agreed
        if decision is None:
            raise StaleError(N_("This case has changed since you opened it."))
        near = queries.is_too_near(moderator, case)
        if refusal := policy.against_second(decision.by_id, moderator.id, near=near):
            raise AccessRefused(refusal)
        decision.second_id = moderator.id
        case.end_claim()
        act = _conclude(case, decision, agrees, at)
        note(moderator.id, act, case.about_id, f"case:{case.id}:{decision.outcome}", "", at)


def settle_alone(at: datetime) -> int:
    """Put severe verdicts into force for less if nobody is left who could be the second; return how many."""
    return run_each("moderation.settle_alone", queries.proposed_severe(), _settle, at)


def _settle(case_id: int, at: datetime) -> bool:
    case = queries.locked_with_introduction(case_id)
    decision = case.proposed
    if decision is None or queries.others_who_could(case, {decision.by_id}):
        return False
    decision.alone = True
    enforce(case, decision, at)
    return True


def _conclude(case: Case, decision: Decision, agrees: bool, at: datetime) -> str:
    """Carry the answer out; return its name in the audit."""
    if not decision.awaits_second:
        return _conclude_proposed(case, decision, agrees, at)
    if agrees:
        _count_in_full(case, decision, at)
    else:
        decision.disagreed_at = at
    if case.about_id is not None and emails.addressee(case, case.about):
        post(emails.second_moderator(case, decision, at), at=at)
    return "agreed_with_decision" if agrees else "disagreed_with_decision"


def _conclude_proposed(case: Case, decision: Decision, agrees: bool, at: datetime) -> str:
    if agrees:
        enforce(case, decision, at)
        return "seconded_decision"
    decision.dropped_at = at
    return "dropped_decision"


def _count_in_full(case: Case, decision: Decision, at: datetime) -> None:
    decision.agreed_at = at
    case.erase_at = erase_at(decision.outcome, at)
    if case.about_id is not None and decision.severity is not None:
        event = SecondAgreed(at, decision.id, case.about_id, Severity(decision.severity))
        trust.record(event, at, told=[case.about_id])
