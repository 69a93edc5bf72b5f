"""Staff roles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model


class StaffRole(StrEnum):
    """A role besides membership, each a right of its own; an admin has all of them but a moderator's.

    A moderator decides on reports, a host on who is a member, a caretaker sees how the site and its figures
    are, whoever has money sees what the site earns, in sums, and whoever gives rights names staff.
    """

    MODERATOR = "moderator"
    ADMIN = "admin"
    HOST = "host"
    CARETAKER = "caretaker"
    MONEY = "money"
    GIVE_RIGHTS = "give_rights"


class Staff(Model):
    """A role that a member holds. `given_by` is None when an operator granted it on the command line.

    `used_at` is when a page of the role was opened last, to within a week; `asked_at` is when its holder was
    told that it ends unless they use it.
    """

    __tablename__ = "staff"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    role: Mapped[StaffRole] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column()
    given_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"), default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
