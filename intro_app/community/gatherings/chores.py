"""What the worker does for gatherings: invitations, changes, free seats, reminders."""

from datetime import datetime

from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Joining
from intro_app.community.gatherings import emails, queries
from intro_app.community.gatherings.models import Attendance, GatheringReply
from intro_app.community.gatherings.service import fill_seats
from intro_app.community.preferences.service import write_after_quiet_hours
from intro_app.db import db
from intro_app.outbox import Email
from intro_app.periodic import run_each


def tell_due(at: datetime) -> int:
    """Mail invitations, and tell those who come about changes."""
    return run_each("community.tell_due", queries.to_tell(), _tell, at)


def move_up_due(at: datetime) -> int:
    """Give away seats that became free without a reply, such as when somebody left the site."""
    return run_each("community.move_up_due", queries.with_a_line(), _move_up, at)


def remind_due(at: datetime) -> int:
    """Remind those who come, one day before."""
    return run_each("community.remind_due", queries.to_remind(), _remind, at)


def _tell(attendance_id: int, at: datetime) -> bool:
    invited = _locked(attendance_id)
    if invited is None or invited.told >= invited.gathering.edition:
        return False
    email = _news(invited, at)
    invited.told = invited.gathering.edition
    if email:
        write_after_quiet_hours(invited.member, invited.gathering.circle.host_id, lambda: email, at)
    return True


def _news(invited: Attendance, at: datetime) -> Email | None:
    gathering = invited.gathering
    comes = invited.reply in {GatheringReply.GOING, GatheringReply.WAITING}
    if gathering.cancelled_at:
        return emails.gathering_cancelled(invited, at) if comes else None
    if invited.told == 0:
        there = circles.membership_in(gathering.circle_id, invited.member_id)
        return emails.gathering_invitation(
            invited, at, in_circle=there is not None and there.joining is Joining.IN
        )
    return emails.gathering_changed(invited, at) if comes else None


def _move_up(gathering_id: int, at: datetime) -> bool:
    return fill_seats(queries.locked(gathering_id), at) > 0


def _remind(attendance_id: int, at: datetime) -> bool:
    invited = _locked(attendance_id)
    if invited is None or invited.reminded_at or invited.reply is not GatheringReply.GOING:
        return False
    gathering = invited.gathering
    invited.reminded_at = at
    if gathering.remind_at <= at and gathering.is_open(at):
        write_after_quiet_hours(
            invited.member,
            invited.gathering.circle.host_id,
            lambda: emails.gathering_reminder(invited, at),
            at,
        )
    return True


def _locked(attendance_id: int) -> Attendance | None:
    """Return an attendance with its gathering locked first, as everywhere, to avoid deadlocks."""
    invited = db.session.get(Attendance, attendance_id)
    if invited is not None:
        queries.locked(invited.gathering_id)
        db.session.refresh(invited)
    return invited
