"""How the community's mail reaches people: never in their quiet hours, never about who is hidden from them."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app.community.policy.times import after_quiet_hours
from intro_app.community.queries.preferences import wish_of
from intro_app.identity.models import Member
from intro_app.outbox import Email
from intro_app.people.reach import write


def write_after_quiet_hours(to: Member, about: int, compose: Callable[[], Email], at: datetime) -> None:
    """Post it now, to be sent when the reader's quiet hours are over; `about`: the id of who did what it tells."""
    write(to, compose, at=at, not_before=awake(to, at), about=about)


def awake(reader: Member, at: datetime) -> datetime:
    """Now, or the end of the reader's quiet hours."""
    wish = wish_of(reader.id)
    return after_quiet_hours(at, ZoneInfo(reader.addressee.time_zone), wish.quiet_from, wish.quiet_until)
