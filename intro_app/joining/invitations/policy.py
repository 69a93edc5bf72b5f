"""Pure rules of invitations: how many, for how long, and how one stands."""

from datetime import datetime, timedelta
from enum import StrEnum

MONTH = timedelta(days=30)
# An invitation to an address: one e-mail, open for so long, and not again within so long.
LASTS = timedelta(days=30)
NOT_AGAIN_WITHIN = timedelta(days=90)
LONGEST_LINE = 280

# Links: how many people, and for how many days.
MOST_PLACES = 10
DAYS_OF_A_LINK, MOST_DAYS_OF_A_LINK = 7, 30


class InvitationState(StrEnum):
    """How an invitation stands."""

    WAITING = "waiting"
    FULL = "full"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def state_of(*, places: int, taken: int, until: datetime, withdrawn: bool, at: datetime) -> InvitationState:
    """Return how an invitation stands; one that is full stays so, whatever else happened since."""
    if taken >= places:
        return InvitationState.FULL
    if withdrawn:
        return InvitationState.WITHDRAWN
    return InvitationState.OVER if at >= until else InvitationState.WAITING


def most_in_a_month(*, is_new: bool, on_staff: bool, by_newcomers: int, by_others: int) -> int | None:
    """Return how many people a member may invite in 30 days; None is without limit, which staff have."""
    if on_staff:
        return None
    return by_newcomers if is_new else by_others


def left(most: int | None, invited: int) -> int | None:
    """Return how many people one may still invite; None is without limit."""
    return None if most is None else max(0, most - invited)


def sign_ins_allowed(places: int) -> str:
    """Return how many e-mails an evening pass may cause in an hour: some people mistype their address."""
    return f"{places * 3 + 20}/hour"
