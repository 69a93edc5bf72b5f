"""What the worker does for threads: it tells those whom a post mentions, and of replies."""

from datetime import datetime

from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle
from intro_app.community.threads import emails, queries
from intro_app.community.threads.models import Mention, Post, Thread, ThreadNotice
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people.reach import write
from intro_app.periodic import run_each


def mention_due(at: datetime) -> int:
    """Tell people who are mentioned in a post, after their quiet hours."""
    return run_each("community.mention_due", queries.to_mention(), _mention, at)


def _mention(mention_id: int, at: datetime) -> bool:
    mention = db.session.get_one(Mention, mention_id, with_for_update=True, populate_existing=True)
    if mention.tell_at is None or mention.tell_at > at:
        return False
    mention.tell_at = None
    written, called = db.session.get_one(Post, mention.post_id), db.session.get_one(Member, mention.member_id)
    thread, writer = (
        db.session.get_one(Thread, written.thread_id),
        db.session.get_one(Member, written.author_id),
    )
    permissions = circles.permissions_in(thread.circle_id, called.id, at)
    if written.taken_back_at is None and permissions and permissions.is_in:
        circle = db.session.get_one(Circle, thread.circle_id)
        write(
            called, lambda: emails.mentioned(written, thread, circle, writer, called), at=at, about=writer.id
        )
    return True


def replies_due(at: datetime) -> int:
    """Tell people of replies in threads in which they wrote, after their quiet hours."""
    return run_each("community.replies_due", queries.to_tell_of_replies(), _tell_of_replies, at)


def _tell_of_replies(notice_id: int, at: datetime) -> bool:
    notice = db.session.get_one(ThreadNotice, notice_id, with_for_update=True, populate_existing=True)
    if notice.tell_at is None or notice.tell_at > at:
        return False
    notice.tell_at = None
    thread, reader = (
        db.session.get_one(Thread, notice.thread_id),
        db.session.get_one(Member, notice.member_id),
    )
    permissions = circles.permissions_in(thread.circle_id, reader.id, at)
    read = max(notice.told_post_id, queries.read_up_to(reader.id, thread.id))
    posts = queries.unread_after(thread.id, read, reader.id)
    if posts and permissions and permissions.is_in:
        notice.told_post_id = posts[-1].id
        circle, writer = (
            db.session.get_one(Circle, thread.circle_id),
            db.session.get_one(Member, posts[0].author_id),
        )
        write(reader, lambda: emails.replied(posts, thread, circle, writer, reader), at=at, about=writer.id)
    return True
