"""Queries on links: one's own, those that others see, and those to look at."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

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


def shown(links: Iterable[Sequence[str]]) -> list[VerifiedLink]:
    """Return links that stand beside a member or in a snapshot; none while pages are not looked at."""
    if not settings().link_checks:
        return []
    return [VerifiedLink(url, date.fromisoformat(day)) for url, day in links]


def verified_now(member_id: int) -> list[list[str]]:
    """Return the links that others see, each with the day on which it was verified last."""
    zone = settings().time_zone
    return [
        [one.url, one.verified_at.astimezone(zone).date().isoformat()]
        for one in links_of(member_id)
        if one.verified_at
    ]


@cache
def link_due() -> Select[int]:
    """Select the links that wait for a look, the one that has waited longest first."""
    due = select(ProfileLink.id).where(ProfileLink.check_at <= bindparam("at"))
    return due.order_by(ProfileLink.check_at, ProfileLink.id)


def profile_address(member_id: int) -> str:
    """Return the address of the member's profile, to which a page of theirs links."""
    public_id = db.session.scalar(select(Member.public_id).where(Member.id == member_id))
    return f"{settings().base_url}/people/{public_id}"
