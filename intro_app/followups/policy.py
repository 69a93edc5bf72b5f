"""Pure decisions about follow-ups: when answers count, and what they lead to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from intro_app.followups.answers import Said, Talked, Worth

# Whoever answers "not yet" is asked once more after this long, if there is still time to answer.
ONCE_MORE_AFTER = timedelta(days=21)

# When this many different people heard nothing from a member within this time, the member reads a kind note.
SILENCES, SILENCES_WITHIN = 3, timedelta(days=365)


def is_in(said: Said) -> bool:
    """Return whether a party has given a final answer; "not yet" is not final."""
    return said.is_given and said.talked is not Talked.NOT_YET


def all_in(both: Sequence[Said]) -> bool:
    """Return whether both answers are final, so that they count before the last day."""
    return all(map(is_in, both))


def was_worth_it(said: Said) -> bool:
    """Return whether this party found it worth their time; whoever says they did not talk cannot."""
    return said.worth is Worth.YES and said.talked in {Talked.YES, None}


def is_useful(both: Sequence[Said]) -> bool:
    """Return whether this was a useful introduction, which takes a clear yes from both."""
    return all(map(was_worth_it, both))


def connector_may_know(both: Sequence[Said]) -> bool:
    """Return whether to tell the connector: both found it worth it, and both ticked that they may know."""
    return is_useful(both) and all(said.connector_may_know for said in both)


def ask_once_more(said: Said, at: datetime, *, ends_at: datetime, asked: bool) -> datetime | None:
    """Return when to ask a party again who said "not yet".

    None when they said anything else, were asked once more before (`asked`), or it would be after `ends_at`.
    """
    again_at = at + ONCE_MORE_AFTER
    return again_at if said.talked is Talked.NOT_YET and not asked and again_at < ends_at else None


def speaks_of_silence(people: int) -> bool:
    """Return whether to tell a member that `people` heard nothing from them; one or two may be bad luck."""
    return people >= SILENCES
