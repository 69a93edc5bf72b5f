"""Checks before a change: membership, belonging to the circle, and hosting it."""

from datetime import datetime

from intro_app.community.models import Circle
from intro_app.community.policy.access import CirclePermissions
from intro_app.community.queries import circles
from intro_app.errors import DomainError
from intro_app.memberships.queries import is_member
from intro_app.wording import N_

HOSTS_ONLY = N_("Only the host of this circle can do that.")
NO_MEMBERSHIP = N_("Writing and hosting are what membership pays for. Reading and coming along stay free.")


def ensure_membership(member_id: int, at: datetime) -> None:
    """Raise DomainError for somebody without a membership."""
    if not is_member(member_id, at):
        raise DomainError(NO_MEMBERSHIP)


def footing_in(circle_id: int, member_id: int, at: datetime) -> CirclePermissions:
    """Return a member's permissions in a circle. Raises DomainError when they cannot see it."""
    found = circles.footing(circle_id, member_id, at)
    if found is None:
        raise DomainError(N_("There is no such circle any more."))
    return found


def ensure_writer(circle_id: int, member_id: int, at: datetime) -> None:
    """Raise DomainError unless somebody belongs to the circle and has a membership."""
    found = footing_in(circle_id, member_id, at)
    if not found.is_in:
        raise DomainError(N_("Only those who belong to this circle write in it."))
    ensure_membership(member_id, at)


def host_of(circle_id: int, member_id: int) -> Circle:
    """Return the circle with its row locked. Raises DomainError for anybody but its host."""
    circle = circles.locked(circle_id)
    if circle.host_id != member_id or circle.ended_at:
        raise DomainError(HOSTS_ONLY)
    return circle


def paying_host_of(circle_id: int, member_id: int, at: datetime) -> Circle:
    """Do the same as `host_of()`, but raise DomainError also for a host without a membership."""
    circle = host_of(circle_id, member_id)
    ensure_membership(member_id, at)
    return circle
