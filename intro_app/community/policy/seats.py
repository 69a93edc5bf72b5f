"""How seats are given: in the order in which people accepted."""

from intro_app.community.models.gatherings import GatheringReply


def free_seats(capacity: int | None, going: int) -> int | None:
    """Return how many more people can come; None means no limit."""
    return None if capacity is None else max(0, capacity - going)


def reply_to_yes(capacity: int | None, going: int) -> GatheringReply:
    """Return what a yes becomes: GOING while there is a seat, otherwise WAITING."""
    return GatheringReply.WAITING if free_seats(capacity, going) == 0 else GatheringReply.GOING
