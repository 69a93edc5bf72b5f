"""Writing in a circle, read marks, and decisions about posts that were reported in the old way."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from intro_app.audit.service import note
from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle
from intro_app.community.circles.service import ensure_writer
from intro_app.community.preferences.queries import preferences_of
from intro_app.community.preferences.service import awake
from intro_app.community.threads import queries
from intro_app.community.threads.models import (
    Mention,
    Post,
    PostEdit,
    PostReport,
    Thread,
    ThreadNotice,
    ThreadRead,
)
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.text import plain
from intro_app.text.markdown import LONGEST
from intro_app.wording import N_

MOST_MENTIONS = 5
# Several replies in a row make one e-mail, and whoever reads along on the page gets none.
REPLIES_PAUSE = timedelta(minutes=10)
Ids = Collection[str]


def open_thread(
    circle_id: int, author: Member, title: str, words: str, at: datetime, *, mentions: Ids = ()
) -> Thread:
    """Create a thread with its first post. Raises DomainError for who may not write, or unacceptable text."""
    with atomic():
        ensure_writer(circle_id, author.id, at)
        thread = Thread(circle_id=circle_id, author_id=author.id, title=title, opened_at=at, last_post_at=at)
        db.session.add(thread)
        db.session.flush()
        _write(thread, author, words, mentions, at)
        return thread


def reply(thread: Thread, author: Member, words: str, at: datetime, *, mentions: Ids = ()) -> Post:
    """Add a post to a thread. Raises DomainError for who may not write, or unacceptable text."""
    with atomic():
        ensure_writer(thread.circle_id, author.id, at)
        return _write(thread, author, words, mentions, at)


def edit(post_id: int, author_id: int, circle_id: int, words: str, at: datetime) -> None:
    """Change a post's words; the earlier ones stay readable. Raises DomainError for all but its author."""
    _ensure_can_stand(words)
    with atomic():
        ensure_writer(circle_id, author_id, at)
        post = db.session.get_one(Post, post_id, with_for_update=True)
        if post.author_id != author_id or post.taken_back_at:
            raise DomainError(N_("Only the person who wrote this can change it."))
        if post.words != words:
            db.session.add(PostEdit(post_id=post.id, words=post.words, replaced_at=at))
            post.words, post.edited_at = words, at


def take_back(post_id: int, member_id: int, circle_id: int, at: datetime) -> None:
    """Erase the words of a post and its earlier wordings. Needs no membership.

    Raises DomainError for anybody but its author and the circle's host.
    """
    with atomic():
        circle = circles.locked(circle_id)
        post = db.session.get_one(Post, post_id, with_for_update=True)
        if member_id not in {post.author_id, circle.host_id}:
            raise DomainError(N_("Only the author or the host can delete this."))
        erase(post, at)
        post.taken_down_at = None  # deleted by a person of the circle: it does not come back


def erase(post: Post, at: datetime) -> None:
    """Erase a post's words and earlier wordings but keep its row; pending mentions are no longer mailed."""
    if post.taken_back_at is None:
        post.taken_back_at, post.words = at, ""
        for earlier in db.session.scalars(select(PostEdit).where(PostEdit.post_id == post.id)):
            db.session.delete(earlier)


def note_read(member_id: int, thread_id: int, post_id: int) -> None:
    """Record that a member has read a thread up to this post; the mark never moves back."""
    row = {"member_id": member_id, "thread_id": thread_id, "post_id": post_id}
    further = update(ThreadRead).where(ThreadRead.member_id == member_id, ThreadRead.thread_id == thread_id)
    with atomic():
        db.session.execute(insert_once(ThreadRead, row, ThreadRead.member_id, ThreadRead.thread_id))
        db.session.execute(further.where(ThreadRead.post_id < post_id).values(post_id=post_id))


def _write(thread: Thread, author: Member, words: str, mentions: Ids, at: datetime) -> Post:
    _ensure_can_stand(words)
    post = Post(thread_id=thread.id, author_id=author.id, words=words, written_at=at)
    db.session.add(post)
    db.session.flush()
    newest = update(Thread).where(Thread.id == thread.id, Thread.last_post_id < post.id)
    db.session.execute(newest.values(last_post_id=post.id, last_post_at=at))
    mentioned = _mentioned(thread, author, mentions)
    _note_reply(thread, post, at, besides={called.id for called in mentioned})
    for called in mentioned:
        wants_mail = preferences_of(called.id).mentions
        db.session.add(
            Mention(post_id=post.id, member_id=called.id, tell_at=awake(called, at) if wants_mail else None)
        )
    return post


def _note_reply(thread: Thread, post: Post, at: datetime, *, besides: Collection[int]) -> None:
    """Note for all who wrote in the thread and want to hear of it that there is something to tell.

    `besides` are told of it in another way.
    """
    for member in queries.to_be_told(thread.id, post.author_id):
        if member.id not in besides:
            _note_for(member, thread, awake(member, at + REPLIES_PAUSE))


def _note_for(member: Member, thread: Thread, tell_at: datetime) -> None:
    row = {"member_id": member.id, "thread_id": thread.id, "told_post_id": 0}
    mine = ThreadNotice.member_id == member.id, ThreadNotice.thread_id == thread.id
    db.session.execute(insert_once(ThreadNotice, row, ThreadNotice.member_id, ThreadNotice.thread_id))
    db.session.execute(update(ThreadNotice).where(*mine).values(tell_at=tell_at))


def _mentioned(thread: Thread, author: Member, mentions: Ids) -> list[Member]:
    """Return the mentioned members who belong to the circle; others are ignored.

    Raises DomainError when there are more than MOST_MENTIONS.
    """
    chosen = {
        person.member_id
        for person in circles.fellows(thread.circle_id, author.id)
        if person.public_id in mentions
    }
    if len(chosen) > MOST_MENTIONS:
        raise DomainError(N_("You can mention at most %(many)s people."), many=MOST_MENTIONS)
    return [db.session.get_one(Member, member_id) for member_id in sorted(chosen)]


def _ensure_can_stand(words: str) -> None:
    if not words.strip():
        raise DomainError(N_("Write something first."))
    if fault := plain.fault(words, LONGEST):
        raise DomainError(fault, limit=LONGEST)


def decide(report_id: int, moderator_id: int, *, take_down: bool, why: str, at: datetime) -> None:
    """Take a reported post down or let it stand, and note the reason in the audit log.

    Raises StaleError when it was decided already, DomainError when the moderator wrote the post, reported it,
    or hosts its circle.
    """
    with atomic():
        found = db.session.get(PostReport, report_id, with_for_update=True)
        if found is None or found.decided_at:
            raise StaleError(N_("Someone else has just decided this."))
        post = db.session.get_one(Post, found.post_id, with_for_update=True)
        circle = db.session.get_one(Circle, db.session.get_one(Thread, post.thread_id).circle_id)
        if moderator_id in {post.author_id, found.reporter_id, circle.host_id}:
            raise DomainError(N_("You’re involved in this. Someone else has to decide."))
        found.decided_at, found.taken_down, found.words, found.reported_words = at, take_down, "", ""
        if take_down:
            erase(post, at)
        note(
            moderator_id,
            "take_post_down" if take_down else "let_post_stand",
            post.author_id,
            f"post:{post.id}",
            why,
            at,
        )
