"""What the worker does on Monday mornings."""

from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app.community.digest import emails, queries
from intro_app.community.digest.queries import week_of
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.preferences.policy import is_monday_morning, monday_morning_after
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people.reach import has_left, write
from intro_app.periodic import run_each


def digest_due(at: datetime) -> int:
    """Send the weekly digest to members for whom it is Monday morning; without news none is sent."""
    return run_each("community.digest_due", queries.digests(), _digest, at)


def _digest(member_id: int, at: datetime) -> bool:
    kept = db.session.get(CommunityPreference, member_id, with_for_update=True, populate_existing=True)
    member = db.session.get_one(Member, member_id)
    if kept is None or kept.digest_at is None or kept.digest_at > at:
        return False
    zone = ZoneInfo(member.addressee.time_zone)
    kept.digest_at = None if has_left(member) else monday_morning_after(at, zone)
    if is_monday_morning(at, zone):
        week = week_of(member_id, at)
        if any(week):
            monday = at.astimezone(zone).date().isoformat()
            # No quiet hours: a digest is sent on Monday morning only.
            write(member, lambda: emails.weekly_digest(member, week, monday), at=at)
    return True
