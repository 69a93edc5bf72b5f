"""What failed when its time had come: one row for each item that did not succeed since."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model

# The row of a job that failed as a whole, before it came to any item.
WHOLE_JOB = 0


class PeriodicFailure(Model):
    """One item of one job that keeps failing: how often in a row, since when, and when it is tried again.

    `last_error` is the kind of the error and its place in the code, never its words, which may name people.
    """

    __tablename__ = "periodic_failure"

    job: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int]
    first_at: Mapped[datetime]
    next_at: Mapped[datetime]
    is_parked: Mapped[bool]
    last_error: Mapped[str]
