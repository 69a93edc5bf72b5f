"""THE rule whether a moderator has stopped a member from doing something; each feature asks it.

A stop from being found is also kept on the member (`unlisted`), since every list asks for it. Whoever waits
for them goes on finding them: to them it reads as silence does.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, delete, exists, func, select, update

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.people.models import ActStop, StoppableAct
from intro_app.wording import N_

STOPPED = N_("A moderator has paused this for you. Under Reports you can see why and until when, and appeal.")


def is_stopped(member_id: int, act: StoppableAct, at: datetime) -> bool:
    """Whether a moderator's decision stops the member from doing this at this time."""
    theirs = ActStop.member_id == member_id, ActStop.act == act, ActStop.until > at
    return db.session.scalar(select(ActStop.id).where(*theirs).limit(1)) is not None


def ensure_not_stopped(member_id: int, act: StoppableAct, at: datetime) -> None:
    """Raise DomainError if a moderator's decision stops the member from doing this."""
    if is_stopped(member_id, act, at):
        raise DomainError(STOPPED)


def stops_of(member_id: int, at: datetime) -> Mapping[StoppableAct, datetime]:
    """Return what is stopped for a member at this time, and until when."""
    theirs = select(ActStop.act, func.max(ActStop.until)).where(ActStop.member_id == member_id)
    found = db.session.execute(theirs.where(ActStop.until > at).group_by(ActStop.act).order_by(ActStop.act))
    return {act: until for act, until in found}  # noqa: C416 - to mypy, rows are not pairs


def stop_acts(
    member_id: int, acts: Iterable[StoppableAct], until: datetime, decision_id: int, at: datetime
) -> None:
    """Stop the member from doing these things, in the caller's transaction."""
    for act in acts:
        made = ActStop(member_id=member_id, act=act, decision_id=decision_id, since=at, until=until)
        db.session.add(made)
    list_again(member_id, at)


def end_stops(decision_id: int, at: datetime) -> None:
    """Undo what a decision stopped, as if it had never been."""
    of_it = ActStop.decision_id == decision_id
    stopped = db.session.scalars(select(ActStop.member_id).where(of_it).distinct()).all()
    db.session.execute(delete(ActStop).where(of_it))
    for member_id in stopped:
        list_again(member_id, at)


def carry_act_stops(former_id: int, member_id: int, at: datetime) -> None:
    """Let what stands against a former account hold for the new account of the same person."""
    standing = update(ActStop).where(ActStop.member_id == former_id, ActStop.until > at)
    db.session.execute(standing.values(member_id=member_id))
    list_again(member_id, at)


def has_stops(member_id: int, at: datetime) -> bool:
    """Whether anything is stopped for this account."""
    theirs = select(ActStop.id).where(ActStop.member_id == member_id, ActStop.until > at)
    return db.session.scalar(theirs.limit(1)) is not None


@cache
def to_list_again() -> Select[int]:
    """Return the query for members whom no stop hides any more."""
    hidden = exists().where(
        ActStop.member_id == Member.id, ActStop.act == StoppableAct.FOUND, ActStop.until > bindparam("at")
    )
    return select(Member.id).where(Member.unlisted, ~hidden).order_by(Member.id)


def list_again(member_id: int, at: datetime) -> bool:
    """Bring `unlisted` in line with what stands, in the caller's transaction."""
    db.session.flush()
    hides = is_stopped(member_id, StoppableAct.FOUND, at)
    db.session.execute(update(Member).where(Member.id == member_id).values(unlisted=hides))
    return not hides
