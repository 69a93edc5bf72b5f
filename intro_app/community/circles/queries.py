"""Queries about circles and their people."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import contains_eager

from intro_app.community.circles.models import Circle, CircleMail, CircleMember, Joining
from intro_app.community.circles.policy import CirclePermissions, mail_scope
from intro_app.community.reader import ME, VISITOR, hidden_from_me
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.identity.queries import stopped_by
from intro_app.identity.service.stopping import EVERYTHING
from intro_app.memberships.queries import is_member


class Person(NamedTuple):
    """Somebody who belongs to a circle, is invited or asks to join; `words` is their request."""

    member_id: int
    public_id: str
    name: str
    headline: str
    words: str
    is_host: bool
    is_co_host: bool


_FOUND = (
    select(Circle, CircleMember.joining, CircleMember.is_co_host)
    .join(Circle.host)
    .outerjoin(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member_id == ME))
    .options(contains_eager(Circle.host))
    .where(Circle.ended_at.is_(None), ~hidden_from_me(Circle.host_id))
)
_PEOPLE = (
    select(
        Member.id,
        Member.public_id,
        Member.name,
        Member.headline,
        CircleMember.words,
        Circle.host_id == Member.id,
        CircleMember.is_co_host,
    )
    .join(CircleMember, CircleMember.member_id == Member.id)
    .join(Circle, Circle.id == CircleMember.circle_id)
    .where(Member.left_at.is_(None), ~hidden_from_me(Member.id))
    .order_by(Member.name, Member.id)
)


def circle_and_permissions(public_id: str, me: int, at: datetime) -> tuple[Circle, CirclePermissions] | None:
    """Return a circle and the reader's permissions; None if there is none or a block hides its host."""
    row = db.session.execute(_FOUND.where(Circle.public_id == public_id), {"me": me}).one_or_none()
    return (row[0], _permissions(row[0], row[1], row[2], me, at)) if row else None


def permissions_in(circle_id: int, me: int, at: datetime) -> CirclePermissions | None:
    """Return a member's permissions in a circle; None if it has ended or a block hides its host."""
    row = db.session.execute(_FOUND.where(Circle.id == circle_id), {"me": me}).one_or_none()
    return _permissions(row[0], row[1], row[2], me, at) if row else None


def people_of(circle_id: int, me: int, joining: Joining = Joining.IN) -> list[Person]:
    """Return everybody in this state of joining, by name."""
    statement = _PEOPLE.where(CircleMember.circle_id == circle_id, CircleMember.joining == joining)
    return [Person(*row) for row in db.session.execute(statement, {"me": me})]


def fellows(circle_id: int, me: int) -> list[Person]:
    """Return the others in a circle, whom the reader can mention in a post."""
    return [person for person in people_of(circle_id, me) if person.member_id != me]


def with_a_row(circle_id: int, ids: Collection[int]) -> set[int]:
    """Return who of these has a row in the circle; leavers have one and are not invited."""
    this = select(CircleMember.member_id).where(
        CircleMember.circle_id == circle_id, CircleMember.member_id.in_(ids)
    )
    return set(db.session.scalars(this)) if ids else set()


def membership_in(circle_id: int, member_id: int) -> CircleMember | None:
    """Return a person's row in a circle, locked for the transaction, or None."""
    this = select(CircleMember).where(
        CircleMember.circle_id == circle_id, CircleMember.member_id == member_id
    )
    return db.session.scalar(this.with_for_update())


def mail_chosen(circle_id: int, member_id: int) -> CircleMail | None:
    """Return which e-mail a member of a circle chose to get from it, or None."""
    mine = CircleMember.circle_id == circle_id, CircleMember.member_id == member_id
    return db.session.scalar(select(CircleMember.mail).where(*mine, CircleMember.joining == Joining.IN))


def mail_now(circle_id: int, member: Member) -> CircleMail | None:
    """Return the same, but NONE for who stopped the circle's e-mails, or all of them, by a link in one."""
    chosen = mail_chosen(circle_id, member.id)
    is_stopped = chosen is not None and {EVERYTHING, mail_scope(circle_id)} & set(stopped_by(member.email))
    return CircleMail.NONE if is_stopped else chosen


def locked(circle_id: int) -> Circle:
    """Return the circle with its row locked, so that changes of its size or host take turns."""
    return db.session.execute(
        select(Circle).where(Circle.id == circle_id).with_for_update(of=Circle)
    ).scalar_one()


def is_any_circle() -> bool:
    """Return whether there is a circle on this site."""
    return db.session.scalar(select(Circle.id).where(Circle.ended_at.is_(None)).limit(1)) is not None


def size(circle_id: int) -> int:
    """Return how many people belong to the circle."""
    here = (CircleMember.circle_id == circle_id, CircleMember.joining == Joining.IN)
    return db.session.scalar(select(func.count()).select_from(CircleMember).where(*here)) or 0


def hosted_by(member_id: int) -> int:
    """Return how many circles a member hosts."""
    theirs = (Circle.host_id == member_id, Circle.ended_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Circle).where(*theirs)) or 0


def _permissions(
    circle: Circle, joining: Joining | None, is_co_host: bool | None, me: int, at: datetime
) -> CirclePermissions:
    return CirclePermissions(
        is_public=circle.is_public,
        is_signed_in=me != VISITOR,
        joining=joining,
        is_host=circle.host_id == me,
        is_co_host=bool(is_co_host),
        is_archived=circle.archived_at is not None,
        has_membership=me != VISITOR and is_member(me, at),
    )
