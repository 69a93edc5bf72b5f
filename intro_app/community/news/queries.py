"""Queries for whom a post concerns, and for what a member is to be told."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.news.models import CircleNotice, NewsItem
from intro_app.community.pictures.models import PostPicture
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Mention, Post, Thread, ThreadFollow, ThreadRead
from intro_app.db import db
from intro_app.identity.models import Member

MAILED = (CircleMail.EACH, CircleMail.DAILY)


class Concerned(NamedTuple):
    """Somebody whom a post concerns, and which e-mail they chose."""

    member: Member
    mail: CircleMail


class NewsPost(NamedTuple):
    """A post that a member is to be told of, with where it stands and who wrote it."""

    post_id: int
    words: str
    author_id: int
    author: str
    calls_me: bool
    thread_id: int
    thread_public_id: str
    title: str
    is_notice: bool
    circle_id: int
    circle_public_id: str
    circle: str
    pictures: int


_IN_CIRCLE = (
    select(Member, CircleMember.mail)
    .join(CircleMember, CircleMember.member_id == Member.id)
    .where(CircleMember.joining == Joining.IN, CircleMember.mail.in_(MAILED))
    .where(Member.left_at.is_(None), ~Member.suspended, ~Member.removed)
    .order_by(Member.id)
)
_MENTION = and_(Mention.post_id == Post.id, Mention.member_id == ME)
_READ = and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == ME)
# Whoever writes in a thread has read what stood there.
_Answer = aliased(Post)
_ANSWERED = exists().where(_Answer.thread_id == Thread.id, _Answer.author_id == ME, _Answer.id > Post.id)
_PICTURES = (
    select(func.count())
    .where(PostPicture.post_id == Post.id, PostPicture.removed_by_edit.is_(None))
    .correlate(Post)
    .scalar_subquery()
)
_NEWS = (
    select(
        Post.id,
        Post.words,
        Post.author_id,
        Member.name,
        Mention.id.is_not(None),
        Thread.id,
        Thread.public_id,
        Thread.title,
        Thread.is_notice,
        Circle.id,
        Circle.public_id,
        Circle.name,
        _PICTURES,
    )
    .join(NewsItem, and_(NewsItem.post_id == Post.id, NewsItem.member_id == ME))
    .join(Member, Member.id == Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Circle, Circle.id == Thread.circle_id)
    .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .outerjoin(Mention, _MENTION)
    .outerjoin(ThreadRead, _READ)
    .where(CircleMember.joining == Joining.IN, Circle.ended_at.is_(None))
    .where(Post.taken_back_at.is_(None), Post.author_id != ME, ~_ANSWERED)
    .where(or_(ThreadRead.post_id.is_(None), ThreadRead.post_id < Post.id))
    .where(
        ~hidden_from_me(Post.author_id), ~hidden_from_me(Thread.author_id), ~hidden_from_me(Circle.host_id)
    )
    .order_by(Circle.name, Circle.id, Thread.id, Post.id)
)


def concerned_by(post: Post, thread: Thread) -> list[Concerned]:
    """Return who wants e-mail and follows the thread; of a new notice, everybody in the circle who does."""
    theirs = ThreadFollow.member_id == Member.id, ThreadFollow.thread_id == thread.id
    wrote = exists().where(
        Post.thread_id == thread.id,
        Post.author_id == Member.id,
        Post.id < post.id,
        Post.taken_back_at.is_(None),
    )
    follows = or_(
        exists().where(*theirs, ThreadFollow.follows),
        and_(wrote, ~exists().where(*theirs, ~ThreadFollow.follows)),
    )
    wanting = _IN_CIRCLE.where(CircleMember.circle_id == thread.circle_id, Member.id != post.author_id)
    if not (thread.is_notice and _is_first(post, thread)):
        wanting = wanting.where(follows)
    return [Concerned._make(row) for row in db.session.execute(wanting)]


def concerned(member_id: int, circle_id: int) -> Concerned | None:
    """Return a member with the e-mail they chose from a circle; None if they get none."""
    this = _IN_CIRCLE.where(CircleMember.circle_id == circle_id, Member.id == member_id)
    row = db.session.execute(this).one_or_none()
    return Concerned._make(row) if row else None


def _is_first(post: Post, thread: Thread) -> bool:
    earlier = select(Post.id).where(Post.thread_id == thread.id, Post.id < post.id).limit(1)
    return db.session.scalar(earlier) is None


def notice_of(member_id: int, circle_id: int) -> CircleNotice:
    """Return, locked, when a member is told about a circle. The row must be there."""
    this = select(CircleNotice).where(
        CircleNotice.member_id == member_id, CircleNotice.circle_id == circle_id
    )
    return db.session.scalars(this.with_for_update().execution_options(populate_existing=True)).one()


def waiting_daily(member_id: int) -> Sequence[CircleNotice]:
    """Return, locked, what else waits for a member who wants to hear of it once a day."""
    daily = (
        select(CircleNotice)
        .join(
            CircleMember,
            and_(
                CircleMember.circle_id == CircleNotice.circle_id,
                CircleMember.member_id == CircleNotice.member_id,
            ),
        )
        .where(CircleNotice.member_id == member_id, CircleMember.mail == CircleMail.DAILY)
        .where(CircleNotice.tell_at.is_not(None))
        .order_by(CircleNotice.id)
    )
    return db.session.scalars(daily.with_for_update(of=CircleNotice)).all()


def news_for(me: int, circle_ids: Collection[int]) -> list[NewsPost]:
    """Return what a member is to be told about these circles: what they may see and have not read."""
    there = _NEWS.where(Circle.id.in_(circle_ids))
    return [NewsPost._make(row) for row in db.session.execute(there, {"me": me})]


def items_in(me: int, circle_ids: Collection[int]) -> Select[int]:
    """Select the posts of these circles that are still to be told to a member."""
    posts = select(NewsItem.post_id).join(Post, Post.id == NewsItem.post_id)
    return posts.join(Thread, Thread.id == Post.thread_id).where(
        NewsItem.member_id == me, Thread.circle_id.in_(circle_ids)
    )


@cache
def posts_to_note() -> Select[int]:
    """Select the posts of which nobody has been told yet."""
    return select(Post.id).where(Post.tell_at <= bindparam("at")).order_by(Post.tell_at)


@cache
def mentions_to_note() -> Select[int]:
    """Select the mentions of which nobody has been told yet."""
    return select(Mention.id).where(Mention.tell_at <= bindparam("at")).order_by(Mention.tell_at)


@cache
def due() -> Select[int]:
    """Select the notices whose time has come."""
    return (
        select(CircleNotice.id).where(CircleNotice.tell_at <= bindparam("at")).order_by(CircleNotice.tell_at)
    )
