"""Concluding a follow-up: counting a useful introduction, and telling the connector."""

from datetime import datetime

from intro_app.db import advisory_lock
from intro_app.followups import emails, policy, queries
from intro_app.followups.emails import about_asking
from intro_app.followups.models import FollowUp
from intro_app.identity.models import Member
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role
from intro_app.outbox import cancel_queued
from intro_app.people.reach import has_left, write
from intro_app.trust import service as trust
from intro_app.trust.events import Useful


def conclude(follow_up: FollowUp, *, at: datetime) -> None:
    """Make the answers count as they stand, in the caller's transaction.

    Only a yes from both has effects; anything else does nothing.
    """
    follow_up.conclude(at)
    introduction = follow_up.introduction
    for role in PARTIES:
        cancel_queued(about=about_asking(introduction, role), at=at)
    if policy.is_useful(follow_up.said):
        _count(follow_up, at)
    if policy.connector_may_know(follow_up.said):
        write(introduction.connector, lambda: emails.both_worth_it(introduction), at=at)


def _count(follow_up: FollowUp, at: datetime) -> None:
    """Record a useful introduction for both parties and the connector, once for each pair.

    It does nothing when a party is a guest or has left: a guest has no standing.
    """
    first, second, connector = (
        _member_in(follow_up.introduction, role) for role in (*PARTIES, Role.CONNECTOR)
    )
    if first is None or second is None:
        return
    pair = "{}:{}".format(*sorted((first.id, second.id)))
    advisory_lock(f"useful {pair}")
    if queries.has_counted(pair):
        return
    follow_up.useful_pair = pair
    made = follow_up.introduction_id
    trust.record(
        Useful(
            at=at, introduction=made, a=first.id, b=second.id, connector=connector.id if connector else None
        ),
        at,
    )


def _member_in(introduction: Introduction, role: Role) -> Member | None:
    """Return the member in this role, or None for a guest, nobody, or a member who left."""
    person = introduction.person(role)
    return person if isinstance(person, Member) and not has_left(person) else None
