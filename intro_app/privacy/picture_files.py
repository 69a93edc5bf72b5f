"""The pictures in an archive: of one's posts, of gatherings one hosts, and what a moderator took down."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select

from intro_app.community.circles.models import Circle
from intro_app.community.gatherings.models import Gathering
from intro_app.community.pictures.models import PostPicture
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.moderation.models import Case
from intro_app.moderation.queries.lists import cases_of, of_member


def pictures_of(member: Member, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents, one after another, so that only one is in memory."""
    hosted = select(Gathering.picture_id).join(Gathering.circle).where(Circle.host_id == member.id)
    used = hosted.where(Gathering.picture_id.is_not(None))
    mine = select(PostPicture.id, PostPicture.public_id).where(
        or_(PostPicture.member_id == member.id, PostPicture.id.in_(used))
    )
    for picture_id, public_id in db.session.execute(mine.order_by(PostPicture.id)).all():
        content = select(PostPicture.content).where(PostPicture.id == picture_id)
        yield public_id, db.session.scalars(content).one()
    for row in cases_of(member.id, at):
        found = of_member(member, row.public_id, at) if row.is_about_me else None
        yield from _taken_down(found[0]) if found else ()


def name_of(case: Case, place: int) -> str:
    """Return the name of the file with a picture that was taken down."""
    return f"taken-down-{case.public_id}-{place + 1}"


def _taken_down(case: Case) -> Iterator[tuple[str, bytes]]:
    for place, one in enumerate((case.withheld or {}).get("pictures", ())):
        yield name_of(case, place), b64decode(one["content"])
