"""Decide a case, by one moderator, or by two where one could be misled, and carry the decision out.

Trust points, the end of a freeze, a removal and an e-mail to each side share the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intro_app.audit.service import note
from intro_app.db import atomic, db
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.introductions.service.closing import free_author, take_down
from intro_app.introductions.states import Role
from intro_app.introductions.texts import Nearness
from intro_app.moderation import emails, policy, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision, Side
from intro_app.moderation.policy import APPEAL_WITHIN, SEALED_FOR, DecisionContext
from intro_app.moderation.service.looking import AccessRefused
from intro_app.moderation.stages import CaseOutcome, CaseStage
from intro_app.outbox import cancel_queued, post
from intro_app.people.models import StoppableAct
from intro_app.people.stops import end_stops, stop_acts
from intro_app.reportable import source_of
from intro_app.trust import service as trust
from intro_app.trust.events import BadFaith, Severity, Upheld
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
    stops: Sequence[StoppableAct] = ()
    stop_days: int = 0
    bad_faith_report_id: int | None = None


def decide(case_id: int, ruling: Ruling, moderator: Member, *, at: datetime) -> Decision:
    """Decide a case, or propose a decision if two are needed.

    Raises AccessRefused, DomainError, StaleError.
    """
    with atomic():
        case = queries.locked_with_introduction(case_id)
        if refusal := policy.against_deciding(_context_of(case, ruling.outcome, moderator, at)):
            raise AccessRefused(refusal)
        if case.proposed:
            raise StaleError(N_("A decision is waiting for a second moderator."))
        decision = write(case, ruling, moderator, at)
        two = _needs_two(case, ruling, moderator)
        if not two:
            decision.alone = policy.is_alone(ruling.severity)
            enforce(case, decision, at)
        case.end_claim()
        act = "proposed_decision" if two else "decided_case"
        note(moderator.id, act, case.about_id, f"case:{case.id}:{ruling.outcome}", "", at)
    return decision


def _needs_two(case: Case, ruling: Ruling, moderator: Member) -> bool:
    return policy.needs_two(
        possible_retaliation=case.possible_retaliation,
        bad_faith=ruling.bad_faith_report_id is not None,
        severity=ruling.severity,
        others=queries.others_who_could(case, {moderator.id}) if policy.is_severe(ruling.severity) else 0,
    )


def _context_of(case: Case, outcome: CaseOutcome, moderator: Member, at: datetime) -> DecisionContext:
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
        raise DomainError(N_("Choose how serious it is only if you uphold the report."))
    if ruling.bad_faith_report_id is not None:
        _ensure_bad_faith_is_possible(case, ruling)
    decision = Decision(
        by_id=moderator.id,
        outcome=ruling.outcome,
        rule=ruling.rule,
        severity=int(ruling.severity) if ruling.severity else None,
        facts=ruling.facts,
        facts_for_reporters=ruling.facts_for_reporters,
        removes=ruling.removes and upheld and case.kind.can_be_taken_down,
        stops=[str(act) for act in ruling.stops] if upheld and case.about_id else [],
        stop_days=ruling.stop_days if ruling.stops and upheld else 0,
        bad_faith_report_id=ruling.bad_faith_report_id,
        written_at=at,
    )
    case.decisions.append(decision)
    db.session.flush()  # the trust ledger names its id
    return decision


def _ensure_bad_faith_is_possible(case: Case, ruling: Ruling) -> None:
    known = {report.id for report in case.reports if report.reporter_id or case.is_introduction}
    if ruling.outcome is not CaseOutcome.NOT_UPHELD or ruling.bad_faith_report_id not in known:
        raise DomainError(N_("Only a report that is not upheld can be knowingly false."))


def enforce(case: Case, decision: Decision, at: datetime) -> None:
    """Put a decision into force and tell both sides."""
    give_effect(case, decision, at)
    case.become(CaseStage.DECIDED)
    case.decided_at = at
    _forget_unsent_hearing(case, at)
    post(*emails.decisions(case, decision, sides_that_know(case, at), at), at=at)


def give_effect(case: Case, decision: Decision, at: datetime) -> None:
    """Apply the effects of a decision from now on."""
    decision.in_force_at = at
    case.erase_at = erase_at(decision.outcome, at)
    _count(case, decision, at)
    _end_freeze(case, at)
    if decision.removes:
        _remove(case, at)
    if decision.stopped_until and case.about_id is not None:
        stop_acts(case.about_id, decision.stopped_acts, decision.stopped_until, decision.id, at)


def _remove(case: Case, at: datetime) -> None:
    """End the introduction, or take the words down and keep them, sealed, to put them back."""
    if case.is_introduction:
        take_down(case.introduction, at=at)
    elif (source := source_of(case.kind)) and case.subject_id is not None:
        case.withheld = source.take_down(case.subject_id, at) or None


def _put_back(case: Case, at: datetime) -> None:
    source, kept = source_of(case.kind), case.withheld
    if source and kept and case.subject_id is not None:
        source.put_back(case.subject_id, kept, at)
        case.withheld = None


def sides_that_know(case: Case, at: datetime) -> list[Side]:
    """Return who is told: the reported person if they know of the case, and everyone who reported."""
    reported = [Side(case.about)] if case.is_known(at) else []
    return [*reported, *(case.side_of(report) for report in case.reports)]


def take_back(case: Case, decision: Decision, at: datetime) -> None:
    """Undo all effects of a decision; the trust score is then as if it had never been made."""
    decision.overturned_at = at
    end_stops(decision.id, at)
    _put_back(case, at)
    if decision.removes and case.is_introduction and _author_knows(case):
        free_author(case.introduction, at=at)
    if _counts(decision):
        sides = [case.about_id, *(report.reporter_id for report in case.reports)]
        trust.reverse(decision.id, at, told=[side for side in sides if side is not None])


def _author_knows(case: Case) -> bool:
    """Whether the author of the introduction is told of the appeal; to others its end must stay silent."""
    author = case.introduction.author_role
    return author is case.about or case.report_of(author) is not None


def _counts(decision: Decision) -> bool:
    """Whether the decision has an event in the trust ledger."""
    return decision.bad_faith_report_id is not None or decision.outcome is CaseOutcome.UPHELD


def erase_at(outcome: CaseOutcome, at: datetime) -> datetime:
    """Return when to erase the sealed copy: after the time for appeals, plus a month unless unclear."""
    return at + APPEAL_WITHIN + (timedelta() if outcome is CaseOutcome.UNCLEAR else SEALED_FOR)


def _count(case: Case, decision: Decision, at: datetime) -> None:
    if decision.severity is not None and case.about_id is not None:
        connector, severity = _vouched(case), Severity(decision.severity)
        event = Upheld(at, decision.id, case.about_id, severity, connector, decision.alone)
        trust.record(event, at, told=[case.about_id])
    reporter = next((one.reporter_id for one in case.reports if one.id == decision.bad_faith_report_id), None)
    if reporter is not None:
        trust.record(BadFaith(at, decision.id, reporter), at, told=[reporter])


def _vouched(case: Case) -> int | None:
    """Return the connector who wrote "I know them well" of the reported requester, or None."""
    introduction = case.about_introduction
    if introduction is None:
        return None
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
