"""Read whom a member knows, and whom they blocked, a page at a time: a thousand cost no more than fifty.

The newest come first. An index of either place that somebody has in a pair ends with the pair's id, so a
page is read from its end.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import BindParameter, Integer, Select, bindparam, func, select, union, union_all

from intro_app.db import read
from intro_app.identity.models import Member
from intro_app.people.models import Acquaintance, Block
from intro_app.people.policy import FIRST_STEPS, MANY, FirstSteps, Search, narrowed
from intro_app.people.queries.ties import (
    BLOCKED,
    BY_ME,
    KNOWN,
    TO_ME,
    Blocked,
    Known,
    Proposed,
    blocked_by,
)

# So many stand on a page; whoever knows no more reads them by name.
LISTED = 50
# After the last pair that there can be.
_END = 2**31 - 1
_ME: BindParameter[int] = bindparam("me", type_=Integer)
_MOST: BindParameter[int] = bindparam("most", type_=Integer)
_BEFORE: BindParameter[int] = bindparam("before", type_=Integer)
_BEFORE_IT = Acquaintance.id < _BEFORE
Row = TypeVar("Row", Known, Proposed, Blocked)
# Tells whom of some members, by their ids, a list leaves out.
LeftOut = Callable[[Collection[int]], Collection[int]]


class TiesPage(NamedTuple, Generic[Row]):
    """A page of a list, and the id before which the next one goes on; None if this is the last."""

    rows: Sequence[Row]
    more: int | None = None


def known_page(member_id: int, before: int | None = None, without: LeftOut | None = None) -> TiesPage[Known]:
    """Return a page of the member's confirmed acquaintances: all of them by name, or the newest first.

    Whoever is left out makes no page shorter: the next ones stand in their places.
    """
    if without is None:
        page = _page(_known(), Known, member_id, before)
    else:
        page = _page_without(member_id, before, without)
    if before is None and page.more is None:
        return TiesPage(by_name(page.rows))
    return page


def newest_known(member_id: int, before: int | None, most: int) -> list[Known]:
    """Return so many of the member's confirmed acquaintances, the newest first."""
    return [Known(*row) for row in read(_known(), _given(member_id, before, most))]


def by_name(known: Iterable[Known]) -> list[Known]:
    """Return acquaintances in the order of their names."""
    return sorted(known, key=lambda row: (row.name, row.member_id))


def proposed_to_page(member_id: int, before: int | None = None) -> TiesPage[Proposed]:
    """Return a page of who says that they know the member, and waits for an answer."""
    return _page(_to_me(), Proposed, member_id, before)


def proposed_by_page(member_id: int, before: int | None = None) -> TiesPage[Proposed]:
    """Return a page of whom the member says they know and who has not confirmed yet."""
    return _page(_by_me(), Proposed, member_id, before)


def blocked_page(member_id: int, before: int | None = None) -> TiesPage[Blocked]:
    """Return a page of whom the member blocked; show it to nobody else."""
    return _page(_blocked(), Blocked, member_id, before)


def first_steps(member: Member) -> FirstSteps | None:
    """Return which first steps the member has taken, or None once all are done.

    It counts only what their list of acquaintances shows, so an address they entered reveals nothing.
    """
    known, named = read(_knows_and_named(), _given(member.id, None, 1)).one()
    steps = FirstSteps(bool(member.can_help_with), member.door.chosen, known + named > 0, known > 0)
    return steps if steps.done < FIRST_STEPS else None


def find_blocked(
    member_id: int, typed: str, before: int | None = None
) -> tuple[TiesPage[Blocked], Search | None]:
    """Return a page of whom the member blocked, or who of them is called so, and the search as it stands."""
    page = blocked_page(member_id, before)
    if before is None and len(page.rows) < MANY:
        return page, None
    if not typed:
        return page, Search(typed, None, is_more=page.more is not None)
    found, search = narrowed(blocked_by(member_id), typed)
    if search is None or not search.found:
        return page, Search(typed, 0, is_more=page.more is not None)
    shown = Search(typed, min(search.found, LISTED), is_more=len(found) > LISTED)
    return TiesPage(found[:LISTED]), shown


def known_ids(member_id: int, before: int | None, most: int) -> dict[int, int]:
    """Return the ids of so many of the member's pairs by the other's id, the newest first."""
    return {other: pair for pair, other in read(_ids_known(), _given(member_id, before, most))}


def known_by_ids(member_id: int, pairs: Collection[int]) -> list[Known]:
    """Return these of the member's confirmed acquaintances, the newest first."""
    rows = read(_known_among(), {"me": member_id, "pairs": sorted(pairs)})
    return [Known(*row) for row in rows]


def known_by_public_id(member_id: int, public_id: str) -> Known | None:
    """Return the member's confirmed acquaintance with this public id, or None."""
    row = read(_known_one(), {"me": member_id, "public_id": public_id}).first()
    return Known(*row) if row else None


def _page(
    statement: Select[Any], row: Callable[..., Row], member_id: int, before: int | None
) -> TiesPage[Row]:
    found = [row(*one) for one in read(statement, _given(member_id, before, LISTED + 1))]
    if before is not None and not found:
        return _page(statement, row, member_id, None)
    return TiesPage(found[:LISTED], found[LISTED - 1].id if len(found) > LISTED else None)


def _page_without(member_id: int, before: int | None, without: LeftOut) -> TiesPage[Known]:
    """Return a page of those who are not left out, however many of the newest are."""
    kept, most = list[Known](), LISTED + 1
    while len(kept) <= LISTED:
        rows = newest_known(member_id, before, most)
        gone = without([row.member_id for row in rows])
        kept += [row for row in rows if row.member_id not in gone]
        if len(rows) < most:
            break
        before, most = rows[-1].id, 2 * (LISTED + 1 - len(kept))
    return TiesPage(kept[:LISTED], kept[LISTED - 1].id if len(kept) > LISTED else None)


def _given(member_id: int, before: int | None, most: int) -> dict[str, int]:
    return {"me": member_id, "before": _END if before is None else min(before, _END), "most": most}


@cache
def _known() -> Select[Any]:
    return _from_both_ends(KNOWN)


@cache
def _to_me() -> Select[Any]:
    return _from_both_ends(TO_ME)


@cache
def _by_me() -> Select[Any]:
    mine = BY_ME.where(Acquaintance.proposed_by_id == _ME, _BEFORE_IT)
    return mine.order_by(Acquaintance.id.desc()).limit(_MOST)


@cache
def _blocked() -> Select[Any]:
    return BLOCKED.where(Block.id < _BEFORE).limit(_MOST)


@cache
def _knows_and_named() -> Select[Any]:
    both = _from_both_ends(KNOWN.with_only_columns(Acquaintance.id)), _by_me()
    return select(*(select(func.count()).select_from(one.subquery()).scalar_subquery() for one in both))


def _from_both_ends(pairs: Select[Any]) -> Select[Any]:
    """Select the newest of these pairs: so many from each place that `:me` can have in one, then of both."""
    newest = pairs.where(_BEFORE_IT).order_by(Acquaintance.id.desc()).limit(_MOST)
    ends = (newest.where(place == _ME).subquery() for place in (Acquaintance.a_id, Acquaintance.b_id))
    both = union_all(*(select(end) for end in ends)).subquery()
    return select(both).order_by(both.c.id.desc()).limit(_MOST)


@cache
def _ids_known() -> Select[Any]:
    return _from_both_ends(KNOWN.with_only_columns(Acquaintance.id, KNOWN.selected_columns[1].label("other")))


@cache
def _known_among() -> Select[Any]:
    these = Acquaintance.id.in_(bindparam("pairs", expanding=True))
    return KNOWN.where(these).order_by(Acquaintance.id.desc())


@cache
def _known_one() -> Select[Any]:
    other = select(Member.id).where(Member.public_id == bindparam("public_id")).scalar_subquery()
    first = KNOWN.where(Acquaintance.a_id == _ME, Acquaintance.b_id == other)
    second = KNOWN.where(Acquaintance.b_id == _ME, Acquaintance.a_id == other)
    return select(union(first, second).subquery())
