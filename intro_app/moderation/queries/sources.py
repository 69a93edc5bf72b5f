"""Reports by guests of one connector about one member weigh as one source: one person may be behind them.

Of several such cases that wait, the oldest keeps its place in the queue; the others stand behind everything
else, and all are marked. Only the order and the marks follow from it: every case is decided by itself.
"""

from sqlalchemy import ColumnElement, and_, case, exists, select
from sqlalchemy.orm import aliased

from intro_app.db import db
from intro_app.introductions.models import Introduction
from intro_app.moderation.models import Case, Decision, Report
from intro_app.moderation.stages import READABLE

_other, _their, _our = aliased(Case), aliased(Introduction), aliased(Introduction)


def is_of_same_source(*, older_only: bool = False) -> ColumnElement[bool]:
    """Return the condition that guests of this case's connector report its member in another one, too.

    With `older_only`, the other case was opened before.
    """
    same = (
        select(_other.id)
        .join(_their, _their.id == _other.introduction_id)
        .join(_our, _our.connector_id == _their.connector_id)
        .where(
            _our.id == Case.introduction_id,
            _other.about_id == Case.about_id,
            _other.id < Case.id if older_only else _other.id != Case.id,
            _other.stage.in_(READABLE),
            _only_by_guests(_other),
        )
        .correlate(Case)
    )
    return and_(_only_by_guests(Case), same.exists())


def weight() -> ColumnElement[int]:
    """Return by what the queue is ordered: the severity, and 0 for all but the first case of one source."""
    return case((is_of_same_source(older_only=True), 0), else_=Case.severity)


def was_misused(found: Case) -> bool:
    """Whether a report by a guest of this case's connector was found knowingly false before."""
    if found.introduction_id is None or not all(report.reporter_id is None for report in found.reports):
        return False
    of_guests = (
        select(Decision.id)
        .join(Report, Report.id == Decision.bad_faith_report_id)
        .join(_other, _other.id == Decision.case_id)
        .join(_their, _their.id == _other.introduction_id)
        .where(
            _their.connector_id == found.introduction.connector_id,
            _other.id != found.id,
            Report.reporter_id.is_(None),
            Decision.in_force_at.is_not(None),
            Decision.overturned_at.is_(None),
        )
    )
    return db.session.scalar(of_guests.limit(1)) is not None


def has_same_source(found: Case) -> bool:
    """Whether guests of this case's connector report its member in another waiting case, too."""
    return db.session.scalar(select(Case.id).where(Case.id == found.id, is_of_same_source())) is not None


def _only_by_guests(which: type[Case]) -> ColumnElement[bool]:
    """Return the condition that nobody with an account reported it: each report is by a guest."""
    reported = exists().where(Report.case_id == which.id)
    by_members = reported.where(Report.reporter_id.is_not(None))
    return and_(which.introduction_id.is_not(None), reported, ~by_members)
