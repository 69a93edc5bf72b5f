"""The worker's jobs for the community: invitations, mentions, free seats, reminders, digests, old notes.

Every job may run on several workers at once, and again after a crash: each item is locked, checked again, and
changed in a transaction of its own.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app.community import emails
from intro_app.community.models import (
    Attendance,
    Circle,
    CommunityPreference,
    GatheringReply,
    Joining,
    Mention,
    Post,
    Thread,
)
from intro_app.community.policy.times import is_monday_morning, monday_morning_after
from intro_app.community.queries import circles, due, gatherings
from intro_app.community.queries.preferences import week_of
from intro_app.community.service import board
from intro_app.community.service.attending import fill_seats
from intro_app.community.service.reaching import write_after_quiet_hours
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.outbox import Email
from intro_app.people.reach import has_left, write
from intro_app.periodic import run_each


def tell_due(at: datetime) -> int:
    """Mail invitations, and tell those who come about changes."""
    return run_each("community.tell_due", due.to_tell(at), _tell, at)


def mention_due(at: datetime) -> int:
    """Tell people who are mentioned in a post, after their quiet hours."""
    return run_each("community.mention_due", due.to_mention(at), _mention, at)


def move_up_due(at: datetime) -> int:
    """Give away seats that became free without a reply, such as when somebody left the site."""
    return run_each("community.move_up_due", due.with_a_line(at), _move_up, at)


def remind_due(at: datetime) -> int:
    """Remind those who come, one day before."""
    return run_each("community.remind_due", due.to_remind(at), _remind, at)


def digest_due(at: datetime) -> int:
    """Send the weekly digest to members for whom it is Monday morning; without news none is sent."""
    return run_each("community.digest_due", due.digests(at), _digest, at)


def end_notes_due(at: datetime) -> int:
    """Take down notes whose sixty days are over."""
    return run_each("community.end_notes_due", due.notes_over(at), board.end, at)


PROMPT = (mention_due, tell_due, move_up_due)
IN_NO_HURRY = (remind_due, digest_due, end_notes_due)
CHORES = (*PROMPT, *IN_NO_HURRY)


def _mention(mention_id: int, at: datetime) -> bool:
    mention = db.session.get_one(Mention, mention_id, with_for_update=True, populate_existing=True)
    if mention.tell_at is None or mention.tell_at > at:
        return False
    mention.tell_at = None
    written, called = db.session.get_one(Post, mention.post_id), db.session.get_one(Member, mention.member_id)
    thread, writer = (
        db.session.get_one(Thread, written.thread_id),
        db.session.get_one(Member, written.author_id),
    )
    footing = circles.footing(thread.circle_id, called.id, at)
    if written.taken_back_at is None and footing and footing.is_in:
        circle = db.session.get_one(Circle, thread.circle_id)
        write(
            called, lambda: emails.mentioned(written, thread, circle, writer, called), at=at, about=writer.id
        )
    return True


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
    return fill_seats(gatherings.locked(gathering_id), at) > 0


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
        gatherings.locked(invited.gathering_id)
        db.session.refresh(invited)
    return invited


def _digest(member_id: int, at: datetime) -> bool:
    wish = db.session.get(CommunityPreference, member_id, with_for_update=True, populate_existing=True)
    member = db.session.get_one(Member, member_id)
    if wish is None or wish.digest_at is None or wish.digest_at > at:
        return False
    zone = ZoneInfo(member.addressee.time_zone)
    wish.digest_at = None if has_left(member) else monday_morning_after(at, zone)
    if is_monday_morning(at, zone):
        week = week_of(member_id, at)
        if any(week):
            monday = at.astimezone(zone).date().isoformat()
            # No quiet hours: a digest is sent on Monday morning only.
            write(member, lambda: emails.weekly_digest(member, week, monday), at=at)
    return True
