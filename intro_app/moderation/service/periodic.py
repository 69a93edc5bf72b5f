"""Periodic tasks: tell moderators what waits, and erase sealed copies when nobody can appeal any more."""

from datetime import datetime

from intro_app.moderation import queries
from intro_app.moderation.service.calling import tell_daily
from intro_app.periodic import run_each


def erase_sealed(at: datetime) -> int:
    """Erase the texts of cases past their retention, keeping the decisions; return how many."""
    return run_each("moderation.erase_sealed", queries.to_erase(), _erase, at)


def _erase(case_id: int, at: datetime) -> bool:
    case = queries.locked(case_id)
    if case.erase_at is None or case.erase_at > at:
        return False
    case.evidence, case.erase_at = None, None
    case.side = case.allegation = case.unheard_because = case.frozen_because = ""
    for report in case.reports:
        report.text = report.name = report.address = ""
    for appeal in case.appeals:
        appeal.text = ""
    return True


CHORES = (tell_daily, erase_sealed)
