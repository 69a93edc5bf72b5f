"""What was counted of a group in one month; written once, when the month is over, and never changed."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class GroupFigure(Model, kw_only=True, repr=False):
    """How many introductions people of a group asked for, got, or read the end of in a month, in fives.

    1 stands for "fewer than five" (`small_counts.coarse`), so that exact numbers are in no backup either.
    """

    __tablename__ = "group_figure"

    group_id: Mapped[int] = mapped_column(ForeignKey("member_group.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column()
    connected: Mapped[int] = mapped_column()
    closed: Mapped[int] = mapped_column()
