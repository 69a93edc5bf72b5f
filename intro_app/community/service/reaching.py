"""How the community's mail reaches people: never in their quiet hours, never across a block, never who left."""

from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app.accounts.models import Member
from intro_app.community.policy.times import after_quiet_hours
from intro_app.community.queries.wishes import wish_of
from intro_app.outbox import Email, post
from intro_app.people.visibility import is_hidden


def reach(to: Member, email: Email, at: datetime) -> None:
    """Post it now, to be sent when the reader's quiet hours are over."""
    post(email, at=at, not_before=awake(to, at))


def awake(reader: Member, at: datetime) -> datetime:
    """Now, or the end of the reader's quiet hours."""
    wish = wish_of(reader.id)
    return after_quiet_hours(at, ZoneInfo(reader.addressee.time_zone), wish.quiet_from, wish.quiet_until)


def may_reach(to: Member, sender_id: int) -> bool:
    """Whether mail about something this sender did may go to somebody: to whoever may see the sender."""
    return to.left_at is None and (to.id == sender_id or not is_hidden(to.id, sender_id))
