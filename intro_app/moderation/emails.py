"""The e-mails of moderation, one function each (E16 of the flows)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from intro_app import links
from intro_app.config import settings
from intro_app.identity.models import Member
from intro_app.introductions.guests import Guest
from intro_app.introductions.states import Role
from intro_app.links import LinkPurpose
from intro_app.moderation import evidence, policy
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Appeal, Case, Decision, Report, Side
from intro_app.moderation.models.cases import HEARING
from intro_app.moderation.queries.duty import Workload
from intro_app.moderation.stages import AppealOutcome
from intro_app.outbox import Addressee, Email, MailKind, compose
from intro_app.people.reach import reach_about_rights
from intro_app.trust.policy import Effect
from intro_app.trust.queries import effect_on


def addressee(case: Case, role: Role, report_id: int = 0) -> Addressee | None:
    """Return where to write to a side of a case; None if no address is known any more."""
    report = case.report_of(role, report_id)
    person = _person(case, role, report)
    if report and report.address:
        return Addressee(address=report.address, locale=report.locale, name=report.name)
    if role is case.about and case.author_address and not case.is_introduction:
        return Addressee(address=case.author_address, locale=case.author_locale, name="")
    return reach_about_rights(person)


def _person(case: Case, role: Role, report: Report | None) -> Member | Guest | None:
    if case.is_introduction:
        return case.introduction.person(role)
    if role is case.about:
        return case.person
    return report.reporter if report else None


def report_received(case: Case, report: Report, median_days: int | None) -> Email:
    """E16a: confirm a report; say who reads it, how long it takes, and that nobody is told who reported."""
    return _email(
        "report_received",
        case,
        case.side_of(report),
        str(report.id),
        report=report,
        median_days=median_days,
    )


def report_waiting(moderator: Member, case: Case) -> Email:
    """E16e: call a moderator to a new report; says how severe it would be, and names nobody."""
    return _to_moderator(
        "report_waiting",
        moderator,
        f"{case.id}:{case.severity}",
        severity=case.severity,
        since=case.opened_at,
    )


def site_reported(caretaker: Member, case: Case, grounds: Grounds) -> Email:
    """E16h: tell those who write the site's own words that they were reported, and why."""
    return compose(
        "site_reported",
        "moderation",
        to=caretaker.addressee,
        dedupe=f"site_reported:{case.id}:{caretaker.id}",
        about="moderation",
        scopes=("kind:moderation",),
        url=f"{settings().base_url}/staff",
        what=case.kind,
        grounds=grounds,
    )


def moderation_waiting(moderator: Member, waiting: Workload, batch: datetime) -> Email:
    """E16f: tell a moderator once a day how much waits, since when, and how severe the gravest would be."""
    return _to_moderator("moderation_waiting", moderator, batch.date().isoformat(), waiting=waiting)


def your_side(case: Case, goes_out: datetime, at: datetime) -> Email:
    """E16b: ask the reported person for their side within seven days; name the rule and quote their words."""
    frozen = case.frozen_until if case.frozen_until and case.frozen_until > goes_out else None
    return _email(
        "your_side",
        case,
        Side(case.about),
        "hearing",
        url=case_link(case, case.about, at),
        until=goes_out + HEARING,
        frozen_until=frozen,
        own=evidence.written_by(case.about, evidence.copy_of(case)),
    )


def asks_frozen(case: Case, at: datetime) -> Email:
    """Tell the reported person that their new asks are suspended until a date, and nothing is decided yet."""
    return _email("asks_frozen", case, Side(case.about), f"{at.timestamp()}", until=case.frozen_until)


def decisions(case: Case, made: Decision, sides: Iterable[Side], at: datetime) -> list[Email]:
    """Return E16c for each of these sides whose address is known."""
    return [decision(case, made, *side, at=at) for side in sides if addressee(case, *side)]


def decision(case: Case, made: Decision, role: Role, report_id: int = 0, *, at: datetime) -> Email:
    """E16c: tell a side the decision with the facts it may know, its effect, and how to appeal."""
    return _email(
        "decision",
        case,
        Side(role, report_id),
        f"decision:{made.id}",
        decision=made,
        effect=effect_of(case, made, at) if role is case.about else None,
        bad_faith=_in_bad_faith(case, made, role, report_id),
        url=case_link(case, role, at, report_id),
        appeal_until=at + policy.APPEAL_WITHIN,
    )


def appeal_decisions(case: Case, appeal: Appeal, sides: Iterable[Side], at: datetime) -> list[Email]:
    """Return E16d for each of these sides whose address is known."""
    return [appeal_decision(case, appeal, *side, at=at) for side in sides if addressee(case, *side)]


def appeal_decision(case: Case, appeal: Appeal, role: Role, report_id: int = 0, *, at: datetime) -> Email:
    """E16d: tell a side how an appeal ended, who decided it, and which decision is in force now."""
    now_counts = case.decision if case.decision and case.decision.overturned_at is None else None
    return _email(
        "appeal_decision",
        case,
        Side(role, report_id),
        f"appeal:{appeal.id}",
        appeal=appeal,
        decision=now_counts,
        effect=effect_of(case, now_counts, at) if now_counts and role is case.about else None,
        stays_closed=_stays_closed(case, appeal),
        is_mine=(appeal.role, appeal.report_id) == (role, report_id),
        url=case_link(case, role, at, report_id),
        appeal_until=_appeal_until(case, role, report_id, at),
    )


def second_moderator(case: Case, made: Decision, at: datetime) -> Email:
    """E16g: tell the reported member what a second moderator found: it counts in full now, or stays as is."""
    return _email(
        "second_moderator",
        case,
        Side(case.about),
        f"second:{made.id}",
        decision=made,
        effect=effect_of(case, made, at),
        url=case_link(case, case.about, at),
        appeal_until=(made.known_since or at) + policy.APPEAL_WITHIN,
    )


def case_link(case: Case, role: Role, at: datetime, report_id: int = 0) -> str:
    """Return a new link by which a side reads the case, answers and appeals without an account."""
    until = at + policy.APPEAL_WITHIN + policy.SEALED_FOR
    subject = f"case:{case.id}:{role}:{report_id}" if report_id else f"case:{case.id}:{role}"
    return links.issue(LinkPurpose.CASE, subject, at=at, until=until)


def effect_of(case: Case, made: Decision, at: datetime) -> Effect | None:
    """Return what an upheld report means for a member now; None for guests, who have no trust points."""
    if made.counted is None or case.about_id is None:
        return None
    return effect_on(case.about_id, made.counted, at)


def _appeal_until(case: Case, role: Role, report_id: int, at: datetime) -> datetime | None:
    """Return until when a side can appeal against what is in force after an appeal; None if it cannot."""
    decision = case.decision
    decided_at = decision.known_since if decision else None
    appealed = case.appeal_of(role, report_id) is not None
    if decided_at is None or not policy.may_appeal(decided_at, appealed=appealed, at=at):
        return None
    return decided_at + policy.APPEAL_WITHIN


def _stays_closed(case: Case, appeal: Appeal) -> bool:
    """Whether the decision that fell had stopped an introduction, which nothing opens again."""
    fell = appeal.outcome is AppealOutcome.OVERTURNED
    return fell and case.is_introduction and case.decision is not None and case.decision.removes


def _in_bad_faith(case: Case, made: Decision, role: Role, report_id: int) -> bool:
    report = case.report_of(role, report_id)
    # A guest has no ledger, and is not told: it only marks the case for moderators.
    if report is None or report.reporter_id is None:
        return False
    return report.id == made.bad_faith_report_id


def _to_moderator(kind: str, moderator: Member, step: str, **facts: Any) -> Email:
    return compose(
        kind,
        "moderation",
        to=moderator.addressee,
        dedupe=f"{kind}:{moderator.id}:{step}",
        about="moderation",
        scopes=("kind:moderation",),
        url=f"{settings().base_url}/moderation",
        **facts,
    )


def _email(kind: str, case: Case, side: Side, step: str, **context: Any) -> Email:
    """Compose an e-mail to one side.

    It is security mail to a reported member, as it is about their rights.
    """
    to, role = addressee(case, *side), side.role
    assert to is not None, "only whoever can be reached is written to"
    is_theirs = role is case.about and case.person is not None
    stop = f"introduction:{case.introduction_id}" if case.is_introduction else "kind:moderation"
    return compose(
        kind,
        "moderation",
        to=to,
        dedupe=":".join((kind, str(case.id), role, *([str(side.report_id)] if side.report_id else []), step)),
        about=f"case:{case.id}",
        scopes=() if is_theirs else (stop,),
        mail_kind=MailKind.SECURITY if is_theirs else MailKind.EXPECTED,
        case=case,
        introduction=case.about_introduction,
        role=role,
        **context,
    )
