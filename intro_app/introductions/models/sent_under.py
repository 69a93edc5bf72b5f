"""The clocks under which an introduction was sent: organisers can change those of the site meanwhile."""

from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column


class SentUnder(MappedAsDataclass, kw_only=True, eq=False):
    """The columns of introductions.clocks.KEPT; None where it was sent before a version stored them."""

    connector_days: Mapped[int | None] = mapped_column(default=None)
    party_days: Mapped[int | None] = mapped_column(default=None)
    connector_reminder_day: Mapped[int | None] = mapped_column(default=None)
    party_reminder_day: Mapped[int | None] = mapped_column(default=None)
    closing_hour: Mapped[int | None] = mapped_column(default=None)
