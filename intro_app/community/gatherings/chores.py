"""What the worker does for gatherings: invitations, changes, free seats, reminders."""

from collections.abc import Sequence
from datetime import datetime

from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Joining
from intro_app.community.gatherings import due, emails, queries
from intro_app.community.gatherings.models import Attendance, GatheringReply
from intro_app.community.gatherings.service import fill_seats, tell
from intro_app.db import db
from intro_app.outbox import Email
from intro_app.periodic import run_each


def tell_due(at: datetime) -> int:
    """Mail invitations, and tell those who come about changes."""
    return run_each("community.tell_due", due.to_tell(), _tell, at)


def move_up_due(at: datetime) -> int:
    """Give away seats that became free without a reply, such as when somebody left the site."""
    return run_each("community.move_up_due", due.with_a_line(), _move_up, at)


def remind_due(at: datetime) -> int:
    """Remind those who come, one day before."""
    return run_each("community.remind_due", due.to_remind(), _remind, at)


def _tell(attendance_id: int, at: datetime) -> bool:
    invited = _locked(attendance_id, with_dates=True)
    if invited is None or invited.told >= invited.gathering.edition:
        return False
    together = [invited] if invited.told == 0 else queries.untold_dates(invited, at) or [invited]
    email = _news(together, at)
    for one in together:
        one.told = one.gathering.edition
    if email:
        tell(invited, lambda: email, at)
    return True


def _news(together: Sequence[Attendance], at: datetime) -> Email | None:
    invited = together[0]
    if invited.told == 0 and invited.member and not invited.gathering.cancelled_at:
        there = circles.membership_in(invited.gathering.circle_id, invited.member.id)
        return emails.gathering_invitation(
            invited, at, in_circle=there is not None and there.joining is Joining.IN
        )
    if invited.reply not in {GatheringReply.GOING, GatheringReply.WAITING}:
        return None
    if invited.gathering.cancelled_at:
        return _cancelled(together, at)
    return _changed(together, at)


def _cancelled(together: Sequence[Attendance], at: datetime) -> Email:
    if len(together) > 1:
        return emails.gathering_dates_cancelled(together, at)
    return emails.gathering_cancelled(together[0], at)


def _changed(together: Sequence[Attendance], at: datetime) -> Email:
    if len(together) > 1:
        return emails.gathering_dates_changed(together, at)
    return emails.gathering_changed(together[0], at)


def _move_up(gathering_id: int, at: datetime) -> bool:
    return fill_seats(queries.locked(gathering_id), at) > 0


def _remind(attendance_id: int, at: datetime) -> bool:
    invited = _locked(attendance_id)
    if invited is None or invited.reminded_at or invited.reply is not GatheringReply.GOING:
        return False
    gathering = invited.gathering
    invited.reminded_at = at
    if gathering.remind_at <= at and gathering.is_open(at):
        tell(invited, lambda: emails.gathering_reminder(invited, at), at)
    return True


def _locked(attendance_id: int, *, with_dates: bool = False) -> Attendance | None:
    """Return an attendance with its gathering locked first, as everywhere, to avoid deadlocks.

    With `with_dates` all dates of a gathering that repeats are locked.
    """
    invited = db.session.get(Attendance, attendance_id)
    if invited is None:
        return None
    series_id = invited.gathering.series_id if with_dates else None
    if series_id is not None:
        queries.locked_dates(series_id)
    else:
        queries.locked(invited.gathering_id)
    db.session.refresh(invited)
    return invited
