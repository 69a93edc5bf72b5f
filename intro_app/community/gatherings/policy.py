"""How seats are given, in the order in which people accepted, and where a map finds a place."""

from datetime import timedelta
from urllib.parse import urlencode

from intro_app.community.gatherings.models import GatheringReply

# How long names and addresses of visitors are kept: after the gathering, and if they never confirm.
VISITORS_KEPT_FOR = timedelta(days=30)
UNCONFIRMED_KEPT_FOR = timedelta(days=2)


def free_seats(capacity: int | None, going: int) -> int | None:
    """Return how many more people can come; None means no limit."""
    return None if capacity is None else max(0, capacity - going)


def reply_to_yes(capacity: int | None, going: int) -> GatheringReply:
    """Return what a yes becomes: GOING while there is a seat, otherwise WAITING."""
    return GatheringReply.WAITING if free_seats(capacity, going) == 0 else GatheringReply.GOING


def map_link(place: str) -> str:
    """Return where a map finds a place, or ""; only who follows the link loads anything from there."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}" if place else ""
