"""Sending the community's e-mails outside the readers' quiet hours."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from intro_app.community.policy.times import after_quiet_hours
from intro_app.community.queries.preferences import wish_of
from intro_app.identity.models import Member
from intro_app.outbox import Email
from intro_app.people.reach import write


def write_after_quiet_hours(to: Member, about: int, compose: Callable[[], Email], at: datetime) -> None:
    """Queue an e-mail to be sent after the reader's quiet hours.

    `about` is the id of the member whose act the e-mail tells; the outbox drops it when a block hides them.
    """
    write(to, compose, at=at, not_before=awake(to, at), about=about)


def awake(reader: Member, at: datetime) -> datetime:
    """Return `at`, or the end of the reader's quiet hours."""
    wish = wish_of(reader.id)
    return after_quiet_hours(at, ZoneInfo(reader.addressee.time_zone), wish.quiet_from, wish.quiet_until)
