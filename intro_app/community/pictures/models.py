"""A picture in a post, or of a gathering."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index
from intro_app.db.sealing import SealedBytes, SealedText


class PostPicture(Model, kw_only=True, repr=False):
    """A picture that a member has added to a post or to a gathering; of neither while that is being written.

    One that `is_of_gathering` may be shared by several dates of a series; it goes with the last of them.
    `alt` says what it shows; it may be empty where the picture `is_decoration`. An edit of a post that adds
    or removes a picture is named by its PostEdit: so one sees which pictures an earlier wording had.
    """

    __tablename__ = "post_picture"
    __table_args__ = (partial_index("ix_post_picture_unposted", "post_id IS NULL", "kept_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_urlsafe(16))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True, default=None)
    is_of_gathering: Mapped[bool] = mapped_column(default=False)
    place: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(SealedText("post_picture.alt"), default="")
    is_decoration: Mapped[bool] = mapped_column(default=False)
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    size: Mapped[int] = mapped_column()
    kept_at: Mapped[datetime] = mapped_column()
    added_by_edit: Mapped[int | None] = mapped_column(default=None)
    removed_by_edit: Mapped[int | None] = mapped_column(default=None)
    content: Mapped[bytes] = mapped_column(SealedBytes("post_picture.content"), deferred=True)
