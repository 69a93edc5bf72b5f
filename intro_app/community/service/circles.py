"""Hosting a circle: creating, describing, handing over and closing it."""

from dataclasses import dataclass
from datetime import datetime

from intro_app.community import emails
from intro_app.community.models import Circle, CircleMember, Joining
from intro_app.community.policy.access import CIRCLES_OF_ONE_HOST
from intro_app.community.queries import circles as queries
from intro_app.community.service.reaching import write_after_quiet_hours
from intro_app.community.service.refusals import ensure_membership, host_of, paying_host_of
from intro_app.db import atomic, db
from intro_app.errors import DomainError
from intro_app.identity.models import Member
from intro_app.people.visibility import is_hidden
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
        db.session.get_one(Member, host.id, with_for_update=True)
        if queries.hosted_by(host.id) >= CIRCLES_OF_ONE_HOST:
            raise DomainError(N_("You host %(many)s circles. Hand one over first."), many=CIRCLES_OF_ONE_HOST)
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
                N_("People wrote here for this circle only. Begin a new circle for a public one.")
            )
        circle.name, circle.about, circle.is_public = described.name, described.about, described.is_public


def offer(circle_id: int, host_id: int, to: Member, at: datetime) -> None:
    """Offer the circle to somebody in it, who becomes host on accepting. Needs no membership.

    Raises DomainError for anybody but its host, or when the other is not in the circle or hidden by a block.
    """
    with atomic():
        circle = host_of(circle_id, host_id)
        there = queries.membership_in(circle_id, to.id)
        if to.id == host_id or there is None or there.joining is not Joining.IN or is_hidden(host_id, to.id):
            raise DomainError(N_("Choose somebody who belongs to this circle."))
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
            raise DomainError(N_("This circle is not offered to you any more."))
        circle.host_id, circle.offered_to_id = member.id, None


def end(circle_id: int, host_id: int, at: datetime) -> None:
    """Close the circle; nobody can find it any more. Needs no membership.

    Raises DomainError for anybody but its host.
    """
    with atomic():
        host_of(circle_id, host_id).ended_at = at
