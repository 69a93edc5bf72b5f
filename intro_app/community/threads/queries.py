"""Queries about threads, posts, earlier wordings and reported posts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.preferences.models import CommunityPreference
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Mention, Post, PostEdit, PostReport, Thread, ThreadNotice
from intro_app.community.threads.models import ThreadRead as Read
from intro_app.db import db
from intro_app.identity.models import Member

PAGE = 20
POSTS = 30


class ThreadRow(NamedTuple):
    """A thread in a list."""

    id: int
    public_id: str
    title: str
    author: str
    last_post_id: int
    last_post_at: datetime
    posts: int
    is_unread: bool


class PostView(NamedTuple):
    """A post as the reader sees it."""

    id: int
    public_id: str
    author_id: int
    author: str
    author_public_id: str
    words: str
    written_at: datetime
    edited_at: datetime | None
    is_taken_back: bool
    is_taken_down: bool
    is_unread: bool
    mentions: tuple[str, ...] = ()


class Wording(NamedTuple):
    """An earlier wording of a post."""

    words: str
    replaced_at: datetime


_mine = (Read.thread_id == Thread.id, Read.member_id == ME)
_joined = (
    select(CircleMember.since)
    .where(CircleMember.circle_id == Thread.circle_id, CircleMember.member_id == ME)
    .where(CircleMember.joining == Joining.IN)
    .correlate(Thread)
    .scalar_subquery()
)
_is_unread = and_(Post.id > func.coalesce(Read.post_id, 0), Post.author_id != ME, Post.written_at > _joined)
_visible = (Post.thread_id == Thread.id, Post.taken_back_at.is_(None), ~hidden_from_me(Post.author_id))
_THREADS = (
    select(
        Thread.id,
        Thread.public_id,
        Thread.title,
        Member.name,
        Thread.last_post_id,
        Thread.last_post_at,
        select(func.count()).select_from(Post).where(*_visible).correlate(Thread).scalar_subquery(),
        exists().where(*_visible, _is_unread).correlate(Thread, Read),
    )
    .join(Member, Member.id == Thread.author_id)
    .outerjoin(Read, and_(*_mine))
    .where(~hidden_from_me(Thread.author_id))
    .order_by(Thread.last_post_id.desc())
    .limit(PAGE + 1)
)
_POSTS = (
    select(
        Post.id,
        Post.public_id,
        Post.author_id,
        Member.name,
        Member.public_id,
        case((Post.taken_back_at.is_(None), Post.words), else_=""),
        Post.written_at,
        Post.edited_at,
        Post.taken_back_at.is_not(None),
        Post.taken_down_at.is_not(None),
        func.coalesce(_is_unread, False),
    )
    .join(Member, Member.id == Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(Read, and_(*_mine))
    .where(~hidden_from_me(Post.author_id))
    .order_by(Post.id)
    .limit(POSTS + 1)
)


def threads_of(circle_id: int, me: int, before: int | None = None) -> list[ThreadRow]:
    """Return a circle's threads, those with the newest posts first: a page and one more."""
    statement = _THREADS.where(Thread.circle_id == circle_id)
    statement = statement.where(Thread.last_post_id < before) if before else statement
    return [ThreadRow(*row) for row in db.session.execute(statement, {"me": me})]


def thread_of(circle_id: int, public_id: str, me: int) -> Thread | None:
    """Return a thread of a circle; None if there is none or a block hides its author."""
    found = select(Thread).where(Thread.circle_id == circle_id, Thread.public_id == public_id)
    return db.session.scalar(found.where(~hidden_from_me(Thread.author_id)), {"me": me})


def posts_of(thread_id: int, me: int, after: int = 0) -> list[PostView]:
    """Return the posts of a thread after the id `after`, oldest first: a page and one more."""
    statement = _POSTS.where(Post.thread_id == thread_id, Post.id > after)
    rows = [PostView(*row) for row in db.session.execute(statement, {"me": me})]
    called = _mentions([row.id for row in rows], me)
    return [row._replace(mentions=tuple(called.get(row.id, ()))) for row in rows]


def post_of(circle_id: int, public_id: str, me: int) -> tuple[Post, Thread] | None:
    """Return a post and its thread; None if it was taken back or a block hides an author."""
    found = (
        select(Post, Thread)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.public_id == public_id, Thread.circle_id == circle_id, Post.taken_back_at.is_(None))
        .where(~hidden_from_me(Post.author_id), ~hidden_from_me(Thread.author_id))
    )
    row = db.session.execute(found, {"me": me}).one_or_none()
    return (row[0], row[1]) if row else None


def wordings_of(post_id: int) -> list[Wording]:
    """Return up to fifty earlier wordings of a post, newest first."""
    earlier = select(PostEdit.words, PostEdit.replaced_at).where(PostEdit.post_id == post_id)
    return [Wording(*row) for row in db.session.execute(earlier.order_by(PostEdit.id.desc()).limit(50))]


def _mentions(ids: Collection[int], me: int) -> dict[int, list[str]]:
    """Return the names mentioned in each of the posts."""
    called = (
        select(Mention.post_id, Member.name)
        .join(Member, Member.id == Mention.member_id)
        .where(Mention.post_id.in_(ids), Member.left_at.is_(None), ~hidden_from_me(Mention.member_id))
        .order_by(Member.name)
    )
    names: dict[int, list[str]] = {}
    for post_id, name in db.session.execute(called, {"me": me}) if ids else ():
        names.setdefault(post_id, []).append(name)
    return names


class Reported(NamedTuple):
    """A reported post as a moderator sees it, with its words at the time of the report."""

    id: int
    circle: str
    author: str
    author_id: int
    reported_words: str
    why: str
    reported_at: datetime


def reported_posts(moderator_id: int) -> list[Reported]:
    """Return up to fifty open reports, oldest first, without those the moderator has a part in."""
    waiting = (
        select(
            PostReport.id,
            Circle.name,
            Member.name,
            Member.id,
            PostReport.reported_words,
            PostReport.words,
            PostReport.reported_at,
        )
        .join(Post, Post.id == PostReport.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Circle, Circle.id == Thread.circle_id)
        .join(Member, Member.id == Post.author_id)
        .where(PostReport.decided_at.is_(None), PostReport.reporter_id != moderator_id)
        .where(~or_(Post.author_id == moderator_id, Circle.host_id == moderator_id))
        .order_by(PostReport.reported_at)
        .limit(50)
    )
    return [Reported(*row) for row in db.session.execute(waiting)]


def to_be_told(thread_id: int, author_id: int) -> Sequence[Member]:
    """Return who else wrote in the thread, belongs to its circle and wants to hear of replies.

    Without those who are about to be told, and those who have not read what they were told of last.
    """
    wrote = select(Post.author_id).where(Post.thread_id == thread_id, Post.taken_back_at.is_(None))
    wanting = (
        select(Member)
        .join(CommunityPreference, CommunityPreference.member_id == Member.id)
        .join(CircleMember, CircleMember.member_id == Member.id)
        .join(Thread, and_(Thread.circle_id == CircleMember.circle_id, Thread.id == thread_id))
        .where(CommunityPreference.replies, CircleMember.joining == Joining.IN)
        .where(Member.id.in_(wrote), Member.id != author_id, ~_knows_of_more(thread_id))
        .order_by(Member.id)
    )
    return db.session.scalars(wanting).all()


def _knows_of_more(thread_id: int) -> ColumnElement[bool]:
    """Return the condition that there is more to read in the thread, and the member knows or soon will."""
    read, wrote = (one.correlate(Member).scalar_subquery() for one in _read_and_written(Member.id, thread_id))
    told = ThreadNotice.told_post_id
    unread = and_(told > func.coalesce(read, 0), told > func.coalesce(wrote, 0))
    mine = ThreadNotice.member_id == Member.id, ThreadNotice.thread_id == thread_id
    return exists().where(*mine, or_(ThreadNotice.tell_at.is_not(None), unread))


def read_up_to(member_id: int, thread_id: int) -> int:
    """Return the newest post of the thread that a member has read or written; 0 if none."""
    return max(db.session.scalar(one) or 0 for one in _read_and_written(member_id, thread_id))


def _read_and_written(member_id: Any, thread_id: int) -> tuple[Select[int], Select[int]]:
    """Select the newest post of a thread that a member, or the member of a row, has read, and has written."""
    return (
        select(Read.post_id).where(Read.member_id == member_id, Read.thread_id == thread_id),
        select(func.max(Post.id)).where(Post.thread_id == thread_id, Post.author_id == member_id),
    )


def unread_after(thread_id: int, post_id: int, me: int) -> Sequence[Post]:
    """Return what others wrote in a thread after this post, oldest first, without what a block hides."""
    unread = (
        select(Post)
        .where(Post.thread_id == thread_id, Post.id > post_id, Post.author_id != me)
        .where(Post.taken_back_at.is_(None), ~hidden_from_me(Post.author_id))
        .order_by(Post.id)
        .limit(POSTS)
    )
    return db.session.scalars(unread, {"me": me}).all()


@cache
def to_tell_of_replies() -> Select[int]:
    """Select the notices of replies that are due."""
    due = select(ThreadNotice.id).where(ThreadNotice.tell_at <= bindparam("at"))
    return due.order_by(ThreadNotice.tell_at)


@cache
def to_mention() -> Select[int]:
    """Select mentions whose time to be e-mailed has come."""
    return select(Mention.id).where(Mention.tell_at <= bindparam("at")).order_by(Mention.tell_at)
