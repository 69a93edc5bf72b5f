"""Leaving a circle, and removing somebody from it."""

from datetime import datetime

from intro_app.community.circles import queries
from intro_app.community.circles.models import Circle, Joining
from intro_app.community.circles.service import tended_by
from intro_app.community.gatherings.service import withdraw_from_circle
from intro_app.db import atomic
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.wording import N_


def leave(circle_id: int, member_id: int, at: datetime) -> None:
    """Leave a circle, or withdraw a request to join. Raises DomainError for its host."""
    with atomic():
        circle = queries.locked(circle_id)
        if circle.host_id == member_id:
            raise DomainError(N_("You host this circle. Hand it over first, or close it."))
        _leave(circle, member_id, at)


def part_from(circle_id: int, host_id: int, who: Member, at: datetime) -> None:
    """Remove somebody from the circle; their posts stay. Needs no membership, so that a circle stays safe.

    Raises DomainError for others than its host and co-hosts; a co-host removes neither host nor co-hosts.
    """
    with atomic():
        circle = tended_by(circle_id, host_id, at)
        there = queries.membership_in(circle_id, who.id)
        is_one_of_them = who.id in {host_id, circle.host_id} or (there is not None and there.is_co_host)
        if who.id == host_id or (is_one_of_them and circle.host_id != host_id):
            raise DomainError(N_("Only the host of this circle can do that."))
        _leave(circle, who.id, at)


def _leave(circle: Circle, member_id: int, at: datetime) -> None:
    there = queries.membership_in(circle.id, member_id)
    if there is None or there.joining is Joining.LEFT:
        return
    there.move(Joining.LEFT, at)
    if circle.offered_to_id == member_id:
        circle.offered_to_id = None
    withdraw_from_circle(circle.id, member_id, at)
