"""Which moderators are too near to somebody in a case to decide it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import or_, select

from intro_app.db import db
from intro_app.identity.models import Member, Staff, StaffRole
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Introduction
from intro_app.joining.invitations.queries import invited_among
from intro_app.moderation.models import Case, Report
from intro_app.moderation.policy import too_near
from intro_app.people.models import Acquaintance
from intro_app.reportable import SubjectKind, answering_for
from intro_app.text.mailboxes import canonical

Ties = Mapping[int, Collection[int]]


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
    ties, invited = edges({judge.id, *everybody}), invited_among(judge.id, everybody)
    return {
        one
        for one in case_ids
        if too_near(judge.id, people[one], ties) or people[one] & invited or judge.mailbox in mailboxes[one]
    }


def _people_in(case_ids: Collection[int]) -> dict[int, set[int]]:
    """Return who reports, is reported or answers for the place in each case.

    Others of its introduction are one step from them.
    """
    people: dict[int, set[int]] = defaultdict(set)
    accused = select(Case.id, Case.kind, Case.subject_id, Case.about_id, Case.involved_id)
    cases = db.session.execute(accused.where(Case.id.in_(case_ids))).all()
    reporting = select(Report.case_id, Report.reporter_id).where(Report.case_id.in_(case_ids))
    named = [(one.id, one.about_id, one.involved_id) for one in cases]
    for case_id, *near in (*named, *db.session.execute(reporting)):
        people[case_id].update(person for person in near if person is not None)
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
