"""Find who is near to whom: by acquaintance, common introductions, or a guest with the same mailbox."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import or_, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Introduction
from intro_app.moderation.models import Case, Report
from intro_app.moderation.policy import too_near
from intro_app.people.models import Acquaintance
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
    """Whether a moderator is within two steps of anybody who reported or is reported in this case."""
    return bool(near_cases(judge, [case.id]))


def near_cases(judge: Member, case_ids: Collection[int]) -> set[int]:
    """Return which of these cases a moderator must not read or decide because they are too near."""
    people, mailboxes = _people_in(case_ids), _guests_in(case_ids)
    ties = edges({judge.id, *(person for some in people.values() for person in some)})
    return {
        one for one in case_ids if too_near(judge.id, people[one], ties) or judge.mailbox in mailboxes[one]
    }


def _people_in(case_ids: Collection[int]) -> dict[int, set[int]]:
    """Return who reports or is reported in each case; others of its introduction are one step from them."""
    people: dict[int, set[int]] = defaultdict(set)
    accused = select(Case.id, Case.about_id).where(Case.id.in_(case_ids))
    reporting = select(Report.case_id, Report.reporter_id).where(Report.case_id.in_(case_ids))
    for case_id, person in [*db.session.execute(accused), *db.session.execute(reporting)]:
        if person is not None:
            people[case_id].add(person)
    return people


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
    for case_id, address in [*db.session.execute(guests), *db.session.execute(reporting)]:
        found[case_id].add(canonical(address))
    return found
