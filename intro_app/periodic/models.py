"""The table of failed items of periodic jobs, one row for each item that has not succeeded since."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from intro_app.db import Model

# The item of a row for a job that failed as a whole, before it came to any item.
WHOLE_JOB = 0


class PeriodicFailure(Model):
    """A failing item of a job: how often in a row, since when, and when it is retried.

    `last_error` is the type of the exception and its place in the code, never its message, which may name
    people.
    """

    __tablename__ = "periodic_failure"

    job: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int]
    first_at: Mapped[datetime]
    next_at: Mapped[datetime]
    is_parked: Mapped[bool]
    last_error: Mapped[str]
