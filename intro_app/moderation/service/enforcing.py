"""Carry out a decision: trust points, the end of a freeze, a removal, and an e-mail to each side."""

from datetime import datetime, timedelta

from intro_app.introductions.service.closing import take_down
from intro_app.introductions.states import Role
from intro_app.introductions.texts import Nearness
from intro_app.moderation import emails, queries
from intro_app.moderation.models import Case, Decision
from intro_app.moderation.policy import APPEAL_WITHIN, SEALED_FOR
from intro_app.moderation.stages import CaseOutcome, CaseStage
from intro_app.outbox import cancel_queued, post
from intro_app.trust import service as trust
from intro_app.trust.events import BadFaith, Severity, Upheld


def enforce(case: Case, decision: Decision, at: datetime) -> None:
    """Put a decision into force and tell both sides."""
    give_effect(case, decision, at)
    case.become(CaseStage.DECIDED)
    case.decided_at = at
    _forget_unsent_hearing(case, at)
    post_decision(case, decision, at)


def give_effect(case: Case, decision: Decision, at: datetime) -> None:
    """Apply the effects of a decision from now on."""
    decision.in_force_at = at
    case.erase_at = erase_at(decision.outcome, at)
    _count(case, decision, at)
    _end_freeze(case, at)
    if decision.removes:
        take_down(case.introduction, at=at)


def post_decision(case: Case, decision: Decision, at: datetime) -> None:
    """Tell everyone who reported, and the reported person if they know of the case."""
    knowing = [case.about] if queries.knows_of(case, at) else []
    for role in [*knowing, *(report.role for report in case.reports)]:
        if emails.addressee(case, role):
            post(emails.decision(case, decision, role, at), at=at)


def take_back(case: Case, decision: Decision, at: datetime) -> None:
    """Undo all effects of a decision; the trust score is then as if it had never been made."""
    decision.overturned_at = at
    if counts(decision):
        sides = [case.about_id, *(report.reporter_id for report in case.reports)]
        trust.reverse(decision.id, at, told=[side for side in sides if side is not None])


def counts(decision: Decision) -> bool:
    """Whether the decision has an event in the trust ledger."""
    return decision.bad_faith_report_id is not None or decision.outcome is CaseOutcome.UPHELD


def erase_at(outcome: CaseOutcome, at: datetime) -> datetime:
    """Return when to erase the sealed copy: after the time for appeals, plus a month unless unclear."""
    return at + APPEAL_WITHIN + (timedelta() if outcome is CaseOutcome.UNCLEAR else SEALED_FOR)


def _count(case: Case, decision: Decision, at: datetime) -> None:
    if decision.severity is not None and case.about_id is not None:
        connector, severity = _vouched(case), Severity(decision.severity)
        event = Upheld(at, decision.id, case.about_id, severity, connector)
        trust.record(event, at, told=[case.about_id])
    reporter = next((one.reporter_id for one in case.reports if one.id == decision.bad_faith_report_id), None)
    if reporter is not None:
        trust.record(BadFaith(at, decision.id, reporter), at, told=[reporter])


def _vouched(case: Case) -> int | None:
    """Return the connector who wrote "I know them well" of the reported requester, or None."""
    introduction = case.introduction
    word = introduction.endorsed
    well = word is not None and word.nearness is Nearness.WELL and case.about is Role.FIRST
    return introduction.connector_id if well else None


def _end_freeze(case: Case, at: datetime) -> None:
    """End the suspension, which lasts until the decision, unless another open case has one too."""
    if case.about_id is None or case.frozen_until is None or case.frozen_until <= at:
        return
    case.frozen_until = at
    if other := queries.frozen_elsewhere(case, at):
        trust.freeze(case.about_id, other, at)
    else:
        trust.thaw(case.about_id, at)


def _forget_unsent_hearing(case: Case, at: datetime) -> None:
    """Cancel a hearing whose e-mail was not sent yet, so that the person need not hear of the case."""
    if case.heard_from and case.heard_from > at:
        cancel_queued(about=f"case:{case.id}", at=at, kinds={"your_side"})
        case.heard_from = None
