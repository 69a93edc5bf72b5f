"""Find what a reader may report in the community, as far as they may see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import select

from intro_app.community.board.queries import seen_on_board
from intro_app.community.circles.models import Circle, CircleMember
from intro_app.community.circles.queries import circle_and_permissions, permissions_in
from intro_app.community.gatherings.queries import gathering_for, public_gathering
from intro_app.community.pictures.models import PostPicture
from intro_app.community.pictures.queries import gathering_picture, pictures_of, with_content_of
from intro_app.community.threads.models import Post, Thread
from intro_app.community.threads.queries import post_of
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.reportable import ReportedPicture, ReportSubject
from intro_app.wording import N_


def post_seen(public_id: str, me: int, at: datetime) -> ReportSubject | None:
    """Return a post that this reader may read, with its circle's host as the one involved; else None."""
    place = select(Thread.circle_id).join(Post, Post.thread_id == Thread.id)
    circle_id = db.session.scalar(place.where(Post.public_id == public_id))
    permissions = permissions_in(circle_id, me, at) if circle_id else None
    if circle_id is None or permissions is None or not permissions.may_read:
        return None
    found = post_of(circle_id, public_id, me)
    if found is None:
        return None
    (post, thread), circle = found, db.session.get_one(Circle, circle_id)
    parts = [(N_("Circle"), circle.name), (N_("Thread"), thread.title), (N_("The post"), post.words)]
    shown = pictures_of([post.id]).get(post.id, ())
    return ReportSubject(
        id=post.id,
        author_id=post.author_id,
        author=_name_of(post.author_id),
        parts=[*parts, *((N_("A picture"), one.alt or "–") for one in shown)],
        involved_id=circle.host_id,
        pictures=partial(_pictures_in, post.id) if shown else tuple,
    )


def _pictures_in(post_id: int) -> list[ReportedPicture]:
    """Return the pictures of a post with what they hold, for the copy that moderation keeps."""
    return [ReportedPicture(one.alt, one.width, one.height, one.content) for one in with_content_of(post_id)]


def note_seen(public_id: str, me: int, at: datetime) -> ReportSubject | None:
    """Return a note of somebody else that this reader sees on the board, or None."""
    note = seen_on_board(public_id, me, at)
    if note is None:
        return None
    parts = [(N_("Note"), note.words)]
    return ReportSubject(id=note.id, author_id=note.author_id, author=note.author, parts=parts)


def circle_seen(public_id: str, me: int, at: datetime) -> ReportSubject | None:
    """Return a circle whose page this reader may open, or None."""
    found = circle_and_permissions(public_id, me, at)
    if found is None or not (found[1].may_read or found[1].is_signed_in):
        return None
    circle = found[0]
    return ReportSubject(
        id=circle.id,
        author_id=circle.host_id,
        author=_name_of(circle.host_id),
        parts=[(N_("Circle"), circle.name), (N_("Description"), circle.about)],
    )


def gathering_seen(public_id: str, me: int) -> ReportSubject | None:
    """Return a gathering whose page this reader may open, or None."""
    found = gathering_for(public_id, me)
    gathering = found[0] if found else public_gathering(public_id)
    if gathering is None:
        return None
    words = [(N_("Title"), gathering.title), (N_("Description"), gathering.about)]
    words += [(N_("Where"), gathering.place), (N_("Link"), gathering.link)]
    shown = gathering_picture(gathering.picture_id)
    return ReportSubject(
        id=gathering.id,
        author_id=gathering.circle.host_id,
        author=_name_of(gathering.circle.host_id),
        parts=[*words, (N_("A picture"), shown.alt or "–")] if shown else words,
        pictures=partial(_picture_of, gathering.picture_id) if gathering.picture_id else tuple,
    )


def _picture_of(picture_id: int) -> list[ReportedPicture]:
    """Return the picture of a gathering with what it holds."""
    one = db.session.get_one(PostPicture, picture_id)
    return [ReportedPicture(one.alt, one.width, one.height, one.content)]


def _name_of(member_id: int) -> str:
    return db.session.scalar(select(Member.name).where(Member.id == member_id)) or ""


def co_hosts_of_circles(circle_ids: Collection[int]) -> Mapping[int, Collection[int]]:
    """Return the co-hosts of each of these circles."""
    there = select(CircleMember.circle_id, CircleMember.member_id).where(
        CircleMember.circle_id.in_(circle_ids), CircleMember.is_co_host
    )
    found: dict[int, set[int]] = defaultdict(set)
    for circle_id, member_id in db.session.execute(there):
        found[circle_id].add(member_id)
    return found


def co_hosts_of_posts(post_ids: Collection[int]) -> Mapping[int, Collection[int]]:
    """Return for each of these posts the co-hosts of its circle."""
    place = select(Post.id, Thread.circle_id).join(Thread, Post.thread_id == Thread.id)
    circles = {row.id: row.circle_id for row in db.session.execute(place.where(Post.id.in_(post_ids)))}
    hosts = co_hosts_of_circles(set(circles.values()))
    return {post_id: hosts.get(here, ()) for post_id, here in circles.items()}
