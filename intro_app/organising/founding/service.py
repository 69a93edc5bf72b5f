"""Tells staff that the founding phase of the site ends soon."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from intro_app.db import atomic, db
from intro_app.identity.models import Member, StaffRole
from intro_app.identity.policy import FOUNDING_DAYS
from intro_app.identity.queries import founding_until, on_staff, who_can
from intro_app.organising.founding import emails
from intro_app.organising.founding.policy import steps
from intro_app.organising.founding.queries import founding_facts
from intro_app.people.reach import write_to_each

TOLD_BEFORE = timedelta(days=7)


def tell_before_end(at: datetime) -> None:
    """Write once to whoever looks after the site, a week before its founding phase ends by time."""
    here = on_staff()
    if not here or at >= min(one.since for one in here) + FOUNDING_DAYS:
        return  # so long after anybody got a right, the phase is over: no need to read the audit log for it
    until = founding_until(at)
    if until is None or at < until - TOLD_BEFORE:
        return
    still_to_do = sum(not step.is_done for step in steps(founding_facts()))
    caretakers = select(Member).where(Member.id.in_(who_can(StaffRole.CARETAKER))).order_by(Member.id)
    with atomic():
        write_to_each(
            [
                (one, partial(emails.founding_ends, one, until, still_to_do))
                for one in db.session.scalars(caretakers)
            ],
            at=at,
        )
