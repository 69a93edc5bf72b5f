"""Query a page of the directory, which is a walk along the index of positions on the wheel."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from intro_app.config import settings
from intro_app.db import read
from intro_app.identity.models import Door, Member
from intro_app.people import visibility
from intro_app.people.models import ProfileSnapshot
from intro_app.people.policy import DRAWS, Cursor, draws
from intro_app.people.visibility import Condition

PAGE = 20
READER: BindParameter[int] = bindparam("reader")
_WAITED_FOR = select(ProfileSnapshot.member_id).where(
    ProfileSnapshot.reader_id == READER, ProfileSnapshot.seen["visible"].as_boolean()
)


class DirectoryRow(NamedTuple):
    """One member in the list of people, with the position where the walk started."""

    start: int
    wheel: int
    id: int
    public_id: str
    name: str
    headline: str
    place: str


def _number(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInteger)


# Members who joined before today have the ids 1 to n; the first id drawn that belongs to a visible member is
# where the day starts.
_drawn = union_all(
    *(
        select(literal_column(str(turn)).label("turn"), _number(f"draw_{turn}").label("number"))
        for turn in range(DRAWS)
    )
).cte("drawn")
_newest = (
    select(Member.id).where(Member.joined_at < bindparam("midnight")).order_by(Member.id.desc()).limit(1)
)
_begins = (
    select(Door.wheel)
    .join(_drawn, Door.member_id == 1 + _drawn.c.number % _newest.scalar_subquery())
    .join(Member, Member.id == Door.member_id)
    .where(
        or_(
            and_(visibility.is_listed(), Member.left_at.is_(None)),
            # Whoever waits for somebody who left or is kept out must not see the list begin elsewhere.
            and_(
                or_(Member.left_at.is_not(None), Member.suspended, Member.unlisted),
                visibility.was_visible_to_somebody(Door.member_id),
            ),
        )
    )
    .order_by(_drawn.c.turn)
    .limit(1)
)
_today = select(func.coalesce(_begins.scalar_subquery(), _number("draw_0")).label("start")).cte("today")


def _page(start: ColumnElement[int], *laps: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return a query for the stretches of the wheel in turn, each read from its index and limited to a page.

    It adds the few members whom the reader waits for and who hid or left since; they keep their place.
    """
    stretches = [
        _stretch(lap, start, stretch, who)
        for lap, stretch in enumerate(laps)
        for who in (
            and_(visibility.is_listed(), Member.left_at.is_(None)),
            and_(~visibility.is_listed(), Door.member_id.in_(_WAITED_FOR)),
        )
    ]
    return union_all(*map(select, stretches)).order_by("lap", "wheel").limit(PAGE + 1)


def _stretch(lap: int, start: ColumnElement[int], stretch: ColumnElement[bool], who: Condition) -> Subquery:
    return (
        select(literal_column(str(lap)).label("lap"), start.label("start"), Door.wheel.label("wheel"))
        .add_columns(Member.id, Member.public_id, Member.name, Member.headline, Member.place)
        .join(Member, Member.id == Door.member_id)
        .where(who, stretch, Member.id != READER, ~visibility.hidden(READER, Member.id))
        .order_by(Door.wheel)
        .limit(PAGE + 1)
        .subquery()
    )


_start = select(_today.c.start).scalar_subquery()
_FIRST = _page(_start, Door.wheel >= _start, Door.wheel < _start)
_MORE = _page(
    _number("start"),
    Door.wheel > _number("before_end"),
    (Door.wheel > _number("from_zero")) & (Door.wheel < _number("start")),
)


def first_people(reader_id: int, day: date) -> tuple[list[DirectoryRow], str | None]:
    """Return the first page of a day in the site's time zone, and the cursor for the next page or None."""
    numbers = {f"draw_{turn}": number for turn, number in enumerate(draws(day, settings().lasting_key))}
    midnight = datetime.combine(day, time.min, settings().time_zone)
    return _read(_FIRST, {"reader": reader_id, "midnight": midnight} | numbers)


def more_people(reader_id: int, cursor: Cursor) -> tuple[list[DirectoryRow], str | None]:
    """Return the next page of a walk, and the cursor for the one after it or None."""
    before_end, from_zero = cursor.still_to_see()
    where = {"start": cursor.start, "before_end": before_end, "from_zero": from_zero}
    return _read(_MORE, {"reader": reader_id} | where)


def _read(page: CompoundSelect[Any], where: Mapping[str, object]) -> tuple[list[DirectoryRow], str | None]:
    rows = [DirectoryRow(*row[1:]) for row in read(page, where)]
    if len(rows) <= PAGE:
        return rows, None
    last = rows[PAGE - 1]
    return rows[:PAGE], Cursor(last.start, last.wheel).written()
