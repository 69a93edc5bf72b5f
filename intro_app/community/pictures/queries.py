"""Queries on pictures; none of them reads what a picture holds, except those that say so."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import undefer

from intro_app.community.pictures.models import PostPicture
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.db import db


class PictureView(NamedTuple):
    """A picture of a post as a page shows it; one that is only decoration has no words."""

    public_id: str
    alt: str
    width: int
    height: int


class PictureThen(NamedTuple):
    """A picture that a post has or had, with the edits that added and removed it."""

    view: PictureView
    added_by_edit: int | None
    removed_by_edit: int | None


_SHOWN = (PostPicture.public_id, PostPicture.alt, PostPicture.width, PostPicture.height)
_CHOSEN = (
    *(PostPicture.public_id, PostPicture.alt, PostPicture.is_decoration),
    *(PostPicture.width, PostPicture.height),
)
# Neither a post nor a gathering has it: its writer has not sent the form.
UNUSED = and_(PostPicture.post_id.is_(None), ~PostPicture.is_of_gathering)
_NOW = PostPicture.removed_by_edit.is_(None)


def pictures_of(post_ids: Collection[int]) -> dict[int, tuple[PictureView, ...]]:
    """Return the pictures of each of these posts."""
    wanted = select(*_SHOWN, PostPicture.post_id).where(PostPicture.post_id.in_(post_ids), _NOW)
    found: dict[int, tuple[PictureView, ...]] = {}
    rows = db.session.execute(wanted.order_by(PostPicture.place, PostPicture.id)) if post_ids else ()
    for *picture, post_id in rows:
        if post_id is not None:
            found[post_id] = (*found.get(post_id, ()), PictureView._make(picture))
    return found


def ever_in(post_id: int) -> list[PictureThen]:
    """Return the pictures that a post has and had."""
    edits = PostPicture.added_by_edit, PostPicture.removed_by_edit
    wanted = select(*_SHOWN, *edits).where(PostPicture.post_id == post_id)
    rows = db.session.execute(wanted.order_by(PostPicture.place, PostPicture.id))
    return [PictureThen(PictureView._make(row[:4]), *row[4:]) for row in rows]


def choosable(
    member_id: int, post_id: int | None = None, picture_id: int | None = None
) -> dict[str, ChosenPicture]:
    """Return the pictures that a form may name: what its writer added and has not used, and those it has.

    A form for a post has those of the post; one for a gathering the picture `picture_id`, whoever added it.
    """
    there = UNUSED if post_id is None else or_(UNUSED, PostPicture.post_id == post_id)
    mine = and_(PostPicture.member_id == member_id, there, _NOW)
    wanted = select(*_CHOSEN).where(or_(mine, PostPicture.id == picture_id) if picture_id else mine)
    rows = db.session.execute(wanted.order_by(PostPicture.place, PostPicture.id))
    return {row[0]: ChosenPicture(*row) for row in rows}


def gathering_picture(picture_id: int | None) -> PictureView | None:
    """Return the picture of a gathering as its pages show it, or None."""
    if picture_id is None:
        return None
    return PictureView._make(db.session.execute(select(*_SHOWN).where(PostPicture.id == picture_id)).one())


def chosen_for_gathering(picture_id: int | None) -> list[ChosenPicture]:
    """Return the picture of a gathering, if any, for the form in which its host changes it."""
    rows = db.session.execute(select(*_CHOSEN).where(PostPicture.id == picture_id))
    return [ChosenPicture(*row) for row in rows]


def locked(picture_id: int) -> PostPicture | None:
    """Return a picture without what it holds, locked for a change, or None."""
    this = select(PostPicture).where(PostPicture.id == picture_id).with_for_update()
    return db.session.scalar(this.execution_options(populate_existing=True))


def content_of(picture_id: int) -> bytes:
    """Return what a picture holds."""
    return db.session.scalars(select(PostPicture.content).where(PostPicture.id == picture_id)).one()


def chosen_in(post_id: int, member_id: int) -> list[ChosenPicture]:
    """Return the pictures of a post, for the form in which its writer changes it."""
    of_post = {one.public_id for one in pictures_of([post_id]).get(post_id, ())}
    return [one for one in choosable(member_id, post_id).values() if one.public_id in of_post]


def locked_of(post_id: int, *, with_content: bool = False) -> list[PostPicture]:
    """Return the pictures of a post, locked for a change; with what they hold only if that is wanted."""
    wanted = select(PostPicture).where(PostPicture.post_id == post_id, _NOW)
    if with_content:
        wanted = wanted.options(undefer(PostPicture.content))
    ordered = wanted.order_by(PostPicture.place, PostPicture.id)
    return list(db.session.scalars(ordered.with_for_update()))


def locked_unused(member_id: int, public_ids: Collection[str]) -> dict[str, PostPicture]:
    """Return those of a member's pictures among these that nothing has yet, locked for a change."""
    mine = select(PostPicture).where(PostPicture.member_id == member_id, UNUSED)
    wanted = mine.where(PostPicture.public_id.in_(public_ids)).order_by(PostPicture.id)
    rows = db.session.scalars(wanted.with_for_update()) if public_ids else ()
    return {one.public_id: one for one in rows}


def with_content_of(post_id: int) -> list[PostPicture]:
    """Return the pictures of a post with what they hold."""
    wanted = select(PostPicture).where(PostPicture.post_id == post_id, _NOW)
    ordered = wanted.order_by(PostPicture.place, PostPicture.id)
    return list(db.session.scalars(ordered.options(undefer(PostPicture.content))))


def bytes_of(member_id: int) -> int:
    """Return how much room the pictures of a member take."""
    mine = select(func.sum(PostPicture.size)).where(PostPicture.member_id == member_id)
    return db.session.scalar(mine) or 0


def bytes_of_all() -> int:
    """Return how much room all pictures take."""
    return db.session.scalar(select(func.sum(PostPicture.size))) or 0


@cache
def unused_long() -> Select[int]:
    """Select the pictures that were added before `:before` to forms that nobody sent."""
    old = UNUSED, PostPicture.kept_at <= bindparam("before")
    return select(PostPicture.id).where(*old).order_by(PostPicture.kept_at)
