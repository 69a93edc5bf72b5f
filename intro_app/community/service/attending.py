"""Replying to a gathering's invitation, and moving up from the waiting list.

Every change of seats locks the gathering's row, so that many replies at once cannot overbook it.
"""

from datetime import datetime
from functools import partial

from intro_app.community import emails
from intro_app.community.models import Attendance, Gathering, GatheringReply
from intro_app.community.policy.seats import free_seats, reply_to_yes
from intro_app.community.queries import gatherings as queries
from intro_app.community.service.reaching import write_after_quiet_hours
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.wording import N_


def answer(gathering_id: int, member: Member, *, comes: bool, at: datetime) -> GatheringReply:
    """Record whether a member comes, and return their reply: a yes becomes GOING or WAITING.

    The reply can be changed until the gathering is over. The view has checked that they are invited
    (`gathering_for`). Raises DomainError when the gathering is over or cancelled.
    """
    with atomic():
        gathering = queries.locked(gathering_id)
        if not gathering.is_open(at):
            raise DomainError(N_("This gathering is over or cancelled."))
        invited = queries.attendance_of(gathering_id, member.id) or _invite(gathering, member, at)
        if comes and invited.reply not in {GatheringReply.GOING, GatheringReply.WAITING}:
            _take_seat(gathering, invited, at)
        elif not comes and invited.reply is not GatheringReply.NOT_GOING:
            invited.reply, invited.since = GatheringReply.NOT_GOING, at
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
        write_after_quiet_hours(
            lucky.member, gathering.circle.host_id, partial(emails.moved_up, lucky, at), at
        )
    return moved


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


def _take_seat(gathering: Gathering, invited: Attendance, at: datetime) -> None:
    invited.reply = reply_to_yes(gathering.capacity, queries.counts_of(gathering.id).going)
    invited.since, invited.told = at, gathering.edition
    if invited.reply is GatheringReply.WAITING:
        invited.turn = queries.last_turn(gathering.id) + 1
