"""Who looks after the site, and as what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class StaffRole(StrEnum):
    """What somebody may do here besides being a member: decide about reports, or look after the site."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Staff(Model):
    """A member holds a role; given by another member, or by an operator at the terminal (None)."""

    __tablename__ = "staff"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    role: Mapped[StaffRole] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column()
    given_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
