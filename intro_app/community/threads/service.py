"""Writing in a circle, following threads, read marks, and decisions about posts reported in the old way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from intro_app.audit.service import note
from intro_app.community.circles import queries as circles
from intro_app.community.circles.models import Circle
from intro_app.community.circles.service import ensure_visible, ensure_writer, tended_by
from intro_app.community.pictures import service as pictures
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.threads.calling import note_mentions
from intro_app.community.threads.models import (
    Mention,
    Post,
    PostEdit,
    PostReport,
    Thread,
    ThreadFollow,
    ThreadRead,
)
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError, StaleError
from intro_app.identity.models import Member
from intro_app.text import plain
from intro_app.text.markdown import LONGEST
from intro_app.wording import N_


def open_thread(
    circle_id: int,
    author: Member,
    title: str,
    words: str,
    at: datetime,
    *,
    is_notice: bool = False,
    chosen: Sequence[ChosenPicture] = (),
) -> Thread:
    """Create a thread with its first post; a notice is told to everybody in the circle.

    Raises DomainError for who may not write, for a notice from others than the hosts, or unacceptable text.
    """
    with atomic():
        ensure_writer(circle_id, author.id, at)
        if is_notice:
            tended_by(circle_id, author.id, at)
        thread = Thread(
            circle_id=circle_id,
            author_id=author.id,
            title=title,
            opened_at=at,
            last_post_at=at,
            is_notice=is_notice,
        )
        db.session.add(thread)
        db.session.flush()
        _write(thread, author, words, at, chosen)
        return thread


def reply(
    thread: Thread, author: Member, words: str, at: datetime, chosen: Sequence[ChosenPicture] = ()
) -> Post:
    """Add a post to a thread, with the pictures chosen for it.

    Raises DomainError for who may not write, or unacceptable text.
    """
    with atomic():
        db.session.refresh(thread, with_for_update=True)
        ensure_writer(thread.circle_id, author.id, at)
        if thread.locked_at:
            raise DomainError(N_("This thread is locked. It can be read, but no one can reply."))
        return _write(thread, author, words, at, chosen)


def follow(member_id: int, thread: Thread, at: datetime, *, follows: bool) -> None:
    """Follow a thread, or no longer. Raises DomainError for others than the people of its circle."""
    row = {"member_id": member_id, "thread_id": thread.id, "follows": follows}
    mine = update(ThreadFollow).where(
        ThreadFollow.member_id == member_id, ThreadFollow.thread_id == thread.id
    )
    with atomic():
        if not ensure_visible(thread.circle_id, member_id, at).is_in:
            raise DomainError(N_("Only people in this circle can follow its threads."))
        db.session.execute(insert_once(ThreadFollow, row, ThreadFollow.member_id, ThreadFollow.thread_id))
        db.session.execute(mine.values(follows=follows))


def edit(
    post_id: int,
    author_id: int,
    circle_id: int,
    words: str,
    at: datetime,
    *,
    chosen: Sequence[ChosenPicture] | None = None,
) -> None:
    """Change a post's words, and its pictures where some are `chosen`; what it was before stays readable.

    Raises DomainError for all but its author.
    """
    _ensure_can_stand(words)
    with atomic():
        ensure_writer(circle_id, author_id, at)
        post = db.session.get_one(Post, post_id, with_for_update=True)
        if post.author_id != author_id or post.taken_back_at:
            raise DomainError(N_("Only the person who wrote this can change it."))
        has_others = chosen is not None and pictures.are_changed(post.id, chosen)
        if post.words != words or has_others:
            edited = PostEdit(post_id=post.id, words=post.words, replaced_at=at)
            db.session.add(edited)
            post.words, post.edited_at = words, at
            db.session.flush()
            if chosen is not None and has_others:
                pictures.replace(post.id, author_id, chosen, edited.id)
            note_mentions(post, circle_id, at)


def take_back(post_id: int, member_id: int, circle_id: int, at: datetime) -> None:
    """Erase the words and pictures of a post and its earlier wordings. Needs no membership.

    Raises DomainError for others than its author and the circle's host and co-hosts.
    """
    with atomic():
        circles.locked(circle_id)
        post = db.session.get_one(Post, post_id, with_for_update=True)
        if member_id != post.author_id and not ensure_visible(circle_id, member_id, at).may_tend:
            raise DomainError(N_("Only the author or the host can delete this."))
        erase(post, at)
        post.taken_down_at = None  # deleted by a person of the circle: it does not come back


def erase(post: Post, at: datetime) -> None:
    """Erase a post's words, pictures, earlier wordings and mentions, but keep its row.

    Nobody is told of it any more.
    """
    if post.taken_back_at is None:
        post.taken_back_at, post.words, post.tell_at = at, "", None
        for table in (PostEdit, Mention):
            for earlier in db.session.scalars(select(table).where(table.post_id == post.id)):
                db.session.delete(earlier)
        pictures.erase_of(post.id)


def note_read(member_id: int, thread_id: int, post_id: int) -> None:
    """Record that a member has read a thread up to this post; the mark never moves back."""
    row = {"member_id": member_id, "thread_id": thread_id, "post_id": post_id}
    further = update(ThreadRead).where(ThreadRead.member_id == member_id, ThreadRead.thread_id == thread_id)
    with atomic():
        db.session.execute(insert_once(ThreadRead, row, ThreadRead.member_id, ThreadRead.thread_id))
        db.session.execute(further.where(ThreadRead.post_id < post_id).values(post_id=post_id))


def _write(thread: Thread, author: Member, words: str, at: datetime, chosen: Sequence[ChosenPicture]) -> Post:
    _ensure_can_stand(words)
    post = Post(thread_id=thread.id, author_id=author.id, words=words, written_at=at, tell_at=at)
    db.session.add(post)
    db.session.flush()
    newest = update(Thread).where(Thread.id == thread.id, Thread.last_post_id < post.id)
    db.session.execute(newest.values(last_post_id=post.id, last_post_at=at))
    pictures.attach(post.id, author.id, chosen)
    note_mentions(post, thread.circle_id, at)
    return post


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
