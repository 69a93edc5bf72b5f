"""What somebody wishes from the community's mail, and which edition of their calendar feed is the present one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model
from intro_app.db.partial_index import partial_index

NIGHT_FROM, NIGHT_UNTIL = 21, 8


class CommunityPreference(Model, kw_only=True, repr=False):
    """One member's wishes; who has no row wishes what the defaults say: no e-mail. Both hours the same: never quiet."""

    __tablename__ = "community_wish"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="hours"),
        partial_index("ix_community_wish_digest_at", "digest_at IS NOT NULL", "digest_at"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    quiet_from: Mapped[int] = mapped_column(default=NIGHT_FROM)
    quiet_until: Mapped[int] = mapped_column(default=NIGHT_UNTIL)
    mentions: Mapped[bool] = mapped_column(default=False)
    digest_at: Mapped[datetime | None] = mapped_column(default=None)
    feed: Mapped[int] = mapped_column(default=0)

    @property
    def digest(self) -> bool:
        """Whether the weekly digest is ticked."""
        return self.digest_at is not None
