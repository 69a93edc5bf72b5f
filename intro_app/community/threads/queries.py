"""Queries about threads, posts, earlier wordings and reported posts."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, literal, or_, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.pictures.models import PostPicture
from intro_app.community.pictures.policy import before_edit
from intro_app.community.pictures.queries import UNUSED, PictureView, ever_in, pictures_of
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Mention, Post, PostEdit, PostReport, Thread, ThreadFollow
from intro_app.community.threads.models import ThreadRead as Read
from intro_app.db import db
from intro_app.identity.models import Door, Member
from intro_app.people import visibility

PAGE = 20
POSTS = 30
# How many read posts stand before the first unread one where a long thread opens.
CONTEXT = 3


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
    is_notice: bool
    is_pinned: bool
    is_locked: bool


class MentionView(NamedTuple):
    """Somebody whom a post mentions: what is written, their name today, and their profile if it opens."""

    written: str
    name: str
    public_id: str


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
    mentions: tuple[MentionView, ...] = ()
    pictures: tuple[PictureView, ...] = ()


class Wording(NamedTuple):
    """An earlier wording of a post, with the pictures that it had."""

    edit_id: int
    words: str
    replaced_at: datetime
    pictures: tuple[PictureView, ...] = ()


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
        Thread.is_notice,
        Thread.pinned_at.is_not(None),
        Thread.locked_at.is_not(None),
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
    """Return a circle's threads, those with the newest posts first: a page and one more.

    The first page begins with those that are pinned; they stand nowhere else.
    """
    here = _THREADS.where(Thread.circle_id == circle_id)
    others = here.where(Thread.pinned_at.is_(None))
    others = others.where(Thread.last_post_id < before) if before else others
    pinned = [] if before else db.session.execute(here.where(Thread.pinned_at.is_not(None)), {"me": me}).all()
    return [ThreadRow._make(row) for row in [*pinned, *db.session.execute(others, {"me": me})]]


def thread_of(circle_id: int, public_id: str, me: int) -> Thread | None:
    """Return a thread of a circle; None if there is none or a block hides its author."""
    found = select(Thread).where(Thread.circle_id == circle_id, Thread.public_id == public_id)
    return db.session.scalar(found.where(~hidden_from_me(Thread.author_id)), {"me": me})


def posts_of(thread_id: int, me: int, after: int = 0, *, listed: bool = False) -> list[PostView]:
    """Return the posts of a thread after the id `after`, oldest first: a page and one more.

    `listed` is whether the reader sees the directory of members, and so the profiles of those mentioned.
    """
    statement = _POSTS.where(Post.thread_id == thread_id, Post.id > after)
    rows = [PostView(*row) for row in db.session.execute(statement, {"me": me})]
    called = _mentions([row.id for row in rows], me, listed=listed)
    pictures = pictures_of([row.id for row in rows if not row.is_taken_back])
    return [
        row._replace(mentions=tuple(called.get(row.id, ())), pictures=pictures.get(row.id, ()))
        for row in rows
    ]


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
    earlier = select(PostEdit.id, PostEdit.words, PostEdit.replaced_at).where(PostEdit.post_id == post_id)
    rows = db.session.execute(earlier.order_by(PostEdit.id.desc()).limit(50)).all()
    pictures = ever_in(post_id)
    return [Wording(*row, pictures=tuple(one.view for one in before_edit(pictures, row.id))) for row in rows]


def picture_seen(circle_id: int, public_id: str, me: int, *, with_earlier: bool) -> int | None:
    """Return the id of a picture in a post of this circle that the reader may read.

    It may also be one that they have added to what they are writing, and `with_earlier` one that an edit
    removed.
    """
    read = and_(
        Thread.circle_id == circle_id,
        Post.taken_back_at.is_(None),
        ~hidden_from_me(Post.author_id),
        ~hidden_from_me(Thread.author_id),
        or_(literal(with_earlier), PostPicture.removed_by_edit.is_(None)),
    )
    written = and_(UNUSED, PostPicture.member_id == ME)
    found = select(PostPicture.id).outerjoin(Post, Post.id == PostPicture.post_id)
    found = found.outerjoin(Thread, Thread.id == Post.thread_id)
    return db.session.scalar(found.where(PostPicture.public_id == public_id, or_(read, written)), {"me": me})


def _mentions(ids: Collection[int], me: int, *, listed: bool) -> dict[int, list[MentionView]]:
    """Return who is mentioned in each of the posts; `listed` is whether the reader sees the directory."""
    seen = visibility.sees(ME, Member.id, and_(visibility.is_listed(), literal(listed)))
    called = (
        select(Mention.post_id, Mention.written, Member.name, case((seen, Member.public_id), else_=""))
        .join(Member, Member.id == Mention.member_id)
        .join(Door, Door.member_id == Member.id)
        .where(Mention.post_id.in_(ids), Member.left_at.is_(None), ~hidden_from_me(Mention.member_id))
        .order_by(Mention.id)
    )
    found: dict[int, list[MentionView]] = {}
    for post_id, *mention in db.session.execute(called, {"me": me}) if ids else ():
        found.setdefault(post_id, []).append(MentionView(*mention))
    return found


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


def read_up_to(member_id: int, thread_id: int) -> int:
    """Return the newest post of the thread that a member has read; 0 if none."""
    mine = Read.member_id == member_id, Read.thread_id == thread_id
    return db.session.scalar(select(Read.post_id).where(*mine)) or 0


def page_before(thread_id: int, me: int, before: int) -> list[int]:
    """Return the ids of up to a page of posts before the id `before`, newest first."""
    earlier = select(Post.id).where(Post.thread_id == thread_id, Post.id < before)
    earlier = earlier.where(~hidden_from_me(Post.author_id)).order_by(Post.id.desc()).limit(POSTS)
    return list(db.session.scalars(earlier, {"me": me}))


def where_stopped(thread_id: int, me: int) -> int:
    """Return after which post a thread opens for a member: 0, or a little before where they stopped.

    A thread opens from its beginning where what they have not read is on its first page.
    """
    return opens_near(thread_id, me, read_up_to(me, thread_id))


def opens_near(thread_id: int, me: int, post_id: int) -> int:
    """Return after which post a page begins that shows this one with a few before it: 0 on the first page."""
    upto = page_before(thread_id, me, post_id + 1)
    return upto[CONTEXT] if len(upto) == POSTS else 0


def follows(member_id: int, thread_id: int) -> bool:
    """Return whether a member follows a thread: because they said so, or wrote in it and did not say no."""
    said = select(ThreadFollow.follows)
    chosen = db.session.scalar(
        said.where(ThreadFollow.member_id == member_id, ThreadFollow.thread_id == thread_id)
    )
    if chosen is not None:
        return chosen
    wrote = Post.thread_id == thread_id, Post.author_id == member_id, Post.taken_back_at.is_(None)
    return db.session.scalar(select(Post.id).where(*wrote).limit(1)) is not None
