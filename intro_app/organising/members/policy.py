"""Pure rules of the staff pages about members: how long a look lasts, and who may change whose rights."""

from collections.abc import Collection
from datetime import timedelta
from enum import Enum

from intro_app.identity.models.staff import StaffRole
from intro_app.identity.policy import RIGHTS, powers_of
from intro_app.wording import N_, Labelled

# For how long the page of an account stays open after its reason was given.
LOOK_LASTS = timedelta(minutes=30)
SHORTEST_REASON, LONGEST_REASON = 10, 200
LONGEST_NOTE = 2_000


class MemberState(Labelled):
    """How an account stands, for the list."""

    ACTIVE = "active", N_("Active")
    SUSPENDED = "suspended", N_("Suspended")
    REMOVED = "removed", N_("Removed")
    NEVER = "never", N_("Never signed in")


class MemberOrder(Labelled):
    """In which order members are listed."""

    NEWEST = "newest", N_("Newest first")
    OLDEST = "oldest", N_("Oldest first")
    NAME = "name", N_("By name")
    SEEN = "seen", N_("Last seen first")


class RightsRefusal(Enum):
    """Why a right cannot be given or taken; the value is what people read."""

    ONESELF = N_("You can’t give yourself a right. Ask someone else who gives rights.")
    VOUCHING = N_("You can’t vouch for yourself. Ask someone else who gives rights.")
    LAST = N_("You’re the last one who can give rights. Give that right to someone else first.")


def against_giving(giver_id: int, member_id: int) -> RightsRefusal | None:
    """Return why this person may not give this member a right, or None."""
    return RightsRefusal.ONESELF if giver_id == member_id else None


def against_vouching(staff_id: int, member_id: int) -> RightsRefusal | None:
    """Return why this person may not vouch for this member as a founder, or None."""
    return RightsRefusal.VOUCHING if staff_id == member_id else None


def against_taking(role: StaffRole, others_who_give: int) -> RightsRefusal | None:
    """Return why this right may not be taken away, or None.

    `others_who_give` counts those who could still give rights afterwards.
    """
    gives = StaffRole.GIVE_RIGHTS in powers_of([role])
    return RightsRefusal.LAST if gives and not others_who_give else None


def rights_to_give(held: Collection[StaffRole]) -> list[StaffRole]:
    """Return the rights that somebody who holds these can still be given."""
    has = powers_of(held)
    return [right for right in RIGHTS if right not in has]
