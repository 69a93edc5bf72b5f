"""What is asked about one member to be found: their profile as its reader may see it."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select

from intro_app.accounts.models import Door, Member
from intro_app.db import db
from intro_app.people.models import Acquaintance, Glimpse
from intro_app.people.policy import Sight, may_see
from intro_app.people.queries.blocks import BLOCKED, BLOCKED_BY_READER, READER


class Profile(NamedTuple):
    """What a member says of themselves, and how far their door is open."""

    id: int
    public_id: str
    name: str
    headline: str
    can_help_with: str
    looking_for: str
    place: str
    languages: str
    joined_at: datetime
    visible: bool
    takes_direct_asks: bool
    refused_purposes: list[str]
    paused_until: date | None
    no_mail: bool
    know_each_other: bool


_acquainted = exists().where(
    Acquaintance.confirmed_at.is_not(None),
    or_(
        and_(Acquaintance.a_id == READER, Acquaintance.b_id == Member.id),
        and_(Acquaintance.a_id == Member.id, Acquaintance.b_id == READER),
    ),
)

# As it was when the reader asked them, while they wait to hear.
_glimpse = (
    select(Glimpse.seen)
    .where(Glimpse.reader_id == READER, Glimpse.member_id == Member.id)
    .order_by(Glimpse.id.desc())
    .limit(1)
    .scalar_subquery()
)

_PROFILE = (
    select(
        Member.id,
        Member.public_id,
        Member.name,
        Member.headline,
        Member.can_help_with,
        Member.looking_for,
        Member.place,
        Member.languages,
        Member.joined_at,
        Door.visible,
        Door.takes_direct_asks,
        Door.refused_purposes,
        Door.paused_until,
        Door.no_mail,
        _acquainted.label("know_each_other"),
        BLOCKED.label("is_blocked"),
        BLOCKED_BY_READER.label("has_blocked"),
        _glimpse.label("glimpse"),
    )
    .join(Door, Door.member_id == Member.id)
    .where(Member.public_id == bindparam("public_id"), Member.left_at.is_(None))
)


def profile(reader_id: int, public_id: str) -> Profile | None:
    """The profile behind a page's id; None for nobody and for one whom the reader may not see, without difference."""
    row = db.session.execute(_PROFILE, {"reader": reader_id, "public_id": public_id}).one_or_none()
    if row is None:
        return None
    *said, is_blocked, has_blocked, glimpse = row
    found = Profile(*said)
    sight = Sight(
        is_self=found.id == reader_id,
        is_visible=found.visible,
        know_each_other=found.know_each_other,
        is_blocked=is_blocked,
        is_awaited=glimpse is not None,
        has_blocked=has_blocked,
    )
    if not may_see(sight):
        return None
    return found if glimpse is None else found._replace(**_as_seen(glimpse))


def _as_seen(glimpse: dict[str, Any]) -> dict[str, Any]:
    until = glimpse["paused_until"]
    return glimpse | {"paused_until": date.fromisoformat(until) if until else None}
