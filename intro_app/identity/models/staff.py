"""Staff roles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class StaffRole(StrEnum):
    """A role besides membership: a moderator decides on reports, an admin looks after the site."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Staff(Model):
    """A role that a member holds. `given_by` is None when an operator granted it on the command line."""

    __tablename__ = "staff"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    role: Mapped[StaffRole] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column()
    given_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
