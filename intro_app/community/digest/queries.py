"""Queries for the content of a member's weekly digest."""

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select

from intro_app.community.board import queries as board
from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.preferences.queries import preferences_of
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from intro_app.suggestions.queries import ShownPair, shown_to

WEEK = timedelta(days=7)
# At most four lines of each sort, so that a digest is read in a minute.
LINES = 4


class News(NamedTuple):
    """A thread with new posts."""

    title: str
    circle: str
    circle_id: str
    thread_id: str


class Week(NamedTuple):
    """The content of a digest."""

    threads: list[News]
    gatherings: list[gatherings.Coming]
    notes: list[board.Pinned]
    suggestions: list[ShownPair]


_written = (
    select(Post.id)
    .where(
        Post.thread_id == Thread.id,
        Post.author_id != ME,
        Post.taken_back_at.is_(None),
        ~hidden_from_me(Post.author_id),
    )
    .correlate(Thread)
)
_NEWS = (
    select(Thread.title, Circle.name, Circle.public_id, Thread.public_id)
    .join(Circle, Circle.id == Thread.circle_id)
    .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .where(CircleMember.joining == Joining.IN, Circle.ended_at.is_(None))
    .where(or_(CircleMember.mail.is_(None), CircleMember.mail != CircleMail.NONE))
    .where(~hidden_from_me(Thread.author_id), ~hidden_from_me(Circle.host_id))
    .order_by(Thread.last_post_id.desc())
    .limit(LINES)
)


def week_of(me: int, at: datetime) -> Week:
    """Return what is new from the last seven days, and the gatherings of the next fourteen."""
    new = _NEWS.where(Thread.last_post_at > at - WEEK, _written.where(Post.written_at > at - WEEK).exists())
    threads = [News(*row) for row in db.session.execute(new, {"me": me})]
    soon = [one for one in gatherings.coming_to(me, at, LINES) if one.starts_at < at + 2 * WEEK]
    wanted = preferences_of(me).suggestions
    suggested = shown_to(me, at, LINES) if wanted else []
    return Week(threads, soon, board.pinned_since(at - WEEK, me, at, LINES), suggested)


@cache
def digests() -> Select[int]:
    """Select the members whose digest is due."""
    due = select(CommunityPreference.member_id).where(CommunityPreference.digest_at <= bindparam("at"))
    return due.order_by(CommunityPreference.digest_at)
