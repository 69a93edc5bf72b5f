"""Find posts by their words and the titles of their threads.

They are read one by one, since they are encrypted and stand in no index; so only the newest are searched.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select

from intro_app.community.circles.models import Circle, CircleMember, Joining
from intro_app.community.reader import ME, hidden_from_me
from intro_app.community.threads.models import Post, Thread
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.text.searching import Field, entry_of, excerpt, score, sought

FOUND = 30
LONGEST_EXCERPT = 240
# How many of the newest posts are searched.
SEARCHED = 2000


class FoundPost(NamedTuple):
    """A post in which something was found, and where it stands."""

    id: int
    words: str
    author: str
    written_at: datetime
    title: str
    thread_id: str
    circle: str
    circle_id: str


_READABLE = (
    select(
        Post.id,
        Post.words,
        Member.name,
        Post.written_at,
        Thread.title,
        Thread.public_id,
        Circle.name,
        Circle.public_id,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Circle, Circle.id == Thread.circle_id)
    .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .join(Member, Member.id == Post.author_id)
    .where(CircleMember.joining == Joining.IN, Circle.ended_at.is_(None), Post.taken_back_at.is_(None))
    .where(
        ~hidden_from_me(Post.author_id), ~hidden_from_me(Thread.author_id), ~hidden_from_me(Circle.host_id)
    )
    .order_by(Post.id.desc())
    .limit(SEARCHED)
)


def found(me: int, typed: str, circle_id: int | None = None) -> list[FoundPost]:
    """Return the newest posts of the reader's circles, or of one, that hold what was typed."""
    if not (wanted := sought(typed)):
        return []
    there = _READABLE.where(Circle.id == circle_id) if circle_id else _READABLE
    hits: list[FoundPost] = []
    for row in db.session.execute(there, {"me": me}):
        post = FoundPost(*row)
        if score(entry_of({Field.NAME: post.title, Field.CAN_HELP_WITH: post.words}), wanted):
            hits.append(post._replace(words=excerpt(post.words, wanted, LONGEST_EXCERPT)))
        if len(hits) == FOUND:
            break
    return hits
