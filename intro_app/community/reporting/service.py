"""Take down what was reported in the community, and put it back as it was.

Words that are taken down leave these tables; moderation keeps them, sealed, until nobody can appeal any more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from intro_app.community.board.models import BoardNote
from intro_app.community.circles.models import Circle
from intro_app.community.gatherings.models import Gathering
from intro_app.community.gatherings.queries import locked, locked_dates
from intro_app.community.gatherings.service import show_picture
from intro_app.community.pictures import service as pictures
from intro_app.community.reporting import queries
from intro_app.community.threads.calling import note_mentions_again
from intro_app.community.threads.models import Post, PostEdit, Thread
from intro_app.community.threads.service import erase
from intro_app.community.unnamed import UNNAMED_CIRCLE, UNNAMED_GATHERING, UNNAMED_THREAD
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.reportable import Answering, ReportSubject, SubjectKind, SubjectSource, name_instead


class PostSource:
    """Posts: the thread says that a moderator took one down."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:
        """Return a post of a circle that the reader may read."""
        return queries.post_seen(public_id, reader_id, at)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take the words, the pictures and the earlier wordings; of the first in a thread, its title as well.

        Pictures that an edit had removed are erased for good.
        """
        post = db.session.get_one(Post, subject_id, with_for_update=True)
        if post.taken_back_at is not None:
            return {}
        wordings = select(PostEdit).where(PostEdit.post_id == post.id).order_by(PostEdit.id)
        earlier = db.session.scalars(wordings).all()
        edits = [[edit.words, edit.replaced_at.isoformat()] for edit in earlier]
        kept: dict[str, Any] = {"words": post.words, "edits": edits}
        if shown := pictures.packed(post.id, [edit.id for edit in earlier]):
            kept["pictures"] = shown
        if opened := _opened_by(post):
            kept |= _renamed(opened, "title", UNNAMED_THREAD)
        erase(post, at)
        post.taken_down_at = at
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Put both back; a post that its author or the host deleted meanwhile stays deleted.

        The earlier wordings of somebody who left are erased for good.
        """
        post = db.session.get_one(Post, subject_id, with_for_update=True)
        if post.taken_down_at is None:
            return
        post.words, post.taken_back_at, post.taken_down_at = kept["words"], None, None
        earlier = [
            PostEdit(post_id=post.id, words=words, replaced_at=datetime.fromisoformat(replaced_at))
            for words, replaced_at in ([] if _has_left(post.author_id) else kept["edits"])
        ]
        db.session.add_all(earlier)
        db.session.flush()
        edit_ids = [edit.id for edit in earlier]
        pictures.unpack(kept.get("pictures", ()), post.id, post.author_id, edit_ids, at)
        if opened := _opened_by(post):
            _name_again(opened, "title", kept)
        note_mentions_again(post, db.session.get_one(Thread, post.thread_id).circle_id, at)


class NoteSource:
    """Notes on the board: one that is taken down is no longer on it."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:
        """Return a note of somebody else on the board."""
        return queries.note_seen(public_id, reader_id, at)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take the note off the board."""
        note = db.session.get(BoardNote, subject_id, with_for_update=True)
        if note is None or note.ended_at is not None:
            return {}
        kept = {"words": note.words}
        note.words, note.ended_at = "", at
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Put it back for the rest of its sixty days, unless its author has written another one."""
        note = db.session.get(BoardNote, subject_id, with_for_update=True)
        if note is None or note.ends_at <= at:
            return
        other = select(BoardNote.id).where(BoardNote.member_id == note.member_id, BoardNote.kind == note.kind)
        if db.session.scalar(other.where(BoardNote.ended_at.is_(None)).limit(1)) is None:
            note.words, note.ended_at = kept["words"], None


class CircleSource:
    """Circles: name and description are taken down; the circle stays."""

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:
        """Return a circle whose page the reader may open."""
        return queries.circle_seen(public_id, reader_id, at)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take name and description."""
        circle = db.session.get_one(Circle, subject_id, with_for_update=True)
        kept = {"about": circle.about} | _renamed(circle, "name", UNNAMED_CIRCLE)
        circle.about, circle.taken_down_at = "", at
        return kept

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG002 - as for all
        """Put both back, except where the host has written anew."""
        circle = db.session.get_one(Circle, subject_id, with_for_update=True)
        _name_again(circle, "name", kept)
        circle.about, circle.taken_down_at = circle.about or kept["about"], None


class GatheringSource:
    """Gatherings: title, description, link and picture are taken down; date and place stay for who comes.

    All dates of one that repeats say the same, so they go down and come back together.
    """

    def seen_by(self, public_id: str, reader_id: int, at: datetime) -> ReportSubject | None:  # noqa: ARG002 - as for all
        """Return a gathering whose page the reader may open."""
        return queries.gathering_seen(public_id, reader_id)

    def take_down(self, subject_id: int, at: datetime) -> dict[str, Any]:
        """Take title, description, link and picture."""
        dates = _dates_with(subject_id)
        shown = _packed_pictures(dates)
        kept = {str(one.id): _emptied(one, at) for one in dates}
        show_picture(dates, None)
        return kept.pop(str(subject_id)) | {"dates": kept} | ({"pictures": shown} if shown else {})

    def put_back(self, subject_id: int, kept: Mapping[str, Any], at: datetime) -> None:
        """Put them back, except where the host has written anew, or has left."""
        others = kept.get("dates", {})
        for picture in kept.get("pictures", ()):
            _show_again(picture, _dates_with(subject_id), at)
        for one in _dates_with(subject_id):
            theirs = kept if one.id == subject_id else others.get(str(one.id))
            if theirs is None:
                continue
            _name_again(one, "title", theirs)
            one.about = one.about or theirs["about"]
            one.link, one.taken_down_at = one.link or theirs["link"], None


def _dates_with(gathering_id: int) -> list[Gathering]:
    """Return a gathering with all dates of its series, locked."""
    this = db.session.get_one(Gathering, gathering_id)
    return locked_dates(this.series_id) if this.series_id else [locked(gathering_id)]


def _packed_pictures(dates: Sequence[Gathering]) -> list[dict[str, Any]]:
    """Return the pictures of these dates as JSON, mostly one, each with the dates that have it."""
    of_dates = defaultdict[int, list[int]](list)
    for one in dates:
        if one.picture_id is not None:
            of_dates[one.picture_id].append(one.id)
    return [pictures.packed_of_gathering(shown) | {"dates": ids} for shown, ids in of_dates.items()]


def _show_again(kept: Mapping[str, Any], dates: Sequence[Gathering], at: datetime) -> None:
    """Give the dates that had this picture it back, except where the host has chosen another.

    A picture of somebody who left is erased for good.
    """
    bare = [one for one in dates if one.id in kept["dates"] and one.picture_id is None]
    if bare and not _has_left(kept["member_id"]):
        show_picture(bare, pictures.unpack_for_gathering(kept, at))


def _emptied(gathering: Gathering, at: datetime) -> dict[str, Any]:
    """Take the words of a gathering; return them, to be put back."""
    kept = {"about": gathering.about, "link": gathering.link}
    kept |= _renamed(gathering, "title", UNNAMED_GATHERING)
    gathering.about, gathering.link, gathering.taken_down_at = "", "", at
    return kept


def _has_left(member_id: int) -> bool:
    return db.session.get_one(Member, member_id).left_at is not None


def _opened_by(post: Post) -> Thread | None:
    """Return the thread that begins with this post, or None."""
    earlier = select(Post.id).where(Post.thread_id == post.thread_id, Post.id < post.id)
    if db.session.scalar(earlier.limit(1)) is not None:
        return None
    return db.session.get_one(Thread, post.thread_id, with_for_update=True)


def _renamed(thing: Circle | Gathering | Thread, name: str, instead: str) -> dict[str, Any]:
    """Give a thing a name that says nothing; return the one it had and this one, to be put back."""
    kept = {name: getattr(thing, name), "instead": name_instead(instead)}
    setattr(thing, name, kept["instead"])
    return kept


def _name_again(thing: Circle | Gathering | Thread, name: str, kept: Mapping[str, Any]) -> None:
    """Give a thing its name back unless somebody gave it a new one; older cases kept no names."""
    if name in kept and getattr(thing, name) == kept["instead"]:
        setattr(thing, name, kept[name])


SOURCES: Mapping[SubjectKind, SubjectSource] = {
    SubjectKind.POST: PostSource(),
    SubjectKind.BOARD_NOTE: NoteSource(),
    SubjectKind.CIRCLE: CircleSource(),
    SubjectKind.GATHERING: GatheringSource(),
}
ANSWERING: Mapping[SubjectKind, Answering] = {
    SubjectKind.POST: queries.co_hosts_of_posts,
    SubjectKind.CIRCLE: queries.co_hosts_of_circles,
}
