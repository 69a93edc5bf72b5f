"""Reporting posts, and moderators' decisions about them."""

from datetime import datetime

from intro_app.audit.service import note
from intro_app.community.models import Circle, Post, PostReport, Thread
from intro_app.community.service.threads import erase
from intro_app.db import atomic, db, insert_once
from intro_app.errors import DomainError, StaleError
from intro_app.text import plain
from intro_app.wording import N_

LONGEST_REPORT = 1000


def report(post: Post, reporter_id: int, words: str, at: datetime) -> None:
    """Report a post; its author is not told, and a second report by the same reader is ignored.

    Raises DomainError for the reader's own post, and for words that are empty or too long.
    """
    if fault := plain.fault(words, LONGEST_REPORT):
        raise DomainError(fault, limit=LONGEST_REPORT)
    if post.author_id == reporter_id:
        raise DomainError(N_("This is your own post. You can take it back."))
    row = {
        "post_id": post.id,
        "reporter_id": reporter_id,
        "words": words,
        "reported_words": post.words,
        "reported_at": at,
        "taken_down": False,
    }
    with atomic():
        db.session.execute(insert_once(PostReport, row, PostReport.post_id, PostReport.reporter_id))


def decide(report_id: int, moderator_id: int, *, take_down: bool, why: str, at: datetime) -> None:
    """Take a reported post down or let it stand, and note the reason in the audit log.

    Raises StaleError when it was decided already, DomainError when the moderator wrote the post, reported it,
    or hosts its circle.
    """
    with atomic():
        found = db.session.get(PostReport, report_id, with_for_update=True)
        if found is None or found.decided_at:
            raise StaleError(N_("Somebody else has decided this a moment ago."))
        post = db.session.get_one(Post, found.post_id, with_for_update=True)
        circle = db.session.get_one(Circle, db.session.get_one(Thread, post.thread_id).circle_id)
        if moderator_id in {post.author_id, found.reporter_id, circle.host_id}:
            raise DomainError(N_("You have a part in this. Somebody else decides."))
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
