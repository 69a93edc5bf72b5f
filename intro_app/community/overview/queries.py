"""Queries for lists of circles, with what is new in each."""

from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Post, Thread, ThreadRead
from intro_app.db import db

PAGE = 20


class CircleRow(NamedTuple):
    """A circle in a list, with the reader's relation to it."""

    id: int
    public_id: str
    name: str
    about: str
    is_public: bool
    joining: Joining | None
    is_host: bool
    has_news: bool


_news = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(ThreadRead, and_(ThreadRead.thread_id == Thread.id, ThreadRead.member_id == ME))
    .where(
        Thread.circle_id == Circle.id,
        Post.id > func.coalesce(ThreadRead.post_id, 0),
        Post.written_at > CircleMember.since,
        Post.author_id != ME,
        Post.taken_back_at.is_(None),
        ~hidden_from_me(Post.author_id),
        ~hidden_from_me(Thread.author_id),
    )
    .exists()
)
_LISTED = select(
    Circle.id,
    Circle.public_id,
    Circle.name,
    Circle.about,
    Circle.is_public,
    CircleMember.joining,
    Circle.host_id == ME,
    and_(CircleMember.joining == Joining.IN, _news),
).where(Circle.ended_at.is_(None), ~hidden_from_me(Circle.host_id))
_MINE = (
    _LISTED.join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .where(CircleMember.joining != Joining.LEFT)
    .order_by(Circle.name, Circle.id)
)
_OTHERS = (
    _LISTED.outerjoin(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .where(or_(CircleMember.joining.is_(None), CircleMember.joining == Joining.LEFT))
    .order_by(Circle.id.desc())
    .limit(PAGE + 1)
)


def mine(me: int) -> list[CircleRow]:
    """Return the circles that the reader belongs to, is invited to or asked to join."""
    return [CircleRow(*row) for row in db.session.execute(_MINE, {"me": me})]


def others(me: int, before: int | None = None) -> list[CircleRow]:
    """Return the circles that the reader could ask to join, newest first: a page and one more."""
    statement = _OTHERS.where(Circle.id < before) if before else _OTHERS
    return [CircleRow(*row) for row in db.session.execute(statement, {"me": me})]
