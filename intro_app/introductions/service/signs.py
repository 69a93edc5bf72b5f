"""The daily batch that renews the signs on doors, which others read until the next batch."""

from datetime import datetime

from intro_app.config import settings
from intro_app.db import atomic
from intro_app.identity.models import Member
from intro_app.introductions import capacity
from intro_app.introductions.clocks import Clocks
from intro_app.introductions.queries.signs import Moments, is_any_of_yesterday, moments_of, of_yesterday
from intro_app.people.queries.profiles import waited_for


def renew_signs(at: datetime) -> int:
    """Renew the signs older than the last daily batch, some hundreds at a time; return how many."""
    batch = Clocks.of(settings()).latest_batch(at)
    if not is_any_of_yesterday(batch):
        return 0  # asked every second, so without taking the lock of writers
    with atomic():
        if not (members := of_yesterday(batch)):
            return 0
        ids = [member.id for member in members]
        moments, waited = moments_of(ids, at - capacity.MONTH), waited_for(ids)
        for member in members:
            # A member who stops all e-mail while somebody waits for them may mean that as a no, so it is
            # hidden.
            member.sign.show(member.door, at, hides_stop=member.door.no_mail and member.id in waited)
            _count(member, moments, at)
    return len(members)


def _count(member: Member, moments: Moments, at: datetime) -> None:
    door, sign = member.door, member.sign
    sign.asks_full_until = _full_until(moments[member.id, False], door.asks_per_30_days, at)
    sign.connects_full_until = _full_until(moments[member.id, True], door.connects_per_30_days, at)


def _full_until(asked: list[datetime], per_month: int, at: datetime) -> datetime | None:
    opens_at = _own_opening(asked, per_month, at)
    return opens_at if opens_at and opens_at > at else None


def _own_opening(asked: list[datetime], per_month: int, at: datetime) -> datetime | None:
    """Return the next opening by the member's monthly limit; their mailbox's budget only delays an ask."""
    return capacity.next_opening(asked, per_month, at=at)
