"""Queries for the content of a member's weekly digest."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from textwrap import shorten
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select

from intro_app.community.board import queries as board
from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.gatherings import queries as gatherings
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.preferences.queries import preferences_of
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.suggestions.queries import ShownPair, shown_to
from intro_app.text.unmarked import as_plain

WEEK = timedelta(days=7)
# At most four lines of each sort, so that a digest is read in a minute.
LINES = 4
# The last two posts of a thread, each in a line of so many characters.
LINES_EACH, LONGEST_LINE = 2, 90


class NewLine(NamedTuple):
    """A new post as a digest shows it: who wrote it, and how it begins."""

    author: str
    words: str


class News(NamedTuple):
    """A thread with new posts: how many, and the last of them."""

    title: str
    circle: str
    circle_id: str
    thread_id: str
    lines: Sequence[NewLine]
    number: int


class _NewThread(NamedTuple):
    id: int
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
    select(Thread.id, Thread.title, Circle.name, Circle.public_id, Thread.public_id)
    .join(Circle, Circle.id == Thread.circle_id)
    .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .where(CircleMember.joining == Joining.IN, Circle.ended_at.is_(None))
    .where(or_(CircleMember.mail.is_(None), CircleMember.mail != CircleMail.NONE))
    .where(~hidden_from_me(Thread.author_id), ~hidden_from_me(Circle.host_id))
    .order_by(Thread.last_post_id.desc())
    .limit(LINES)
)


_place = func.row_number().over(partition_by=Post.thread_id, order_by=Post.id.desc())
_number = func.count().over(partition_by=Post.thread_id)
_ranked = (
    select(Post.id, Member.name.label("author"), _place.label("place"), _number.label("number"))
    .join(Member, Member.id == Post.author_id)
    .where(Post.thread_id.in_(bindparam("threads", expanding=True)), Post.written_at > bindparam("since"))
    .where(Post.author_id != ME, Post.taken_back_at.is_(None), ~hidden_from_me(Post.author_id))
    .subquery()
)
_LAST = (
    select(Post.thread_id, _ranked.c.author, Post.words, _ranked.c.number)
    .join(_ranked, _ranked.c.id == Post.id)
    .where(_ranked.c.place <= LINES_EACH)
    .order_by(Post.id)
)


def week_of(me: int, at: datetime) -> Week:
    """Return what is new from the last seven days, and the gatherings of the next fourteen."""
    new = _NEWS.where(Thread.last_post_at > at - WEEK, _written.where(Post.written_at > at - WEEK).exists())
    threads = _with_lines([_NewThread(*row) for row in db.session.execute(new, {"me": me})], me, at - WEEK)
    soon = [one for one in gatherings.coming_to(me, at, LINES) if one.starts_at < at + 2 * WEEK]
    wanted = preferences_of(me).suggestions
    suggested = shown_to(me, at, LINES) if wanted else []
    return Week(threads, soon, board.pinned_since(at - WEEK, me, at, LINES), suggested)


def _with_lines(threads: Sequence[_NewThread], me: int, since: datetime) -> list[News]:
    """Add to each thread the last posts in it that others wrote after `since`."""
    lines, numbers = defaultdict[int, list[NewLine]](list), dict[int, int]()
    asked = {"me": me, "since": since, "threads": [one.id for one in threads]}
    for thread_id, author, words, number in db.session.execute(_LAST, asked) if threads else ():
        lines[thread_id].append(NewLine(author, _beginning(words)))
        numbers[thread_id] = number
    return [News(*one[1:], lines[one.id], numbers.get(one.id, 0)) for one in threads]


def _beginning(words: str) -> str:
    """Return the first words of a post, without the signs of Markdown."""
    return shorten(as_plain(words), LONGEST_LINE, placeholder="…")


@cache
def digests() -> Select[int]:
    """Select the members whose digest is due."""
    due = select(CommunityPreference.member_id).where(CommunityPreference.digest_at <= bindparam("at"))
    return due.order_by(CommunityPreference.digest_at)
