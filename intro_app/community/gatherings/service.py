"""Hosting a gathering, replying to its invitation, and moving up from the waiting list.

Every change of seats locks the gathering's row, so that many replies at once cannot overbook it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from intro_app.community.circles.service import ensure_invitable, ensure_membership, host_of, paying_host_of
from intro_app.community.gatherings import emails, queries
from intro_app.community.gatherings.models import Attendance, Gathering, GatheringReply
from intro_app.community.gatherings.policy import VISITORS_KEPT_FOR, free_seats, reply_to_yes
from intro_app.community.pictures import service as pictures
from intro_app.community.pictures.policy import ChosenPicture
from intro_app.community.pictures.queries import locked as lock_picture
from intro_app.community.preferences.service import write_after_quiet_hours
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.outbox import Email
from intro_app.people.models import StoppableAct
from intro_app.people.reach import write
from intro_app.people.stops import ensure_not_stopped
from intro_app.text.wall_clock import moment_of
from intro_app.wording import N_

REMIND_BEFORE = timedelta(days=1)
FARTHEST = timedelta(days=730)
NO_LONGER = N_("This gathering is over or has been cancelled.")
# What those who come are told of when it changes; calendars get a new SEQUENCE with it (RFC 5546 2.1.4).
TO_TELL = ("starts_at", "minutes", "place", "link", "time_zone")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a host plans, with day and time in the zone `time_zone`."""

    title: str
    day: date
    clock: time
    time_zone: str
    minutes: int
    about: str = ""
    place: str = ""
    link: str = ""
    capacity: int | None = None
    takes_visitors: bool = False
    picture: ChosenPicture | None = None

    def starts_at(self, at: datetime) -> datetime:
        """Return the start in UTC. Raises DomainError for a skipped time, the past, or beyond two years."""
        start = moment_of(self.day, self.clock, ZoneInfo(self.time_zone))
        if start is None:
            raise DomainError(
                N_("This time doesn’t exist that night, because the clocks change. Choose another one.")
            )
        if not at < start < at + FARTHEST:
            raise DomainError(N_("Choose a future time, within two years."))
        return start


def announce(circle_id: int, host: Member, plan: Plan, at: datetime) -> Gathering:
    """Create a gathering, with its host going; the worker then mails invitations to the whole circle."""
    with atomic():
        paying_host_of(circle_id, host.id, at)
        gathering = add(circle_id, host, plan, at, picture_id=picture_for(plan, host.id, None))
        invite_circle(gathering, at)
        return gathering


def add(
    circle_id: int,
    host: Member,
    plan: Plan,
    at: datetime,
    *,
    series_id: int | None = None,
    picture_id: int | None = None,
) -> Gathering:
    """Add a gathering that its host comes to, in the caller's transaction."""
    facts = facts_of(plan, at)
    planned_for = facts["starts_at"] if series_id else None
    gathering = Gathering(
        circle_id=circle_id,
        made_at=at,
        changed_at=at,
        series_id=series_id,
        planned_for=planned_for,
        picture_id=picture_id,
        **facts,
    )
    db.session.add(gathering)
    db.session.flush()
    going = Attendance(
        gathering_id=gathering.id, member_id=host.id, reply=GatheringReply.GOING, since=at, told=1
    )
    db.session.add(going)
    return gathering


def invite_circle(gathering: Gathering, at: datetime) -> None:
    """Invite everybody in the circle, in the caller's transaction; the worker sends the e-mails."""
    db.session.flush()
    for member_id in queries.not_invited_yet(gathering):
        db.session.add(Attendance(gathering_id=gathering.id, member_id=member_id, since=at))


def change(gathering_id: int, host_id: int, plan: Plan, at: datetime) -> None:
    """Change a gathering. Those who come are told of a new time or place; added seats go to those who wait.

    Raises DomainError for anybody but its host, without a membership, and when it is over or cancelled.
    """
    with atomic():
        gathering = _hosted(gathering_id, host_id, at)
        ensure_membership(host_id, at)
        picture_id = picture_for(plan, host_id, gathering.picture_id)
        apply_facts(gathering, facts_of(plan, at), at)
        show_picture([gathering], picture_id)


def picture_for(plan: Plan, host_id: int, picture_id: int | None) -> int | None:
    """Return the id of the picture of a plan, which may be the one there is, in the caller's transaction.

    Raises DomainError if it is missing.
    """
    return pictures.give_to_gathering(plan.picture, host_id, picture_id) if plan.picture else None


def show_picture(gatherings: Sequence[Gathering], picture_id: int | None) -> None:
    """Give locked gatherings this picture, or none; what no gathering has any more is erased."""
    before = {one.picture_id for one in gatherings if one.picture_id is not None} - {picture_id}
    for one in gatherings:
        one.picture_id = picture_id
    db.session.flush()
    for former in sorted(before):
        if lock_picture(former) and not queries.is_picture_of_any(former):
            pictures.erase(former)


def apply_facts(gathering: Gathering, facts: dict[str, Any], at: datetime) -> None:
    """Change a gathering that is locked, in the caller's transaction."""
    if any(getattr(gathering, name) != facts[name] for name in TO_TELL):
        gathering.edition += 1
        _forget_reminders(gathering)
    for name, value in (facts | {"changed_at": at}).items():
        setattr(gathering, name, value)
    _keep_visitors_until(gathering)
    fill_seats(gathering, at)


def invite(gathering_id: int, host_id: int, to: Member, at: datetime) -> None:
    """Invite an acquaintance of the host from outside the circle. Raises DomainError for anybody else."""
    with atomic():
        gathering = _hosted(gathering_id, host_id, at)
        ensure_membership(host_id, at)
        ensure_not_stopped(host_id, StoppableAct.INVITING, at)
        ensure_invitable(host_id, to)
        if queries.attendance_of(gathering.id, to.id) is None:
            db.session.add(Attendance(gathering_id=gathering.id, member_id=to.id, since=at))


def cancel(gathering_id: int, host_id: int, at: datetime) -> None:
    """Cancel a gathering; those who come are told. Needs no membership, so that nobody comes in vain."""
    with atomic():
        take_off(_hosted(gathering_id, host_id, at), at)


def take_off(gathering: Gathering, at: datetime) -> None:
    """Cancel a gathering that is locked, in the caller's transaction."""
    gathering.cancelled_at = gathering.changed_at = at
    gathering.edition += 1


def _hosted(gathering_id: int, host_id: int, at: datetime) -> Gathering:
    found = db.session.get_one(Gathering, gathering_id)
    host_of(found.circle_id, host_id)  # lock the circle before its gatherings, in the order that leaving does
    gathering = queries.locked(gathering_id)
    if not gathering.is_open(at):
        raise DomainError(NO_LONGER)
    return gathering


def facts_of(plan: Plan, at: datetime) -> dict[str, Any]:
    """Return the columns of a plan. Raises DomainError for a time that cannot be."""
    starts_at = plan.starts_at(at)
    names = ("title", "about", "minutes", "time_zone", "place", "link", "capacity", "takes_visitors")
    return {name: getattr(plan, name) for name in names} | {
        "starts_at": starts_at,
        "remind_at": starts_at - REMIND_BEFORE,
    }


def _keep_visitors_until(gathering: Gathering) -> None:
    """Let the time for which visitors are kept follow the day of the gathering."""
    for visitor in queries.confirmed_visitors(gathering.id):
        visitor.erase_at = gathering.ends_at + VISITORS_KEPT_FOR


def _forget_reminders(gathering: Gathering) -> None:
    for going in queries.all_going(gathering.id):
        going.reminded_at = None


def answer(gathering_id: int, member: Member, *, comes: bool, at: datetime) -> GatheringReply:
    """Record whether a member comes, and return their reply: a yes becomes GOING or WAITING.

    The reply can be changed until the gathering is over. The view has checked that they are invited
    (`gathering_for`). Raises DomainError when the gathering is over or cancelled.
    """
    with atomic():
        gathering = queries.locked(gathering_id)
        if not gathering.is_open(at):
            raise DomainError(NO_LONGER)
        return reply_to(gathering, member, comes=comes, at=at)


def reply_to(gathering: Gathering, member: Member, *, comes: bool, at: datetime) -> GatheringReply:
    """Record a member's reply to a gathering that is locked, in the caller's transaction; return it."""
    invited = queries.attendance_of(gathering.id, member.id) or _invite(gathering, member, at)
    if comes:
        take_seat(gathering, invited, at)
    elif invited.reply is not GatheringReply.NOT_GOING:
        invited.reply, invited.since, invited.agreed_at = GatheringReply.NOT_GOING, at, None
        fill_seats(gathering, at)
    return invited.reply


def fill_seats(gathering: Gathering, at: datetime) -> int:
    """Give free seats to those who wait longest; return how many. The caller has locked the gathering."""
    db.session.flush()
    moved = 0
    while free_seats(gathering.capacity, queries.counts_of(gathering.id).going) != 0:
        lucky = queries.next_in_line(gathering.id)
        if lucky is None or not gathering.is_open(at):
            break
        lucky.reply, lucky.since, lucky.told = GatheringReply.GOING, at, gathering.edition
        db.session.flush()
        moved += 1
        tell(lucky, partial(emails.moved_up, lucky, at), at)
    return moved


def tell(invited: Attendance, compose: Callable[[], Email], at: datetime) -> None:
    """Queue an e-mail about a gathering: to a member after their quiet hours, to a visitor at once."""
    if invited.member is None:
        write(invited.visitor, compose, at=at)
    else:
        write_after_quiet_hours(invited.member, invited.gathering.circle.host_id, compose, at)


def withdraw_from_circle(circle_id: int, member_id: int, at: datetime) -> None:
    """Delete the member's attendances of the circle's coming gatherings and give their seats to others."""
    for gathering_id in queries.ahead_of(circle_id, member_id, at):
        gathering = queries.locked(gathering_id)
        invited = queries.attendance_of(gathering_id, member_id)
        if invited is not None:
            db.session.delete(invited)
            fill_seats(gathering, at)


def _invite(gathering: Gathering, member: Member, at: datetime) -> Attendance:
    """Add an invitation for somebody who joined the circle after the gathering was announced."""
    invited = Attendance(gathering_id=gathering.id, member_id=member.id, since=at, told=gathering.edition)
    db.session.add(invited)
    db.session.flush()
    return invited


def take_seat(gathering: Gathering, invited: Attendance, at: datetime) -> None:
    """Give a person a seat, or a place on the waiting list, unless they have one; the gathering is locked."""
    if invited.reply in {GatheringReply.GOING, GatheringReply.WAITING}:
        return
    invited.reply = reply_to_yes(gathering.capacity, queries.counts_of(gathering.id).going)
    invited.since, invited.told = at, gathering.edition
    if invited.reply is GatheringReply.WAITING:
        invited.turn = queries.last_turn(gathering.id) + 1
