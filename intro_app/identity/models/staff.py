"""Staff roles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class StaffRole(StrEnum):
    """A role besides membership, each a right of its own; an admin has all of them but a moderator's.

    A moderator decides on reports, a host on who is a member, a caretaker sees how the site and its figures
    are, and whoever gives rights names staff.
    """

    MODERATOR = "moderator"
    ADMIN = "admin"
    HOST = "host"
    CARETAKER = "caretaker"
    GIVE_RIGHTS = "give_rights"


class Staff(Model):
    """A role that a member holds. `given_by` is None when an operator granted it on the command line."""

    __tablename__ = "staff"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    role: Mapped[StaffRole] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column()
    given_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
