"""What waits for somebody on staff, in one statement, because every page of theirs asks for it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import literal, select

from intro_app.db import db
from intro_app.groups import queries as groups
from intro_app.identity.models import Member, StaffRole
from intro_app.joining.lists import queries as lists
from intro_app.joining.requests import queries as requests
from intro_app.moderation import queries as moderation
from intro_app.organising.home.policy import StaffWaiting
from intro_app.organising.settings.queries import number_of_proposals
from intro_app.organising.suspensions.queries import counted_appeals


def waiting_for_staff(member: Member, rights: Collection[str], at: datetime) -> StaffWaiting:
    """Return what waits for this person, as far as these rights open it.

    Of cases, those are left out that their queue leaves out, as it does: only where there are any is it asked
    who is too near to whom.
    """
    none = literal(0)
    hosts, moderates = StaffRole.HOST in rights, StaffRole.MODERATOR in rights
    caretakes = StaffRole.CARETAKER in rights
    if not (hosts or moderates or caretakes):
        return StaffWaiting()
    counted = select(
        moderation.number_waiting(member, at) if moderates else none,
        requests.counted_waiting() if hosts else none,
        groups.counted_waiting() if hosts else none,
        counted_appeals(member.id, at) if hosts else none,
        lists.counted_stopped() if hosts else none,
        number_of_proposals() if caretakes else none,
    )
    waiting = StaffWaiting(*db.session.execute(counted).one())
    if not waiting.moderation:
        return waiting
    exact = moderation.workload(member, at, since_before=at)
    return waiting._replace(moderation=exact.cases + exact.held)
