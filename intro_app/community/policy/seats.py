"""How many come: seats are given in the order in which people said yes, and to nobody else."""

from intro_app.community.models.gatherings import GatheringReply


def free_seats(capacity: int | None, going: int) -> int | None:
    """How many more can come; None when everybody can."""
    return None if capacity is None else max(0, capacity - going)


def reply_to_yes(capacity: int | None, going: int) -> GatheringReply:
    """What a yes becomes: a seat while there is one, else a place in the line."""
    return GatheringReply.WAITING if free_seats(capacity, going) == 0 else GatheringReply.GOING
