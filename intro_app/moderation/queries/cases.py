"""Queries on one case or one person's cases, and on who is too near to a case to decide it.

Near are acquaintances, people with an introduction in common, and a guest with the same mailbox.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.identity.models import Member, Staff, StaffRole
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Role
from intro_app.joining.invitations.models import came_by_each_other
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case, Decision, Report
from intro_app.moderation.policy import PATTERN_KEPT, too_near
from intro_app.moderation.stages import CaseOutcome, CaseStage
from intro_app.people.models import Acquaintance
from intro_app.reportable import SubjectKind, answering_for
from intro_app.text.mailboxes import canonical
from intro_app.trust.events import Severity

LATELY = 200
AWAITS_SECOND = (
    Decision.alone,
    Decision.agreed_at.is_(None),
    Decision.disagreed_at.is_(None),
    Decision.in_force_at.is_not(None),
    Decision.overturned_at.is_(None),
)
Ties = Mapping[int, Collection[int]]


class Earlier(NamedTuple):
    """An earlier decision about the same person."""

    public_id: str
    rule: Grounds
    outcome: CaseOutcome
    severity: int | None
    decided_at: datetime


def introduction_by_id(introduction_id: int) -> Introduction | None:
    """Return the introduction with this id, which comes from a signed link, or None."""
    return db.session.get(Introduction, introduction_id)


def case_by_id(case_id: int) -> Case | None:
    """Return the case with this id, which comes from a signed link, or None."""
    return db.session.get(Case, case_id)


def case_by_public_id(public_id: str) -> Case | None:
    """Return the case with this public id, or None; only for callers that check access."""
    return db.session.scalar(select(Case).where(Case.public_id == public_id))


def locked(case_id: int) -> Case:
    """Return the case as it is now, locked for the transaction that changes it."""
    found = select(Case).where(Case.id == case_id)
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()


def locked_with_introduction(case_id: int) -> Case:
    """Lock the introduction, if it is about one, and then the case, always in this order; return the case."""
    behind = select(Case.introduction_id).where(Case.id == case_id).scalar_subquery()
    found = select(Introduction).where(Introduction.id == behind)
    db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).one_or_none()
    return locked(case_id)


def open_case(introduction_id: int, about: Role) -> Case | None:
    """Return the open case that a report about this person joins, or None."""
    mine = Case.introduction_id == introduction_id, Case.about == about, Case.stage == CaseStage.OPEN
    return db.session.scalar(select(Case).where(*mine))


def open_case_about(kind: SubjectKind, subject_id: int) -> Case | None:
    """Return the open case that a report about this subject joins, or None."""
    this = Case.kind == kind, Case.subject_id == subject_id, Case.stage == CaseStage.OPEN
    return db.session.scalar(select(Case).where(*this))


def retaliates_against(reporter_id: int, author_id: int, at: datetime) -> bool:
    """Whether the reporter was asked for their side after a report by the person whom they report now."""
    heard = select(Case.id).join(Report).where(Case.about_id == reporter_id, Case.heard_from <= at)
    return db.session.scalar(heard.where(Report.reporter_id == author_id).limit(1)) is not None


def retaliates(introduction_id: int, reporter: Role, about: Role, at: datetime) -> bool:
    """Whether the reporter was asked for their side after a report by the person whom they report now."""
    heard = (
        select(Case.id)
        .join(Report)
        .where(
            Case.introduction_id == introduction_id,
            Case.about == reporter,
            Case.heard_from <= at,
            Report.role == about,
        )
    )
    return db.session.scalar(heard.limit(1)) is not None


def in_common(one_id: int, other_id: int) -> int:
    """Return how many introductions these two people have in common."""
    people = [Introduction.first_id, Introduction.second_id, Introduction.connector_id]
    both = and_(or_(*(seat == one_id for seat in people)), or_(*(seat == other_id for seat in people)))
    return db.session.scalar(select(func.count()).select_from(Introduction).where(both)) or 0


def earlier_about(case: Case, judge: Member, at: datetime) -> list[Earlier]:
    """Return earlier decisions about the same member; unclear ones only for 180 days (PATTERN_KEPT).

    Those of cases that are too near to this moderator are left out.
    """
    if case.about_id is None:
        return []
    rows = (
        select(Case.id, Case.public_id, Decision.rule, Decision.outcome, Decision.severity)
        .add_columns(Decision.in_force_at)
        .join(Case, Case.id == Decision.case_id)
        .where(
            Case.about_id == case.about_id,
            Case.id != case.id,
            Decision.in_force_at.is_not(None),
            Decision.overturned_at.is_(None),
            or_(
                Decision.outcome == CaseOutcome.UPHELD,
                and_(Decision.outcome == CaseOutcome.UNCLEAR, Decision.in_force_at > at - PATTERN_KEPT),
            ),
        )
        .order_by(Decision.in_force_at.desc())
    )
    found = db.session.execute(rows.limit(20)).all()
    near = near_cases(judge, [row.id for row in found])
    return [Earlier(*row[1:]) for row in found if row.id not in near]


def frozen_elsewhere(case: Case, at: datetime) -> datetime | None:
    """Return until when another open case suspends the same member's new asks, or None."""
    other = aliased(Case)
    until = select(func.max(other.frozen_until)).where(
        other.about_id == case.about_id,
        other.id != case.id,
        other.stage == CaseStage.OPEN,
        other.frozen_until > at,
    )
    return db.session.scalar(until)


def median_days() -> int | None:
    """Return the median days to a decision of the latest LATELY cases; None if there are fewer than five."""
    lately = select(Case.opened_at, Case.decided_at).where(Case.decided_at.is_not(None))
    spans = [
        (decided - opened).total_seconds() / 86400
        for opened, decided in db.session.execute(lately.order_by(Case.decided_at.desc()).limit(LATELY))
        if decided
    ]
    return max(1, round(median(spans))) if len(spans) >= 5 else None


@cache
def to_erase() -> Select[int]:
    """Return a query for the cases whose sealed copies are past their retention."""
    over = Case.erase_at <= bindparam("at"), Case.stage == CaseStage.DECIDED
    return select(Case.id).where(*over)


@cache
def proposed_severe() -> Select[int]:
    """Return a query for the open cases in which a severe verdict waits for a second moderator."""
    waits = Decision.in_force_at.is_(None), Decision.dropped_at.is_(None)
    severe = Decision.severity >= Severity.SEVERE, Decision.written_at <= bindparam("at")
    cases = Case.stage == CaseStage.OPEN, ~Case.possible_retaliation
    return select(Case.id).join(Decision).where(*cases, *waits, *severe).order_by(Case.id)


def half_agreed() -> Select[int]:
    """Return a query for the cases whose severe verdict counts for less until somebody else agrees."""
    return select(Decision.case_id).where(*AWAITS_SECOND)


def number_half_agreed() -> int:
    """Return how many verdicts count for less until a second moderator agrees."""
    return db.session.scalar(select(func.count()).select_from(Decision).where(*AWAITS_SECOND)) or 0


def edges(ids: Collection[int]) -> Ties:
    """Return for each of these members whom they know or have an introduction in common with."""
    ties: dict[int, set[int]] = defaultdict(set)
    for a_id, b_id in db.session.execute(
        select(Acquaintance.a_id, Acquaintance.b_id).where(
            Acquaintance.confirmed_at.is_not(None),
            or_(Acquaintance.a_id.in_(ids), Acquaintance.b_id.in_(ids)),
        )
    ):
        _tie(ties, (a_id, b_id))
    seats = Introduction.first_id, Introduction.second_id, Introduction.connector_id
    for people in db.session.execute(select(*seats).where(or_(*(seat.in_(ids) for seat in seats)))):
        _tie(ties, [person for person in people if person is not None])
    return ties


def _tie(ties: dict[int, set[int]], people: Collection[int]) -> None:
    for person in people:
        ties[person] |= {other for other in people if other != person}


def is_too_near(judge: Member, case: Case) -> bool:
    """Whether a moderator must not read or decide this case."""
    return bool(near_cases(judge, [case.id]))


def others_who_could(case: Case, apart_from: Collection[int]) -> int:
    """Return how many moderators could decide in this case, apart from these."""
    found = select(Member).join(Staff, Staff.member_id == Member.id)
    serving = found.where(
        Staff.role == StaffRole.MODERATOR, Member.left_at.is_(None), Member.id.not_in(apart_from)
    )
    return sum(not is_too_near(one, case) for one in db.session.scalars(serving.order_by(Member.id)))


def near_cases(judge: Member, case_ids: Collection[int]) -> set[int]:
    """Return which of these cases a moderator must not read or decide because they are too near.

    They are within two steps of somebody in it, or one of the two came by the other's invitation.
    """
    people, mailboxes = _people_in(case_ids), _guests_in(case_ids)
    everybody = {person for some in people.values() for person in some}
    ties, invited = edges({judge.id, *everybody}), _invited_among(judge.id, everybody)
    return {
        one
        for one in case_ids
        if too_near(judge.id, people[one], ties) or people[one] & invited or judge.mailbox in mailboxes[one]
    }


def _invited_among(member_id: int, others: Collection[int]) -> set[int]:
    found = select(Member.id).where(Member.id.in_(others), came_by_each_other(member_id, Member.id))
    return set(db.session.scalars(found))


def _people_in(case_ids: Collection[int]) -> dict[int, set[int]]:
    """Return who reports, is reported or answers for the place in each case.

    Others of its introduction are one step from them.
    """
    people: dict[int, set[int]] = defaultdict(set)
    named = Case.about_id, Case.involved_id, Report.reporter_id
    found = select(Case.id, Case.kind, Case.subject_id, *named).outerjoin(Report, Report.case_id == Case.id)
    cases = db.session.execute(found.where(Case.id.in_(case_ids))).all()
    for one in cases:
        near = one.about_id, one.involved_id, one.reporter_id
        people[one.id].update(person for person in near if person is not None)
    for case_id, hosts in _answering_in(cases):
        people[case_id].update(hosts)
    return people


def _answering_in(cases: Iterable[Any]) -> Iterator[tuple[int, Collection[int]]]:
    """Yield each case with those who, beside the one stored with it, answer for the place of its subject."""
    subjects: dict[SubjectKind, dict[int, int]] = defaultdict(dict)
    for one in cases:
        if one.subject_id is not None:
            subjects[one.kind][one.id] = one.subject_id
    for kind, its in subjects.items():
        hosts = answering_for(kind, set(its.values()))
        yield from ((case_id, hosts.get(subject_id, ())) for case_id, subject_id in its.items())


def _guests_in(case_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    guests = (
        select(Case.id, Guest.email)
        .join(Guest, Guest.introduction_id == Case.introduction_id)
        .where(Case.id.in_(case_ids), Guest.email != "")
    )
    reporting = select(Report.case_id, Report.address).where(
        Report.case_id.in_(case_ids), Report.address != ""
    )
    authors = select(Case.id, Case.author_address).where(Case.id.in_(case_ids), Case.author_address != "")
    for case_id, address in [
        *db.session.execute(guests),
        *db.session.execute(reporting),
        *db.session.execute(authors),
    ]:
        found[case_id].add(canonical(address))
    return found
