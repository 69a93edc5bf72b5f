"""What is to be told to whom, and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index


class NewsItem(Model, kw_only=True, repr=False):
    """A post that is still to be told to a member; deleted once it was, or no longer has to be."""

    __tablename__ = "news_item"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)


class CircleNotice(Model, kw_only=True, repr=False):
    """When a member is told what is new in a circle, and when they were told last.

    `tell_at` is None while there is nothing to tell.
    """

    __tablename__ = "circle_notice"
    __table_args__ = (
        UniqueConstraint("member_id", "circle_id"),
        partial_index("ix_circle_notice_to_tell", "tell_at IS NOT NULL", "tell_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"), index=True)
    tell_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
