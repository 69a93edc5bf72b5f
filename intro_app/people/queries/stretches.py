"""Read who is wanted from stretches of the wheel: the index says who holds the words, the rest who is shown.

Each person is asked about by themselves. As a join, PostgreSQL would rather read all members of a site of
some size than look up a hundred of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Integer,
    ScalarSelect,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    exists,
    literal,
    or_,
    select,
)

from intro_app.config import settings
from intro_app.db import db, read
from intro_app.identity.group_directory import group_directory
from intro_app.identity.models import Door, DoorSign, Member
from intro_app.own_fields.queries import choosing
from intro_app.people import visibility
from intro_app.people.policy import ROUND, WantedPeople
from intro_app.people.visibility import Condition
from intro_app.search import queries as index
from intro_app.search.alike import Alike
from intro_app.search.texts import text_of, texts_of
from intro_app.text.searching import Entry

# Of a group of so many at most, all are read; of a larger one those who also hold the words. So are those
# who chose something in a field of the community.
_FEW = 1000
# How many entries are read first for each person of a page, if all hold the other words, too; and how much
# longer each further stretch is.
_FOR_EACH, _LONGER = 2, 3
# How many entries are read for a page at most.
MOST_WALKED = 5000
_UNREAD = Entry("", "")
_READER: BindParameter[int] = bindparam("reader", type_=Integer)


@dataclass(frozen=True)
class PeopleQuestion:
    """One search of one reader; `alike` has the words that are a slip of the finger away, if they count."""

    reader_id: int
    wanted: WantedPeople
    at: datetime
    alike: Alike | None = None

    @property
    def is_similar(self) -> bool:
        """Whether words that are a slip of the finger away count as found: those in `alike`."""
        return self.alike is not None

    @property
    def day(self) -> date:
        """The present day in the site's time zone."""
        return self.at.astimezone(settings().time_zone).date()


class _Filters(NamedTuple):
    """What a statement filters by."""

    has_purpose: bool
    takes_requests: bool
    group: str
    choice: tuple[int, str] | None


class Listed(NamedTuple):
    """Somebody in the list who is wanted, their place on the wheel, and their entry if it was read."""

    member_id: int
    wheel: int
    entry: Entry


class Walked(NamedTuple):
    """Those who were found along the wheel; `stopped` is where, if more of it is to be looked through."""

    found: list[Listed]
    stopped: int | None = None


def narrowed(question: PeopleQuestion, wanted: Sequence[index.Alternatives]) -> index.Narrowed | None:
    """Return what to read for these; None if nobody can be found."""
    found = index.narrowed(wanted, question.wanted.words.phrases)
    for theirs in _chosen(question.wanted.group, question.wanted.choice) if found else ():
        ids = list(db.session.scalars(theirs.limit(_FEW + 1)))
        if found and len(ids) <= _FEW:
            found = found._replace(ids=ids)
    return found


def everybody(
    question: PeopleQuestion, narrowed: index.Narrowed, most: int, *, with_text: bool
) -> list[Listed]:
    """Return all who are wanted, up to so many."""
    return _read(question, narrowed, (-1, ROUND), most, with_text=with_text)


def with_texts(found: Sequence[Listed]) -> list[Listed]:
    """Return the same people with their entries."""
    texts = texts_of([one.member_id for one in found])
    there = (one for one in found if one.member_id in texts)
    return [one._replace(entry=Entry.of_text(texts[one.member_id])) for one in there]


def in_turn(
    question: PeopleQuestion, narrowed: index.Narrowed, ways: Iterable[tuple[int, int]], most: int
) -> Walked:
    """Return the first so many along these parts of the wheel, each of which ends after its second place.

    So many entries at most are read for it: two words that many say may be said by nobody together.
    """
    hopeful = most * _FOR_EACH / max(narrowed.share, most * _FOR_EACH / MOST_WALKED)
    width, left = _width(narrowed, int(hopeful)), _width(narrowed, MOST_WALKED)
    found: list[Listed] = []
    for after, until in _stretches(ways, width):
        end = min(until, after + left)
        found += _read(question, narrowed, (after, end), most - len(found), with_text=True)
        left -= end - after
        if len(found) == most:
            return Walked(found)
        if left <= 0:
            return Walked(found, end)
    return Walked(found)


def _width(narrowed: index.Narrowed, entries: int) -> int:
    """Return how much of the wheel holds so many entries, as places on it are drawn evenly."""
    return max(1, ROUND * entries // max(1, narrowed.members))


def _stretches(ways: Iterable[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Cut parts of the wheel into stretches, each longer than the one before."""
    for after, until in ways:
        place = after
        while place < until:
            end = min(until, place + width)
            yield place, end
            place, width = end, width * _LONGER


def _read(
    question: PeopleQuestion,
    narrowed: index.Narrowed,
    stretch: tuple[int, int],
    most: int,
    *,
    with_text: bool,
) -> list[Listed]:
    wanted = question.wanted
    filters = _Filters(bool(wanted.purpose), wanted.takes_requests, wanted.group, wanted.choice)
    values: dict[str, object] = {"reader": question.reader_id, "most": most}
    values |= {"day": question.day, "at": question.at, "purpose": f'%"{wanted.purpose}"%'}
    values |= {"after": stretch[0], "until": stretch[1], **narrowed.values}
    rows = read(_listed(narrowed.shape, filters, with_text), values)
    if with_text:
        return [Listed(member_id, wheel, Entry.of_text(text)) for member_id, wheel, text in rows]
    return [Listed(member_id, wheel, _UNREAD) for member_id, wheel in rows]


@lru_cache(maxsize=500)
def _listed(shape: index.Shape, filters: _Filters, with_text: bool) -> Select[Any]:
    """Select those whose entries hold what is wanted, whom the list shows, and who pass the filters.

    Who is shown is asked last, since most are: PostgreSQL would ask first what it believes to be cheaper.
    """
    first, holds = index.entries_to_read(shape)
    columns = [first.c.member_id, first.c.wheel, *([text_of(first.c.member_id)] if with_text else ())]
    shown = case((holds, _shown(first, filters)), else_=0)
    return select(*columns).where(shown == 1).order_by(first.c.wheel).limit(bindparam("most"))


def _shown(found: Subquery, filters: _Filters) -> ScalarSelect[int]:
    """Select 1 if the list shows them to the reader; nobody whom the reader waits for is shown here."""
    shown = select(literal(1)).select_from(Member).join(Door, Door.member_id == Member.id)
    if filters.has_purpose or filters.takes_requests:
        shown = shown.join(DoorSign, DoorSign.member_id == Member.id)
    shown = (
        shown.where(Member.id == found.c.member_id, Member.id != _READER)
        .where(visibility.is_listed(), Member.left_at.is_(None))
        .where(~visibility.hidden(_READER, Member.id), ~visibility.waits_knowingly_for(_READER, Member.id))
        .where(*_filters(filters))
    )
    return shown.correlate(found).scalar_subquery()


def _filters(filters: _Filters) -> Iterable[Condition]:
    if filters.has_purpose:
        yield cast(DoorSign.refused_purposes, String).not_like(bindparam("purpose", type_=String))
    if filters.takes_requests:
        yield from (DoorSign.takes_asks, ~DoorSign.no_mail)
        yield or_(DoorSign.paused_until.is_(None), DoorSign.paused_until <= bindparam("day"))
        yield or_(DoorSign.asks_full_until.is_(None), DoorSign.asks_full_until <= bindparam("at"))
    for theirs in _chosen(filters.group, filters.choice):
        among = theirs.subquery()
        yield exists().where(among.c[0] == Member.id)


def _chosen(group: str, choice: tuple[int, str] | None) -> Iterable[Select[int]]:
    """Yield the SELECTs of the people of a group, and of those who chose something in an own field."""
    if group:
        yield group_directory().showing(group)
    if choice:
        yield choosing(*choice)
