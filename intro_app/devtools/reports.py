"""Samples of the e-mails of moderation."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from intro_app.db import db
from intro_app.devtools.cast import Cast, guest, introduction
from intro_app.identity.models import Member
from intro_app.introductions.guests import Carrier
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role, Way
from intro_app.moderation import emails, evidence
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Appeal, Case, Decision, Report
from intro_app.moderation.queries import Workload
from intro_app.moderation.stages import AppealOutcome, CaseOutcome, CaseStage
from intro_app.outbox import Email
from intro_app.reportable import SubjectKind
from intro_app.trust.events import Severity

NamedEmail = tuple[str, Email]


def about_reports(who: Cast, at: datetime) -> Iterator[NamedEmail]:
    """Yield every e-mail of a case in all circumstances that change its words."""
    yield from _hearings(who, at)
    for way in (Way.DIRECT, Way.OFFERED):
        about = Role.FIRST if way is Way.DIRECT else Role.CONNECTOR
        made = _case(introduction(way, who, at), about, at)
        yield from _decisions(made, str(way), who, at)
    yield from _alone(_case(introduction(Way.BLIND, who, at), Role.FIRST, at), who, at)
    yield from _appeals(_case(introduction(Way.NAMED, who, at), Role.FIRST, at), who, at)
    yield from _about_a_post(who, at)


def _hearings(who: Cast, at: datetime) -> Iterator[NamedEmail]:
    mailed = introduction(Way.BLIND, who, at, to=guest(Carrier.SITE))
    made = _case(mailed, Role.FIRST, at)
    yield "guest", emails.report_received(made, made.reports[0], None)
    hostile = _case(introduction(Way.DIRECT, who, at, by=who.mallory), Role.FIRST, at)
    yield "member", emails.report_received(hostile, hostile.reports[0], 4)
    yield "from Mallory", emails.your_side(hostile, at, at)
    made.frozen_until, made.frozen_because = at + timedelta(days=14), "The messages went on after a no."
    yield "stopped", emails.your_side(made, at, at)
    yield "requester", emails.asks_frozen(made, at)
    yield "", emails.report_waiting(who.dan, hostile)
    yield "both", emails.moderation_waiting(who.dan, Workload(3, Severity.GRAVE, at, 1), at)
    yield "one case", emails.moderation_waiting(who.dan, Workload(1, Severity.MINOR, at, 0), at)
    yield "", emails.site_reported(who.dan, hostile, Grounds.NOT_THEM)
    yield "requests", emails.moderation_waiting(who.dan, Workload(0, 0, None, 2), at)


def _decisions(made: Case, way: str, who: Cast, at: datetime) -> Iterator[NamedEmail]:
    grave = Severity.GRAVE if made.about is Role.FIRST else Severity.MINOR
    upheld = _decision(made, CaseOutcome.UPHELD, who, at, grave)
    for name, decision in (
        ("upheld", upheld),
        ("not upheld", _decision(made, CaseOutcome.NOT_UPHELD, who, at)),
        ("unclear", _decision(made, CaseOutcome.UNCLEAR, who, at)),
    ):
        yield f"{way} {name} reported", emails.decision(made, decision, made.about, at=at)
        yield f"{way} {name} reporter", emails.decision(made, decision, Role.SECOND, at=at)
    untrue = _decision(made, CaseOutcome.NOT_UPHELD, who, at)
    untrue.bad_faith_report_id = made.reports[0].id
    yield f"{way} knowingly false", emails.decision(made, untrue, Role.SECOND, at=at)


def _alone(made: Case, who: Cast, at: datetime) -> Iterator[NamedEmail]:
    # An e-mail is put into words when it is shown: each has a decision of its own, which nothing changes.
    less, stays, full = (_decision(made, CaseOutcome.UPHELD, who, at, Severity.GRAVE) for _one in range(3))
    less.alone = stays.alone = full.alone = True
    stays.disagreed_at = full.agreed_at = at
    yield "for less", emails.decision(made, less, made.about, at=at)
    yield "stays as it is", emails.second_moderator(made, stays, at)
    yield "in full", emails.second_moderator(made, full, at)


def _appeals(made: Case, who: Cast, at: datetime) -> Iterator[NamedEmail]:
    _decision(made, CaseOutcome.UPHELD, who, at, Severity.MODERATE)
    for outcome in AppealOutcome:
        appeal = _appeal(outcome, at)
        yield f"{outcome} theirs", emails.appeal_decision(made, appeal, Role.FIRST, at=at)
        yield f"{outcome} to the other", emails.appeal_decision(made, appeal, Role.SECOND, at=at)
    alone = _appeal(AppealOutcome.UPHELD, at)
    alone.second_look = True
    yield "one moderator only", emails.appeal_decision(made, alone, Role.FIRST, at=at)
    closed = _case(introduction(Way.NAMED, who, at), Role.FIRST, at)
    _decision(closed, CaseOutcome.UPHELD, who, at, Severity.MODERATE).removes = True
    stopped = _appeal(AppealOutcome.OVERTURNED, at)
    yield "overturned, stays closed", emails.appeal_decision(closed, stopped, Role.FIRST, at=at)


def _about_a_post(who: Cast, at: datetime) -> Iterator[NamedEmail]:
    made = _subject_case(who, at)
    side = made.side_of(made.reports[0])
    yield "a post, reporter", emails.report_received(made, made.reports[0], 4)
    yield "a post, author", emails.your_side(made, at, at)
    made.frozen_until, made.frozen_because = at + timedelta(days=14), "It calls for violence."
    yield "a post, author", emails.asks_frozen(made, at)
    decision = _decision(made, CaseOutcome.UPHELD, who, at, Severity.MODERATE)
    decision.removes = True
    yield "a post, author", emails.decision(made, decision, Role.FIRST, at=at)
    yield "a post, reporter", emails.decision(made, decision, *side, at=at)
    decision.severity, decision.alone, decision.agreed_at = int(Severity.GRAVE), True, at
    yield "a post, in full", emails.second_moderator(made, decision, at)
    appeal = _appeal(AppealOutcome.OVERTURNED, at)
    yield "a post, author", emails.appeal_decision(made, appeal, Role.FIRST, at=at)
    yield "a post, reporter", emails.appeal_decision(made, appeal, *side, at=at)


def _subject_case(who: Cast, at: datetime) -> Case:
    made = Case(kind=SubjectKind.POST, subject_id=1, about=Role.FIRST, person=who.mallory, opened_at=at)
    made.evidence = {
        "names": {"first": who.mallory.name},
        "parts": [["The post", "Everybody here is a fool."]],
    }
    made.rule, made.allegation = Grounds.HARASSMENT, "That it insults people."
    made.join(Report(role=Role.SECOND, reporter_id=who.carol.id, grounds=Grounds.HARASSMENT, made_at=at))
    db.session.add(made)
    db.session.flush()
    db.session.refresh(made.reports[0])
    return made


def _case(about: Introduction, role: Role, at: datetime) -> Case:
    person = about.person(role)
    member = person if isinstance(person, Member) else None
    made = Case(about_introduction=about, about=role, person=member, opened_at=at, stage=CaseStage.OPEN)
    made.evidence = evidence.sealed(about)
    made.rule, made.allegation = Grounds.PRESSURE, "That a no was not taken as the end of it."
    made.side = "I did not know that it was meant as a no."
    reporter = about.second
    made.join(
        Report(
            role=Role.SECOND,
            reporter_id=reporter.id if reporter else None,
            grounds=Grounds.PRESSURE,
            text="Three messages after my no.",
            address="" if reporter else about.guests[0].email,
            made_at=at,
        )
    )
    db.session.add(made)
    db.session.flush()
    return made


def _decision(
    made: Case, outcome: CaseOutcome, who: Cast, at: datetime, severity: Severity | None = None
) -> Decision:
    decision = Decision(
        by_id=who.dan.id,
        outcome=outcome,
        rule=Grounds.PRESSURE,
        severity=int(severity) if severity else None,
        facts="Several messages were sent after a clear no.",
        facts_for_reporters="You said no, and messages went on.",
        written_at=at,
        in_force_at=at,
    )
    made.decisions.append(decision)
    db.session.flush()
    return decision


def _appeal(outcome: AppealOutcome, at: datetime) -> Appeal:
    appeal = Appeal(role=Role.FIRST, text="It was about another matter.", made_at=at, outcome=outcome)
    appeal.reasons, appeal.decided_at = "The messages had been agreed on before.", at
    return appeal
