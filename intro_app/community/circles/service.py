"""Hosting, joining and the checks before a change: membership, belonging to the circle, hosting it."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.community.circles import emails, queries
from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.circles.policy import (
    CIRCLES_OF_ONE_HOST,
    LARGEST_CIRCLE,
    CirclePermissions,
    mail_scope,
)
from intro_app.community.preferences.service import want_digest, write_after_quiet_hours
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.memberships.queries import is_member
from intro_app.outbox import lift
from intro_app.people.models import StoppableAct
from intro_app.people.stops import ensure_not_stopped
from intro_app.people.visibility import is_hidden, know_each_other
from intro_app.text.writable import ensure_part_writable
from intro_app.wording import N_


@dataclass(frozen=True, kw_only=True)
class Described:
    """A circle's name and description, and whether it is public."""

    name: str
    about: str = ""
    is_public: bool = False


def begin(host: Member, described: Described, at: datetime) -> Circle:
    """Create a circle with its host in it.

    Raises DomainError without a membership, or when the member hosts CIRCLES_OF_ONE_HOST circles already.
    """
    with atomic():
        ensure_membership(host.id, at)
        ensure_not_stopped(host.id, StoppableAct.HOSTING, at)
        db.session.get_one(Member, host.id, with_for_update=True)
        if queries.hosted_by(host.id) >= CIRCLES_OF_ONE_HOST:
            raise DomainError(
                N_("You already host %(many)s circles. Hand one over first."), many=CIRCLES_OF_ONE_HOST
            )
        circle = Circle(host_id=host.id, made_at=at, **vars(described))
        db.session.add(circle)
        db.session.flush()
        db.session.add(CircleMember(circle_id=circle.id, member_id=host.id, joining=Joining.IN, since=at))
        return circle


def describe(circle_id: int, host_id: int, described: Described, at: datetime) -> None:
    """Change a circle's description.

    Raises DomainError for anybody but its host, without a membership, and when a private circle should become
    public: its posts were written for its own people.
    """
    with atomic():
        circle = paying_host_of(circle_id, host_id, at)
        if described.is_public and not circle.is_public:
            raise DomainError(
                N_("People wrote here for this circle only. To have a public circle, start a new one.")
            )
        circle.name, circle.about, circle.is_public = described.name, described.about, described.is_public
        circle.taken_down_at = None  # these are the host's words again


def offer(circle_id: int, host_id: int, to: Member, at: datetime) -> None:
    """Offer the circle to somebody in it, who becomes host on accepting. Needs no membership.

    Raises DomainError for anybody but its host, or when the other is not in the circle or hidden by a block.
    """
    with atomic():
        circle = host_of(circle_id, host_id)
        there = queries.membership_in(circle_id, to.id)
        if to.id == host_id or there is None or there.joining is not Joining.IN or is_hidden(host_id, to.id):
            raise DomainError(N_("Choose someone in this circle."))
        circle.offered_to_id = to.id
        write_after_quiet_hours(
            to, host_id, lambda: emails.circle_offered(circle, to, f"{at.timestamp():.0f}"), at
        )


def take_over(circle_id: int, member: Member, at: datetime) -> None:
    """Become the host: after an offer, or when the host has left the site.

    Raises DomainError without a membership, or when the member is not in the circle or it is not offered to
    them.
    """
    with atomic():
        circle = queries.locked(circle_id)
        there = queries.membership_in(circle_id, member.id)
        ensure_membership(member.id, at)
        offered = circle.offered_to_id == member.id or circle.host.left_at is not None
        if circle.ended_at or not offered or there is None or there.joining is not Joining.IN:
            raise DomainError(N_("This circle is no longer offered to you."))
        circle.host_id, circle.offered_to_id = member.id, None


def end(circle_id: int, host_id: int, at: datetime) -> None:
    """Close the circle; nobody can find it any more. Needs no membership.

    Raises DomainError for anybody but its host.
    """
    with atomic():
        host_of(circle_id, host_id).ended_at = at


LONGEST_WORDS = 300


def ask_to_join(circle_id: int, member: Member, words: str, at: datetime) -> None:
    """Ask the host to join; does nothing when the member already asked, is invited or belongs to the circle.

    Raises DomainError when the circle has ended, and for words that are too long or hold a contact detail.
    """
    ensure_part_writable("words", words, LONGEST_WORDS)
    with atomic():
        circle = queries.locked(circle_id)
        if not ensure_visible(circle_id, member.id, at).may_ask_to_join:
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
        ensure_not_stopped(host_id, StoppableAct.INVITING, at)
        ensure_invitable(host_id, to)
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
        ensure_visible(circle_id, member.id, at)
        there = queries.membership_in(circle_id, member.id)
        if there is None or there.joining is not Joining.INVITED:
            raise DomainError(N_("This invitation is no longer open."))
        if accepts:
            _ensure_room(circle)
        there.move(Joining.IN if accepts else Joining.LEFT, at)


def let_in(circle_id: int, host_id: int, who: Member, *, welcome: bool, at: datetime) -> None:
    """Accept or refuse a request to join, as host or co-host; the host needs a membership.

    After a refusal the person is not told, and may ask again.
    """
    with atomic():
        circle = paying_host_of(circle_id, tended_by(circle_id, host_id, at).host_id, at)
        there = queries.membership_in(circle_id, who.id)
        if there is None or there.joining is not Joining.ASKED:
            return
        if welcome:
            _let_in(circle, there, who, at)
        else:
            there.move(Joining.LEFT, at)


def choose_mail(circle_id: int, member: Member, mail: CircleMail, at: datetime) -> None:
    """Choose which e-mail one gets from a circle; with the digest, the weekly e-mail is turned on.

    Whoever wants e-mail again lifts their own stop of this circle's. Raises DomainError for others than the
    people of the circle.
    """
    with atomic():
        there = queries.membership_in(circle_id, member.id)
        if there is None or there.joining is not Joining.IN:
            raise DomainError(N_("Only people in this circle can choose this."))
        there.mail = mail
        if mail is CircleMail.DIGEST:
            want_digest(member, at)
        if mail is not CircleMail.NONE:
            lift(member.email, mail_scope(circle_id))


def _let_in(circle: Circle, there: CircleMember, who: Member, at: datetime) -> None:
    _ensure_room(circle)
    there.move(Joining.IN, at)
    write_after_quiet_hours(
        who, circle.host_id, lambda: emails.circle_welcome(circle, who, f"{at.timestamp():.0f}"), at
    )


def _ensure_room(circle: Circle) -> None:
    if queries.size(circle.id) >= LARGEST_CIRCLE:
        raise DomainError(N_("A circle can have at most %(many)s people."), many=LARGEST_CIRCLE)


def _set_joining(circle_id: int, member_id: int, joining: Joining, at: datetime) -> CircleMember:
    there = queries.membership_in(circle_id, member_id)
    if there is None:
        there = CircleMember(circle_id=circle_id, member_id=member_id, joining=joining, since=at)
        db.session.add(there)
    there.move(joining, at)
    return there


ARCHIVED = N_("This circle is archived. It can be read, but nothing can be added.")
HOSTS_ONLY = N_("Only the host of this circle can do that.")
NO_MEMBERSHIP = N_("To host, you need a supporting membership. Reading, writing and coming along are free.")


def ensure_membership(member_id: int, at: datetime) -> None:
    """Raise DomainError for somebody without a membership."""
    if not is_member(member_id, at):
        raise DomainError(NO_MEMBERSHIP)


def ensure_invitable(host_id: int, to: Member) -> None:
    """Raise DomainError unless the host and this member know each other and no block stands between them."""
    if not know_each_other(host_id, to.id) or is_hidden(host_id, to.id) or to.left_at:
        raise DomainError(
            N_("You can invite people you know, once you’ve both confirmed that you know each other.")
        )


def ensure_visible(circle_id: int, member_id: int, at: datetime) -> CirclePermissions:
    """Return a member's permissions in a circle they can see. Raises DomainError when they cannot."""
    found = queries.permissions_in(circle_id, member_id, at)
    if found is None:
        raise DomainError(N_("This circle no longer exists."))
    return found


def ensure_writer(circle_id: int, member_id: int, at: datetime) -> None:
    """Raise DomainError unless somebody belongs to the circle. Needs no membership."""
    found = ensure_visible(circle_id, member_id, at)
    if not found.is_in:
        raise DomainError(N_("Only people in this circle can write here."))
    if found.is_archived:
        raise DomainError(ARCHIVED)
    ensure_not_stopped(member_id, StoppableAct.WRITING, at)


def host_of(circle_id: int, member_id: int) -> Circle:
    """Return the circle with its row locked. Raises DomainError for anybody but its host."""
    circle = queries.locked(circle_id)
    if circle.host_id != member_id or circle.ended_at:
        raise DomainError(HOSTS_ONLY)
    return circle


def paying_host_of(circle_id: int, member_id: int, at: datetime) -> Circle:
    """Do the same as `host_of()`, but raise DomainError also for a host without a membership."""
    circle = host_of(circle_id, member_id)
    if circle.archived_at:
        raise DomainError(ARCHIVED)
    ensure_membership(member_id, at)
    ensure_not_stopped(member_id, StoppableAct.HOSTING, at)
    return circle


def tended_by(circle_id: int, member_id: int, at: datetime) -> Circle:
    """Return the circle with its row locked. Raises DomainError for others than its host and co-hosts."""
    circle = queries.locked(circle_id)
    if not ensure_visible(circle_id, member_id, at).may_tend:
        raise DomainError(HOSTS_ONLY)
    return circle


def ensure_open(circle_id: int) -> None:
    """Raise DomainError for a circle in the archive."""
    if db.session.get_one(Circle, circle_id).archived_at:
        raise DomainError(ARCHIVED)
