"""Members' preferences about community e-mail, and the generation of their calendar feed's link."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index

NIGHT_FROM, NIGHT_UNTIL = 21, 8


class CommunityPreference(Model, kw_only=True, repr=False):
    """One member's preferences. Without a row the defaults hold: no digest.

    Quiet hours run from `quiet_from` to `quiet_until` (hours of the day); when both are equal there are none.
    """

    __tablename__ = "community_wish"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="hours"),
        partial_index("ix_community_wish_digest_at", "digest_at IS NOT NULL", "digest_at"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    quiet_from: Mapped[int] = mapped_column(default=NIGHT_FROM)
    quiet_until: Mapped[int] = mapped_column(default=NIGHT_UNTIL)
    digest_at: Mapped[datetime | None] = mapped_column(default=None)
    suggestions: Mapped[bool] = mapped_column(default=False, server_default=false())
    feed: Mapped[int] = mapped_column(default=0)

    @property
    def digest(self) -> bool:
        """Whether the member wants the weekly digest."""
        return self.digest_at is not None
