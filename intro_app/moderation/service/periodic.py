"""What time brings: erasing sealed copies when nobody can appeal any more."""

from datetime import datetime

from intro_app.db import atomic
from intro_app.moderation import queries


def erase_sealed(at: datetime) -> int:
    """Erase the words of cases that are over; what was decided and why stays with those it was told to."""
    due = queries.to_erase(at)
    for case_id in due:
        _erase(case_id)
    return len(due)


def _erase(case_id: int) -> None:
    with atomic():
        case = queries.locked(case_id)
        case.evidence, case.erase_at = None, None
        case.side = case.allegation = case.unheard_because = ""
        for report in case.reports:
            report.text = report.name = report.address = ""
        for appeal in case.appeals:
            appeal.text = ""


CHORES = (erase_sealed,)
