"""`intro worker`: sends e-mail, and does what time brings."""

import functools
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import click
from sqlalchemy.exc import OperationalError

from intro_app import create_app
from intro_app import worker as site_worker
from intro_app.accounts.service import forget_ended
from intro_app.cli.database import ensure_newest_schema
from intro_app.community import service as community
from intro_app.followups import service as follow_ups
from intro_app.introductions.service import (
    close_due,
    forget_drafts,
    forget_guests,
    lapse_due,
    release_agreed,
    remind_due,
)
from intro_app.memberships import service as memberships
from intro_app.moderation import service as moderation
from intro_app.web.limits import forget_old_counts
from intro_app.worker import Chore

_HOUR = 3600.0


@click.command()
def worker() -> None:
    """Send e-mail and do what time brings.

    Until told to stop. Any number of workers may run."""
    app = create_app()
    with suppress(OperationalError):  # away for now: the worker waits for it
        ensure_newest_schema(app)
    site_worker.main(app, chores())


def chores() -> Sequence[Chore]:
    """What time brings, and once an hour what is in no hurry."""
    tidying = [
        _seldom(chore)
        for chore in (
            *follow_ups.CHORES,
            *moderation.CHORES,
            *memberships.CHORES,
            *community.IN_NO_HURRY,
            forget_guests,
            forget_drafts,
            forget_ended,
            forget_old_counts,
        )
    ]
    return [release_agreed, lapse_due, close_due, remind_due, *community.PROMPT, *tidying]


def _seldom(chore: Chore) -> Chore:
    """The same chore, done at most once an hour: at once at the start, and again after a failure."""
    next_time = 0.0

    @functools.wraps(chore)
    def when_its_time_has_come(at: datetime) -> None:
        nonlocal next_time
        if time.monotonic() >= next_time:
            chore(at)
            next_time = time.monotonic() + _HOUR

    return when_its_time_has_come
