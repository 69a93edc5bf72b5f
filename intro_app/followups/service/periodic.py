"""The worker's jobs for follow-ups: ask, remind once, and conclude.

Every job may run on several workers at once, and again after a crash: each introduction is locked, checked
again, and changed in a transaction of its own.
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
from intro_app.followups.service.slots import forget_slots
from intro_app.identity.models import Member
from intro_app.introductions import queries as introductions
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role, State
from intro_app.people.reach import write
from intro_app.periodic import run_each


def ask_due(at: datetime) -> int:
    """Ask both parties, each in an e-mail of their own, `follow_up_day` days after they were introduced."""
    ask, over = timedelta(days=settings().follow_up_day), timedelta(days=settings().follow_up_over_day)
    return _all_of("followups.ask_due", queries.due_to_ask(), _ask, at, after=at - over, until=at - ask)


def remind_due(at: datetime) -> int:
    """Remind members who have not answered, and ask once more after "not yet"; guests are never reminded."""
    return _all_of("followups.remind_due", queries.due_to_remind(), _remind, at)


def conclude_due(at: datetime) -> int:
    """Conclude follow-ups whose last day has come."""
    return _all_of("followups.conclude_due", queries.due_to_conclude(), _conclude, at)


CHORES = (ask_due, remind_due, conclude_due, forget_slots)


def _all_of(
    job: str, due: Select[int], act: Callable[[int, datetime], bool], at: datetime, **moments: datetime
) -> int:
    """Run batches until nothing is due or nothing succeeds; return how many items were done."""
    total = 0
    while done := run_each(job, due, act, at, **moments):
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
    """Return when to remind this party: None for a guest, without the setting, or with no time left."""
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
    """Write to this party, unless they left, have no address any more, or have blocked the other."""
    me, other = follow_up.introduction.person(role), follow_up.introduction.person(role.other)
    if other is None or (
        isinstance(me, Member) and isinstance(other, Member) and queries.wants_nothing_of(me.id, other.id)
    ):
        return  # only the reader's own block counts: a missing e-mail would reveal the other's
    write(me, lambda: emails.did_you_talk(follow_up, role, occasion, at), at=at)
