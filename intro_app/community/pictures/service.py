"""Keeping pictures, giving them to posts and gatherings, and erasing them."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_

from intro_app.community.pictures import queries
from intro_app.community.pictures.models import PostPicture
from intro_app.community.pictures.policy import MEGABYTE, MOST_PICTURES, ChosenPicture
from intro_app.config import settings
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.pictures import DrawnPhoto
from intro_app.wording import N_

_GONE = N_("A picture is no longer here. Remove it, and add it again.")
_UNDESCRIBED = N_("Describe each picture, or tick that it’s only decoration.")


def keep(member_id: int, drawn: DrawnPhoto, at: datetime) -> PostPicture:
    """Keep a picture for what is being written. Raises DomainError where there is no room for it."""
    with atomic():
        _ensure_room(member_id, len(drawn.content))
        picture = PostPicture(member_id=member_id, size=len(drawn.content), kept_at=at, **drawn._asdict())
        db.session.add(picture)
        db.session.flush()
        return picture


def attach(post_id: int, member_id: int, chosen: Sequence[ChosenPicture]) -> None:
    """Give a new post its pictures, within the caller's transaction. Raises DomainError if one is missing."""
    _ensure_allowed(chosen)
    kept = queries.locked_unused(member_id, [one.public_id for one in chosen])
    for place, one in enumerate(chosen):
        _put(kept.get(one.public_id), post_id, place, one, None)


def are_changed(post_id: int, chosen: Sequence[ChosenPicture]) -> bool:
    """Return whether a post has other pictures than these, or other words about them."""
    now = [(one.public_id, one.alt, one.is_decoration) for one in queries.locked_of(post_id)]
    return now != [(one.public_id, one.alt, one.is_decoration) for one in chosen]


def replace(post_id: int, member_id: int, chosen: Sequence[ChosenPicture], edit_id: int) -> None:
    """Give a post these pictures in place of those it has, which its earlier wording keeps.

    A picture with new words about it becomes a new one, so that the earlier words can be read, too.
    Raises DomainError if one is missing.
    """
    _ensure_allowed(chosen)
    now = {one.public_id: one for one in queries.locked_of(post_id)}
    kept = queries.locked_unused(member_id, [one.public_id for one in chosen])
    for place, one in enumerate(chosen):
        there = now.pop(one.public_id, None)
        if there is None:
            _put(kept.get(one.public_id), post_id, place, one, edit_id)
        elif (there.alt, there.is_decoration) == (one.alt, one.is_decoration):
            there.place = place
        else:
            there.removed_by_edit = edit_id
            _put(_copy(there), post_id, place, one, edit_id)
    for gone in now.values():
        gone.removed_by_edit = edit_id


def erase_of(post_id: int) -> None:
    """Erase all pictures that a post has and had."""
    db.session.execute(delete(PostPicture).where(PostPicture.post_id == post_id))


def erase_unseen_of(member_id: int) -> None:
    """Erase what this member removed from posts, and what they have not posted."""
    unseen = or_(queries.UNUSED, PostPicture.removed_by_edit.is_not(None))
    db.session.execute(delete(PostPicture).where(PostPicture.member_id == member_id, unseen))


def give_to_gathering(chosen: ChosenPicture, member_id: int, picture_id: int | None) -> int:
    """Give a gathering this picture, or keep the one it has with these words; return its id.

    Within the caller's transaction; `picture_id` is the picture that the gathering has. Raises DomainError if
    the picture is missing or nobody said what it shows.
    """
    _ensure_allowed([chosen])
    there = queries.locked(picture_id) if picture_id else None
    if there is None or there.public_id != chosen.public_id:
        there = queries.locked_unused(member_id, [chosen.public_id]).get(chosen.public_id)
    if there is None:
        raise DomainError(_GONE)
    there.is_of_gathering = True
    there.alt, there.is_decoration = chosen.alt, chosen.is_decoration
    return there.id


def erase(picture_id: int) -> None:
    """Erase a picture that nothing has any more."""
    db.session.execute(delete(PostPicture).where(PostPicture.id == picture_id))


def packed(post_id: int, edit_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the pictures of a post as JSON, to be unpacked when it is put back.

    Of an edit that added one its number is kept among these, as its row goes.
    """
    return [
        _packed(one)
        | {"added_by": edit_ids.index(one.added_by_edit) if one.added_by_edit in edit_ids else None}
        for one in queries.with_content_of(post_id)
    ]


def packed_of_gathering(picture_id: int) -> dict[str, Any]:
    """Return the picture of a gathering as JSON, with who added it, to be unpacked when it is put back."""
    one = db.session.get_one(PostPicture, picture_id)
    return _packed(one) | {"member_id": one.member_id}


def _packed(picture: PostPicture) -> dict[str, Any]:
    return {
        "alt": picture.alt,
        "is_decoration": picture.is_decoration,
        "width": picture.width,
        "height": picture.height,
        "content": b64encode(picture.content).decode(),
    }


def unpack_for_gathering(kept: Mapping[str, Any], at: datetime) -> int:
    """Make the picture of a gathering anew that was packed; return its id."""
    picture = _unpacked(kept, kept["member_id"], at)
    picture.is_of_gathering = True
    db.session.flush()
    return picture.id


def _unpacked(kept: Mapping[str, Any], member_id: int, at: datetime) -> PostPicture:
    content = b64decode(kept["content"])
    picture = PostPicture(
        member_id=member_id,
        alt=kept["alt"],
        is_decoration=kept["is_decoration"],
        width=kept["width"],
        height=kept["height"],
        size=len(content),
        kept_at=at,
        content=content,
    )
    db.session.add(picture)
    return picture


def unpack(
    kept: Sequence[Mapping[str, Any]], post_id: int, author_id: int, edit_ids: Sequence[int], at: datetime
) -> None:
    """Give a post back the pictures that were packed; the edits have these rows now."""
    for place, one in enumerate(kept):
        picture, added_by = _unpacked(one, author_id, at), one["added_by"]
        picture.post_id, picture.place = post_id, place
        picture.added_by_edit = edit_ids[added_by] if added_by is not None and edit_ids else None


def forget_unposted(picture_id: int, _at: datetime) -> bool:
    """Erase a picture whose form was never sent; return False if it was sent meanwhile."""
    picture = queries.locked(picture_id)
    if picture is None or picture.post_id is not None or picture.is_of_gathering:
        return False
    db.session.delete(picture)
    return True


def _put(
    picture: PostPicture | None, post_id: int, place: int, chosen: ChosenPicture, edit_id: int | None
) -> None:
    if picture is None:
        raise DomainError(_GONE)
    picture.post_id, picture.place, picture.added_by_edit = post_id, place, edit_id
    picture.alt, picture.is_decoration = chosen.alt, chosen.is_decoration


def _copy(picture: PostPicture) -> PostPicture:
    copy = PostPicture(
        member_id=picture.member_id,
        width=picture.width,
        height=picture.height,
        size=picture.size,
        kept_at=picture.kept_at,
        content=picture.content,
    )
    db.session.add(copy)
    return copy


def _ensure_allowed(chosen: Sequence[ChosenPicture]) -> None:
    if len(chosen) > MOST_PICTURES:
        raise DomainError(N_("A post can have %(many)s pictures at most."), many=MOST_PICTURES)
    if any(one.lacks_words for one in chosen):
        raise DomainError(_UNDESCRIBED)


def _ensure_room(member_id: int, size: int) -> None:
    site = settings()
    if queries.bytes_of(member_id) + size > site.pictures_mb_member * MEGABYTE:
        raise DomainError(
            N_("Your pictures here already take %(many)s MB. Delete earlier posts with pictures first."),
            many=site.pictures_mb_member,
        )
    if queries.bytes_of_all() + size > site.pictures_mb * MEGABYTE:
        raise DomainError(N_("This site has no room left for pictures. Please tell whoever runs it."))
