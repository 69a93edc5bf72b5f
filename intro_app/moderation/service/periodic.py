"""Periodic tasks: tell moderators what waits, count the public figures, erase what nobody can appeal."""

from datetime import datetime

from sqlalchemy import delete, select

from intro_app.config import settings
from intro_app.db import atomic, db, insert_once
from intro_app.moderation import queries
from intro_app.moderation.models import Case, CasePicture, PublicFigures
from intro_app.moderation.service.calling import tell_daily
from intro_app.moderation.service.seconding import settle_alone
from intro_app.moderation.stages import CaseStage
from intro_app.months import present_month
from intro_app.people.stops import list_again, to_list_again
from intro_app.periodic import run_each


def erase_sealed(at: datetime) -> int:
    """Erase the texts of cases past their retention, keeping the decisions; return how many.

    Their reasons stay as long as the person they are about has an account.
    """
    return run_each("moderation.erase_sealed", queries.to_erase(), _erase, at)


def _erase(case_id: int, at: datetime) -> bool:
    case = queries.locked(case_id)
    if case.erase_at is None or case.erase_at > at:
        return False
    case.evidence, case.withheld, case.erase_at = None, None, None
    if case.half_agreed:  # nobody can agree any more, now that nothing is left to read
        case.half_agreed.disagreed_at = at
    case.author_address = ""
    case.side = case.allegation = case.unheard_because = case.frozen_because = ""
    case.notes.clear()
    db.session.execute(delete(CasePicture).where(CasePicture.case_id == case.id))
    for report in case.reports:
        report.text = report.name = report.address = ""
    for appeal in case.appeals:
        appeal.text = ""
    if case.person is None or case.person.left_at is not None:
        _erase_reasons(case)
    return True


def erase_decisions_about(member_id: int) -> None:
    """Erase the reasons of decisions about somebody who leaves, where nobody can appeal any more.

    Those of other cases go with the texts of the case. The outcomes stay.
    """
    theirs = Case.about_id == member_id, Case.stage == CaseStage.DECIDED, Case.erase_at.is_(None)
    with atomic():
        for case in db.session.scalars(select(Case).where(*theirs).order_by(Case.id)).all():
            _erase_reasons(case)


def _erase_reasons(case: Case) -> None:
    for decision in case.decisions:
        decision.facts = decision.facts_for_reporters = ""
    for appeal in case.appeals:
        appeal.reasons = ""


def count_figures(at: datetime) -> int:
    """Count the public figures when a month has begun, once; return how many months were counted.

    It reads every introduction, so it counts before it takes the lock of writers.
    """
    zone = settings().time_zone
    month = present_month(at, zone)
    if queries.is_counted(month):
        return 0
    counted = queries.to_keep(queries.figures(at, zone))
    with atomic():
        row = insert_once(PublicFigures, {"month": month, "counted": counted}, PublicFigures.month)
        db.session.execute(row)
    return 1


def list_members_again(at: datetime) -> int:
    """Let members be found again whose stop is over; return how many."""
    return run_each("moderation.list_members_again", to_list_again(), list_again, at)


CHORES = (tell_daily, settle_alone, count_figures, erase_sealed, list_members_again)
