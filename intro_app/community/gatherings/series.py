"""Announce, change, cancel and answer the dates of a gathering that repeats.

Each date is a gathering with seats of its own. Whoever locks several locks them in the order of their ids.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from intro_app.community.circles.service import ensure_membership, host_of, paying_host_of
from intro_app.community.gatherings import queries
from intro_app.community.gatherings.models import Gathering, GatheringReply, GatheringSeries
from intro_app.community.gatherings.repeating import Repetition, days_of
from intro_app.community.gatherings.service import (
    NO_LONGER,
    Plan,
    add,
    apply_facts,
    facts_of,
    invite_circle,
    picture_for,
    reply_to,
    show_picture,
    take_off,
)
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member


def announce_series(
    circle_id: int, host: Member, plan: Plan, repetition: Repetition, at: datetime
) -> Gathering:
    """Create every date of a gathering that repeats, with its host going; return the first.

    Only the first has invitations: one e-mail tells of all. Raises DomainError for fewer than two dates, more
    than MOST_DATES, and for a date whose time the clocks skip, or that is beyond two years.
    """
    rule = repetition.rule(plan.day)
    plans = [replace(plan, day=day) for day in days_of(rule, plan.day)]
    with atomic():
        paying_host_of(circle_id, host.id, at)
        series = GatheringSeries(rule=rule, made_at=at)
        db.session.add(series)
        db.session.flush()
        shown = picture_for(plan, host.id, None)
        made = [add(circle_id, host, one, at, series_id=series.id, picture_id=shown) for one in plans]
        invite_circle(made[0], at)
        return made[0]


def change_following(gathering_id: int, host_id: int, plan: Plan, at: datetime) -> None:
    """Change this date and all after it; each moves by as many days as this one does.

    Raises DomainError for others than its host, without a membership, and when it is over or cancelled.
    """
    with atomic():
        ensure_membership(host_id, at)
        found = _from_this_on(gathering_id, host_id, at)
        shift = plan.day - found[0].local_start.date()
        picture_id = picture_for(plan, host_id, found[0].picture_id)
        for one in found:
            day = (one.local_start + shift).date()
            apply_facts(one, facts_of(replace(plan, day=day), at), at)
        show_picture(found, picture_id)


def cancel_following(gathering_id: int, host_id: int, at: datetime) -> None:
    """Cancel this date and all after it; those who come are told in one e-mail. Needs no membership."""
    with atomic():
        for one in _from_this_on(gathering_id, host_id, at):
            take_off(one, at)


def answer_all(gathering_id: int, member: Member, *, comes: bool, at: datetime) -> list[GatheringReply]:
    """Record whether a member comes to this date and all after it; return the reply of each.

    The view has checked that they are invited. Raises DomainError when this date is over or cancelled.
    """
    with atomic():
        return [reply_to(one, member, comes=comes, at=at) for one in _locked_from(gathering_id, at)]


def _from_this_on(gathering_id: int, host_id: int, at: datetime) -> Sequence[Gathering]:
    host_of(db.session.get_one(Gathering, gathering_id).circle_id, host_id)  # the circle first, as elsewhere
    return _locked_from(gathering_id, at)


def _locked_from(gathering_id: int, at: datetime) -> list[Gathering]:
    """Return this date and those after it that people can reply to, all locked, soonest first."""
    this = db.session.get_one(Gathering, gathering_id)
    dates = queries.locked_dates(this.series_id) if this.series_id else [queries.locked(this.id)]
    if not this.is_open(at):
        raise DomainError(NO_LONGER)
    later = [one for one in dates if one.starts_at >= this.starts_at and one.is_open(at)]
    return sorted(later, key=lambda one: (one.starts_at, one.id))
