"""From when the answers count: what two good words make, and who hears of it."""

from datetime import datetime

from intro_app.followups import emails, policy, queries
from intro_app.followups.emails import about_asking
from intro_app.followups.models import FollowUp
from intro_app.identity.models import Member
from intro_app.identity.queries import take_turn
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import PARTIES, Role
from intro_app.outbox import cancel_queued
from intro_app.people.reach import has_left, write
from intro_app.trust import service as trust
from intro_app.trust.events import Useful


def conclude(follow_up: FollowUp, *, at: datetime) -> None:
    """Let the answers count as they stand, in the caller's transaction; anything but two good words does nothing."""
    follow_up.conclude(at)
    introduction = follow_up.introduction
    for role in PARTIES:
        cancel_queued(about=about_asking(introduction, role), at=at)
    if policy.is_useful(follow_up.said):
        _count(follow_up, at)
    if policy.connector_may_know(follow_up.said):
        write(introduction.connector, lambda: emails.both_worth_it(introduction), at=at)


def _count(follow_up: FollowUp, at: datetime) -> None:
    """One useful introduction for each party and the connector, once for each pair.

    A guest has no standing that could weigh, so with a guest there is nothing to count.
    """
    first, second, connector = (_here(follow_up.introduction, role) for role in (*PARTIES, Role.CONNECTOR))
    if first is None or second is None:
        return
    pair = "{}:{}".format(*sorted((first.id, second.id)))
    take_turn(f"useful {pair}")
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


def _here(introduction: Introduction, role: Role) -> Member | None:
    """The member in this role, if it is a member, and one who has not left."""
    person = introduction.person(role)
    return person if isinstance(person, Member) and not has_left(person) else None
