"""What time brings after an introduction: the question, one reminder, and the day from which answers count.

Every function may run on several workers at once, and again after a crash: each introduction is
locked, looked at again, and changed in a transaction of its own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select

from intro_app.config import settings
from intro_app.db import db
from intro_app.followups import emails, queries
from intro_app.followups.answers import Occasion, Talked
from intro_app.followups.models import FollowUp, FollowUpReply
from intro_app.followups.service.concluding import conclude
from intro_app.identity.models import Member
from intro_app.introductions import queries as introductions
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role, State
from intro_app.people.reach import write
from intro_app.periodic import run_each


def ask_due(at: datetime) -> int:
    """Ask both parties, each on their own, some days after they were introduced."""
    ask, over = timedelta(days=settings().follow_up_day), timedelta(days=settings().follow_up_over_day)
    return _all_of("followups.ask_due", queries.due_to_ask(at - over, at - ask), _ask, at)


def remind_due(at: datetime) -> int:
    """One reminder to a member who has not answered, or once more after "not yet"; none to a guest, ever."""
    return _all_of("followups.remind_due", queries.due_to_remind(at), _remind, at)


def conclude_due(at: datetime) -> int:
    """Let the answers count of whom the last day has come."""
    return _all_of("followups.conclude_due", queries.due_to_conclude(at), _conclude, at)


CHORES = (ask_due, remind_due, conclude_due)


def _all_of(job: str, due: Select[int], act: Callable[[int, datetime], bool], at: datetime) -> int:
    """Batch after batch, until nothing is due or nothing moves."""
    total = 0
    while done := run_each(job, due, act, at):
        total += done
    return total


def _ask(introduction_id: int, at: datetime) -> bool:
    introduction = introductions.locked(introduction_id)
    assert introduction.ended_at is not None, "a connected introduction has its moment"
    if introduction.state is not State.CONNECTED or queries.is_asked(introduction_id):
        return False
    over = introduction.ended_at + timedelta(days=settings().follow_up_over_day)
    follow_up = FollowUp(introduction_id=introduction.id, asked_at=at, ends_at=over)
    follow_up.introduction = introduction
    follow_up.replies = [
        FollowUpReply(role=role, remind_at=_reminder(introduction, role, at)) for role in PARTIES
    ]
    db.session.add(follow_up)
    db.session.flush()
    for role in PARTIES:
        _write(follow_up, role, Occasion.FIRST, at)
    return True


def _reminder(introduction: Introduction, role: Role, at: datetime) -> datetime | None:
    """When a member is reminded, if the setting says so and leaves time for it; a guest never is."""
    days = timedelta(days=settings().follow_up_reminder_day)
    over = timedelta(days=settings().follow_up_over_day)
    if not isinstance(introduction.person(role), Member) or not days or introduction.ended_at is None:
        return None
    remind_at = introduction.ended_at + days
    return remind_at if at < remind_at < introduction.ended_at + over else None


def _remind(reply_id: int, at: datetime) -> bool:
    reply = db.session.get_one(FollowUpReply, reply_id)
    follow_up = queries.locked(reply.introduction_id)
    if reply.remind_at is None or reply.remind_at > at:
        return False
    once_more = reply.talked is Talked.NOT_YET
    reply.remind_at, reply.asked_once_more = None, once_more
    if follow_up.is_open(at):
        _write(follow_up, reply.role, Occasion.ONCE_MORE if once_more else Occasion.REMINDER, at)
    return True


def _conclude(introduction_id: int, at: datetime) -> bool:
    follow_up = queries.locked(introduction_id)
    if follow_up.concluded_at or follow_up.ends_at > at:
        return False
    conclude(follow_up, at=at)
    return True


def _write(follow_up: FollowUp, role: Role, occasion: Occasion, at: datetime) -> None:
    """Write to this party, unless they left, have no address here any more, or want nothing more of the other."""
    me, other = follow_up.introduction.person(role), follow_up.introduction.person(role.other)
    if other is None or (
        isinstance(me, Member) and isinstance(other, Member) and queries.wants_nothing_of(me.id, other.id)
    ):
        return  # only the reader's own block counts: a question that did not come would tell of the other's
    write(me, lambda: emails.did_you_talk(follow_up, role, occasion, at), at=at)
