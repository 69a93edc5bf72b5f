"""Tell moderators that something waits for them: at once when it presses, else once a day.

Whoever is too near to a case is not told of it: they could be the person who was reported.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from intro_app.db import atomic
from intro_app.identity.models import Member, StaffRole
from intro_app.moderation import emails, policy, queries
from intro_app.moderation.grounds import Grounds
from intro_app.moderation.models import Case
from intro_app.people.reach import write_to_each
from intro_app.reportable import SubjectKind
from intro_app.site_day import day_begins, last_batch


def call_moderators(case: Case, at: datetime, *, before: int) -> None:
    """Post e-mails to the moderators if this case presses, in the caller's transaction.

    `before` is the severity of the case without its newest report, 0 for a new case.
    """
    is_first = queries.is_first_since(case, day_begins(at))
    if policy.calls_at_once(case.severity, before, first_of_day=is_first):
        write_to_each(
            [(one, partial(emails.report_waiting, one, case)) for one in _who_may_read(case)], at=at
        )


def call_staff_of_site(case: Case, grounds: Grounds, at: datetime) -> None:
    """Tell those who write the site's own words that they were reported, in the caller's transaction."""
    right = StaffRole.HOST if case.kind is SubjectKind.GROUP else StaffRole.CARETAKER
    letters = [(one, partial(emails.site_reported, one, case, grounds)) for one in queries.serving(right)]
    write_to_each(letters, at=at)


def tell_daily(at: datetime) -> None:
    """Tell each moderator once a day what has waited for them since before the daily e-mails were due."""
    if not queries.is_anything_waiting():
        return
    batch = last_batch(at)
    with atomic():
        found = [(one, queries.workload(one, at, since_before=batch)) for one in queries.moderators()]
        letters = [
            (one, partial(emails.moderation_waiting, one, waiting, batch))
            for one, waiting in found
            if not waiting.is_empty
        ]
        write_to_each(letters, at=at)


def _who_may_read(case: Case) -> Iterator[Member]:
    return (one for one in queries.moderators() if not queries.is_too_near(one, case))
