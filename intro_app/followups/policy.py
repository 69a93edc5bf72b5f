"""What follows from the answers of two people: when they count, what they make, and what they never do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from intro_app.followups.answers import Said, Talked, Worth

# "Not yet" is asked once more after so long, if there is still time for an answer.
ONCE_MORE_AFTER = timedelta(days=21)

# So many different people who heard nothing within so long: then the one who was silent reads a kind note.
SILENCES, SILENCES_WITHIN = 3, timedelta(days=365)


def is_in(said: Said) -> bool:
    """Whether an answer is there to count; "not yet" announces another one."""
    return said.is_given and said.talked is not Talked.NOT_YET


def all_in(both: Sequence[Said]) -> bool:
    """Whether the answers count now, before the last day."""
    return all(map(is_in, both))


def was_worth_it(said: Said) -> bool:
    """Whether this party found it worth their time; who has not talked yet cannot say so."""
    return said.worth is Worth.YES and said.talked in {Talked.YES, None}


def is_useful(both: Sequence[Said]) -> bool:
    """Whether the two made a useful introduction of it: nothing but two clear words does."""
    return all(map(was_worth_it, both))


def connector_may_know(both: Sequence[Said]) -> bool:
    """Whether the connector hears that it was worth it: both found so, and both ticked it."""
    return is_useful(both) and all(said.connector_may_know for said in both)


def ask_once_more(said: Said, at: datetime, *, ends_at: datetime, asked: bool) -> datetime | None:
    """When to ask again whoever says "not yet": once, if it is not over by then; None for everyone else."""
    again_at = at + ONCE_MORE_AFTER
    return again_at if said.talked is Talked.NOT_YET and not asked and again_at < ends_at else None


def speaks_of_silence(people: int) -> bool:
    """Whether the one who was silent should read of it; one or two may simply have been unlucky."""
    return people >= SILENCES
