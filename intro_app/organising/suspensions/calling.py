"""Tell those who may judge an appeal against a suspension that one waits: at once, and daily while it does.

The e-mails say how serious it is and since when it waits; they name nobody. Whoever decided is told nothing
as long as somebody else can judge.
"""

from datetime import datetime
from functools import partial

from intro_app.db import atomic
from intro_app.identity.models import StaffRole, Suspension
from intro_app.moderation.queries import serving
from intro_app.organising.suspensions import emails, queries
from intro_app.people.reach import write_to_each
from intro_app.site_day import last_batch


def call_judges(found: Suspension, at: datetime) -> None:
    """Post an e-mail to each who may judge this appeal now, in the caller's transaction."""
    _call(f"of:{found.id}", at, since_before=at)


def tell_judges_daily(at: datetime) -> None:
    """Tell each who may judge, once a day, what has waited for them since before daily e-mails were due."""
    batch = last_batch(at)
    if queries.is_appeal_waiting(batch):
        with atomic():
            _call(batch.date().isoformat(), at, since_before=batch)


def _call(step: str, at: datetime, *, since_before: datetime) -> None:
    letters = []
    for one in serving(StaffRole.HOST):
        waiting = queries.appeals_for(one.id, at, since_before=since_before)
        if waiting.appeals:
            letters.append((one, partial(emails.suspension_appealed, one, waiting, step)))
    write_to_each(letters, at=at)
