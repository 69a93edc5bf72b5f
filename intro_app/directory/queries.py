"""What is asked about people to be found: a page of the wheel, and one profile as its reader may see it."""

from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from intro_app.accounts.models import Acquaintance, Block, BlockKind, Door, Member
from intro_app.config import settings
from intro_app.db import db
from intro_app.directory.policy import DRAWS, Cursor, Sight, draws, may_see

PAGE = 20


class Listed(NamedTuple):
    """One member in the list of people."""

    wheel: int
    public_id: str
    name: str
    headline: str
    place: str


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


_reader: BindParameter[int] = bindparam("reader")
_blocked = exists().where(
    Block.kind == BlockKind.PERSON,
    or_(
        and_(Block.blocker_id == _reader, Block.blocked_id == Member.id),
        and_(Block.blocker_id == Member.id, Block.blocked_id == _reader),
    ),
)
_acquainted = exists().where(
    Acquaintance.confirmed_at.is_not(None),
    or_(
        and_(Acquaintance.a_id == _reader, Acquaintance.b_id == Member.id),
        and_(Acquaintance.a_id == Member.id, Acquaintance.b_id == _reader),
    ),
)


def _lap(number: int) -> Subquery:
    """One stretch of the wheel, read from its index and no further than a page."""
    lap: ColumnElement[int] = literal_column(str(number)).label("lap")
    behind = Door.wheel > bindparam(f"behind_{number}", type_=BigInteger)
    until = Door.wheel < bindparam("start", type_=BigInteger) if number else true()
    return (
        select(lap, Door.wheel, Member.public_id, Member.name, Member.headline, Member.place)
        .join(Member, Member.id == Door.member_id)
        .where(Door.visible, behind, until, Member.left_at.is_(None), Member.id != _reader, ~_blocked)
        .order_by(Door.wheel)
        .limit(PAGE + 1)
        .subquery()
    )


_PAGE = union_all(select(_lap(0)), select(_lap(1))).order_by("lap", "wheel").limit(PAGE + 1)

# The members of yesterday are numbered 1 to n; the first number drawn that belongs to a visible one begins the day.
_drawn = union_all(
    *(
        select(literal_column(str(turn)).label("turn"), bindparam(f"draw_{turn}", type_=BigInteger).label("number"))
        for turn in range(DRAWS)
    )
).cte("drawn")
_newest = select(Member.id).where(Member.joined_at < bindparam("midnight")).order_by(Member.id.desc()).limit(1)
_BEGINNING = (
    select(Door.wheel)
    .join(_drawn, Door.member_id == 1 + _drawn.c.number % _newest.scalar_subquery())
    .join(Member, Member.id == Door.member_id)
    .where(Door.visible, Member.left_at.is_(None))
    .order_by(_drawn.c.turn)
    .limit(1)
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
        _blocked.label("is_blocked"),
    )
    .join(Door, Door.member_id == Member.id)
    .where(Member.public_id == bindparam("public_id"), Member.left_at.is_(None))
)


def beginning_of(day: date) -> Cursor:
    """Where the walk round the wheel begins on this day of the site's calendar, the same for everyone."""
    numbers = draws(day, settings().lasting_key)
    midnight = datetime.combine(day, time.min, settings().time_zone)
    drawn = {f"draw_{turn}": number for turn, number in enumerate(numbers)}
    place = db.session.scalar(_BEGINNING, drawn | {"midnight": midnight})
    return Cursor(numbers[0] if place is None else place)


def people(reader_id: int, cursor: Cursor) -> tuple[list[Listed], str | None]:
    """The next people on the wheel whom the reader may see, and the cursor behind them if there are more."""
    before_end, from_zero = cursor.still_to_see()
    where = {"reader": reader_id, "start": cursor.start, "behind_0": before_end, "behind_1": from_zero}
    rows = [Listed(*row[1:]) for row in db.session.execute(_PAGE, where)]
    more = cursor.after(rows[PAGE - 1].wheel) if len(rows) > PAGE else None
    return rows[:PAGE], more


def profile(reader_id: int, public_id: str) -> Profile | None:
    """The profile behind a page's id; None for nobody and for one whom the reader may not see, without difference."""
    row = db.session.execute(_PROFILE, {"reader": reader_id, "public_id": public_id}).one_or_none()
    if row is None:
        return None
    *said, is_blocked = row
    found = Profile(*said)
    sight = Sight(
        is_self=found.id == reader_id,
        is_visible=found.visible,
        know_each_other=found.know_each_other,
        is_blocked=is_blocked,
    )
    return found if may_see(sight) else None
