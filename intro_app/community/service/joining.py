"""Joining and leaving a circle."""

from datetime import datetime

from intro_app.community import emails
from intro_app.community.models import Circle, CircleMember, Joining
from intro_app.community.policy.access import LARGEST_CIRCLE
from intro_app.community.queries import circles as queries
from intro_app.community.service.attending import withdraw_from_circle
from intro_app.community.service.reaching import write_after_quiet_hours
from intro_app.community.service.refusals import footing_in, paying_host_of
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.people.visibility import is_hidden, know_each_other
from intro_app.text.writable import ensure_part_writable
from intro_app.wording import N_

LONGEST_WORDS = 300


def ask_to_join(circle_id: int, member: Member, words: str, at: datetime) -> None:
    """Ask the host to join; does nothing when the member already asked, is invited or belongs to the circle.

    Raises DomainError when the circle has ended, and for words that are too long or hold a contact detail.
    """
    ensure_part_writable("words", words, LONGEST_WORDS)
    with atomic():
        circle = queries.locked(circle_id)
        if not footing_in(circle_id, member.id, at).may_ask_to_join:
            return
        _set_joining(circle_id, member.id, Joining.ASKED, at).words = words
        step = f"{at.timestamp():.0f}"
        write_after_quiet_hours(
            circle.host, member.id, lambda: emails.circle_request(circle, member, words, step), at
        )


def invite(circle_id: int, host_id: int, to: Member, at: datetime) -> None:
    """Invite an acquaintance of the host, or let them in if they asked. Raises DomainError for others."""
    with atomic():
        circle = paying_host_of(circle_id, host_id, at)
        if not know_each_other(host_id, to.id) or is_hidden(host_id, to.id) or to.left_at:
            raise DomainError(N_("You can invite people whom you know, once both of you have said so."))
        there = queries.membership_in(circle_id, to.id)
        if there and there.joining is Joining.ASKED:
            _let_in(circle, there, to, at)
        elif there is None:  # somebody who left is not invited again, but can ask to join
            _set_joining(circle_id, to.id, Joining.INVITED, at)
            step = f"{at.timestamp():.0f}"
            write_after_quiet_hours(to, host_id, lambda: emails.circle_invitation(circle, to, step), at)


def answer_invitation(circle_id: int, member: Member, *, accepts: bool, at: datetime) -> None:
    """Accept an invitation, or decline it, of which nobody is told.

    Raises DomainError when there is no invitation, or the circle is full.
    """
    with atomic():
        circle = queries.locked(circle_id)
        footing_in(circle_id, member.id, at)
        there = queries.membership_in(circle_id, member.id)
        if there is None or there.joining is not Joining.INVITED:
            raise DomainError(N_("This invitation has ended."))
        if accepts:
            _ensure_room(circle)
        there.move(Joining.IN if accepts else Joining.LEFT, at)


def let_in(circle_id: int, host_id: int, who: Member, *, welcome: bool, at: datetime) -> None:
    """Accept or refuse a request to join. After a refusal the person is not told, and may ask again."""
    with atomic():
        circle = paying_host_of(circle_id, host_id, at)
        there = queries.membership_in(circle_id, who.id)
        if there is None or there.joining is not Joining.ASKED:
            return
        if welcome:
            _let_in(circle, there, who, at)
        else:
            there.move(Joining.LEFT, at)


def leave(circle_id: int, member_id: int, at: datetime) -> None:
    """Leave a circle, or withdraw a request to join. Raises DomainError for its host."""
    with atomic():
        circle = queries.locked(circle_id)
        if circle.host_id == member_id:
            raise DomainError(N_("You host this circle. Hand it over first, or close it."))
        _leave(circle, member_id, at)


def part_from(circle_id: int, host_id: int, who: Member, at: datetime) -> None:
    """Remove somebody from the circle; their posts stay. Needs no membership, so that a circle stays safe.

    Raises DomainError for anybody but its host.
    """
    with atomic():
        circle = queries.locked(circle_id)
        if circle.host_id != host_id or who.id == host_id:
            raise DomainError(N_("Only the host of this circle can do that."))
        _leave(circle, who.id, at)


def _leave(circle: Circle, member_id: int, at: datetime) -> None:
    there = queries.membership_in(circle.id, member_id)
    if there is None or there.joining is Joining.LEFT:
        return
    there.move(Joining.LEFT, at)
    if circle.offered_to_id == member_id:
        circle.offered_to_id = None
    withdraw_from_circle(circle.id, member_id, at)


def _let_in(circle: Circle, there: CircleMember, who: Member, at: datetime) -> None:
    _ensure_room(circle)
    there.move(Joining.IN, at)
    write_after_quiet_hours(
        who, circle.host_id, lambda: emails.circle_welcome(circle, who, f"{at.timestamp():.0f}"), at
    )


def _ensure_room(circle: Circle) -> None:
    if queries.size(circle.id) >= LARGEST_CIRCLE:
        raise DomainError(N_("A circle has at most %(many)s people."), many=LARGEST_CIRCLE)


def _set_joining(circle_id: int, member_id: int, joining: Joining, at: datetime) -> CircleMember:
    there = queries.membership_in(circle_id, member_id)
    if there is None:
        there = CircleMember(circle_id=circle_id, member_id=member_id, joining=joining, since=at)
        db.session.add(there)
    there.move(joining, at)
    return there
