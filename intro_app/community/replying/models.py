"""Where replies come, and which have come."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class ReplyAddress(Model, kw_only=True, repr=False):
    """The address to which a member replies in a thread, as a hash; it takes replies `until` then."""

    __tablename__ = "reply_address"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    until: Mapped[datetime] = mapped_column(index=True)


class ReplySeen(Model, kw_only=True, repr=False):
    """A reply that was posted, as a hash: mail servers may bring one twice."""

    __tablename__ = "reply_seen"

    letter_hash: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
