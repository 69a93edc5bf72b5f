"""What shows that the site is looked after: failed items of jobs, the worker's beat, checked backups."""

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


class WorkerBeat(Model):
    """The last sign of life of one worker process; `worker` is a random name made at its start."""

    __tablename__ = "worker_beat"

    worker: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime] = mapped_column(index=True)


class BackupCheck(Model):
    """That a backup was opened and found whole; only the newest is stored."""

    __tablename__ = "backup_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    verified_at: Mapped[datetime]
