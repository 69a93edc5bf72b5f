"""Queries about the threads and co-hosts of a circle, and the circles that somebody looks after."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from intro_app.identity.models import Member


def pinned_in(circle_id: int) -> int:
    """Return how many threads stand on top of a circle."""
    pinned = Thread.circle_id == circle_id, Thread.pinned_at.is_not(None)
    return db.session.scalar(select(func.count()).select_from(Thread).where(*pinned)) or 0


def co_hosts_of(circle_id: int) -> int:
    """Return how many co-hosts a circle has."""
    there = CircleMember.circle_id == circle_id, CircleMember.joining == Joining.IN, CircleMember.is_co_host
    return db.session.scalar(select(func.count()).select_from(CircleMember).where(*there)) or 0


def writers_outside(thread_id: int, circle_id: int) -> bool:
    """Return whether somebody who wrote in the thread, and is still on the site, is not in this circle."""
    there = select(CircleMember.member_id).where(
        CircleMember.circle_id == circle_id, CircleMember.joining == Joining.IN
    )
    wrote = (
        select(Post.id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.thread_id == thread_id, Post.taken_back_at.is_(None), Member.left_at.is_(None))
    )
    return db.session.scalar(wrote.where(Post.author_id.not_in(there)).limit(1)) is not None


def tended_by(me: int, but: int) -> Sequence[Circle]:
    """Return the other open circles that somebody hosts or co-hosts, by name."""
    there = (
        select(Circle)
        .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
        .where(CircleMember.joining == Joining.IN, or_(Circle.host_id == ME, CircleMember.is_co_host))
        .where(Circle.ended_at.is_(None), Circle.archived_at.is_(None), Circle.id != but)
        .where(~hidden_from_me(Circle.host_id))
        .order_by(Circle.name, Circle.id)
    )
    return db.session.scalars(there, {"me": me}).all()
