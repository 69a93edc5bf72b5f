"""THE rule whether a moderator has stopped a member from doing something; each feature asks it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from intro_app.db import db
from intro_app.errors import DomainError
from intro_app.people.models import ActStop, StoppableAct
from intro_app.wording import N_

STOPPED = N_(
    "A moderator has stopped this for you. Under Reports you can read why and until when, and appeal."
)


def is_stopped(member_id: int, act: StoppableAct, at: datetime) -> bool:
    """Whether a moderator's decision stops the member from doing this at this time."""
    theirs = ActStop.member_id == member_id, ActStop.act == act, ActStop.until > at
    return db.session.scalar(select(ActStop.id).where(*theirs).limit(1)) is not None


def ensure_not_stopped(member_id: int, act: StoppableAct, at: datetime) -> None:
    """Raise DomainError if a moderator's decision stops the member from doing this."""
    if is_stopped(member_id, act, at):
        raise DomainError(STOPPED)


def stop_acts(
    member_id: int, acts: Iterable[StoppableAct], until: datetime, decision_id: int, at: datetime
) -> None:
    """Stop the member from doing these things, in the caller's transaction."""
    for act in acts:
        made = ActStop(member_id=member_id, act=act, decision_id=decision_id, since=at, until=until)
        db.session.add(made)


def end_stops(decision_id: int) -> None:
    """Undo what a decision stopped, as if it had never been."""
    db.session.execute(delete(ActStop).where(ActStop.decision_id == decision_id))
