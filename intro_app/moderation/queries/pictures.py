"""Queries on the copies of pictures that were reported."""

from collections.abc import Sequence

from sqlalchemy import select

from intro_app.db import db
from intro_app.moderation.models import CasePicture


def pictures_in(case_id: int) -> Sequence[CasePicture]:
    """Return the copies in a case, without what they hold."""
    theirs = select(CasePicture).where(CasePicture.case_id == case_id).order_by(CasePicture.id)
    return db.session.scalars(theirs).all()


def content_of(case_id: int, picture_id: int) -> bytes | None:
    """Return what a copy in this case holds, or None."""
    this = CasePicture.case_id == case_id, CasePicture.id == picture_id
    return db.session.scalar(select(CasePicture.content).where(*this))
