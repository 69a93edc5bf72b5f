"""Queries on links: one's own, those that others see, and those to look at."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Exists, Select, SQLColumnExpression, bindparam, exists, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.profile_links.models import ProfileLink


class VerifiedLink(NamedTuple):
    """A page that named the member's profile on this day."""

    url: str
    day: date


def links_of(member_id: int) -> Sequence[ProfileLink]:
    """Return a member's links, for themselves."""
    mine = select(ProfileLink).where(ProfileLink.member_id == member_id)
    return db.session.scalars(mine.order_by(ProfileLink.id)).all()


def verified_links(member_id: int) -> list[VerifiedLink]:
    """Return the links that others see, with the day on which each was verified last."""
    if not settings().link_checks:
        return []
    zone = settings().time_zone
    rows = db.session.execute(_verified(), {"member": member_id})
    return [VerifiedLink(url, at.astimezone(zone).date()) for url, at in rows]


def has_verified(member_id: SQLColumnExpression[int]) -> Exists:
    """Return the condition that a member has a verified link."""
    return exists().where(ProfileLink.member_id == member_id, ProfileLink.verified_at.is_not(None))


@cache
def _verified() -> Select[Any]:
    columns: list[Any] = [ProfileLink.url, ProfileLink.verified_at]
    found = select(*columns).where(
        ProfileLink.member_id == bindparam("member"), ProfileLink.verified_at.is_not(None)
    )
    return found.order_by(ProfileLink.id)


@cache
def link_due() -> Select[int]:
    """Select the link that has waited longest for a look."""
    due = select(ProfileLink.id).where(ProfileLink.check_at <= bindparam("at"))
    return due.order_by(ProfileLink.check_at).limit(1)


def profile_address(member_id: int) -> str:
    """Return the address of the member's profile, to which a page of theirs links."""
    public_id = db.session.scalar(select(Member.public_id).where(Member.id == member_id))
    return f"{settings().base_url}/people/{public_id}"
