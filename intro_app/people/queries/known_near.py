"""Look for what was typed among those whom a member knows, at a cost that does not grow with their number.

The newest are looked at one by one. Beyond them the words decide. Those that few entries of the site hold
are looked up from the index's side, and whether the member knows one of these is one look each. Words that
many hold are soon found by walking from the newest on.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, SQLColumnExpression, bindparam, case, select

from intro_app.db import db
from intro_app.people.models import Acquaintance, ProfileSnapshot
from intro_app.people.policy import MANY
from intro_app.people.queries.known_pages import LISTED, known_by_ids, known_ids, newest_known
from intro_app.people.queries.ties import Known
from intro_app.search.among import WHOLE_WHEEL, among, holders_among, wanted_entries
from intro_app.search.queries import Narrowed, Shape, entries
from intro_app.text.searching import Sought

# Of so many, the newest, names are found by any part of them.
NEWEST = 64
# Words that no more entries hold are looked up from the index's side.
_FEW_HOLD = 1000
# After so many, a walk ends with the first one found, and after these with nobody.
_WALKED_FOR_A_PAGE, _MOST_WALKED = 1000, 5000
# So many are compared with what was typed for a page, at most.
_MOST_COMPARED = 4 * LISTED


class Typed(NamedTuple):
    """What was typed, read once: as it stands, and as words."""

    text: str
    words: Sought
    is_similar: bool = False


class Near(NamedTuple):
    """Whom to compare with what was typed, the newest first; older pairs than `ended` were not looked at."""

    rows: Sequence[Known]
    ended: int | None = None


def look_among_known(reader_id: int, typed: Typed, before: int | None) -> Near:
    """Return those of a member's acquaintances who may hold it; nobody, if there are too few for a search."""
    newest = newest_known(reader_id, before, NEWEST + 1)
    if before is None and len(newest) < MANY:
        return Near(())
    first = newest[:NEWEST]
    wanted = wanted_entries(typed.words, similar=typed.is_similar)
    waited_for = _waited_for(reader_id)
    found = among([row.member_id for row in first], typed.text, wanted) | waited_for.keys()
    near = [row for row in first if row.member_id in found]
    if len(newest) <= NEWEST:
        return Near(near)
    last = first[-1].id
    if len(near) > LISTED:
        return Near(near, last)
    pairs, ended = _further(reader_id, wanted, last, len(near))
    pairs |= {pair for pair in waited_for.values() if pair and pair < last}
    return _compared(reader_id, near, sorted(pairs, reverse=True), ended)


def _compared(reader_id: int, near: list[Known], pairs: list[int], ended: int | None) -> Near:
    if len(pairs) > _MOST_COMPARED:
        pairs = pairs[:_MOST_COMPARED]
        ended = pairs[-1]
    further = known_by_ids(reader_id, pairs) if pairs else []
    return Near([*near, *further], ended)


def _further(reader_id: int, wanted: Narrowed | None, before: int, found: int) -> tuple[set[int], int | None]:
    """Return the older pairs with those whose entries hold it, and before which pair nobody was looked at."""
    if wanted is None:
        return set(), None
    if wanted.members > _FEW_HOLD:
        return _walked(reader_id, wanted, before, found)
    values = {**wanted.values, **WHOLE_WHEEL, "me": reader_id, "before": before}
    pairs = db.session.scalars(_pairs_of_holders(wanted.shape), values)
    return {pair for pair in pairs if pair}, None


def _walked(reader_id: int, wanted: Narrowed, before: int, found: int) -> tuple[set[int], int | None]:
    """Walk from the newest on, each stretch longer than the one before, until there are enough for a page."""
    pairs, walked, stretch = set[int](), NEWEST, 3 * NEWEST
    while walked < _MOST_WALKED:
        known = known_ids(reader_id, before, stretch)
        pairs |= {known[one] for one in holders_among(list(known), wanted)}
        if len(known) < stretch:
            break
        before, walked, stretch = min(known.values()), walked + stretch, 3 * stretch
        if found + len(pairs) > LISTED or (pairs and walked >= _WALKED_FOR_A_PAGE):
            return pairs, before
    return pairs, None


def _waited_for(reader_id: int) -> dict[int, int | None]:
    """Return the pairs with those whom the reader waits for, by their ids; None for whom they do not know."""
    return dict(iter(db.session.execute(_pairs_waited_for(), {"me": reader_id})))


@cache
def _pairs_waited_for() -> Select[int, int]:
    theirs = select(ProfileSnapshot.member_id, _pair_with(ProfileSnapshot.member_id))
    return theirs.where(ProfileSnapshot.reader_id == bindparam("me"))


@lru_cache(maxsize=500)
def _pairs_of_holders(shape: Shape) -> Select[Any]:
    """Select the pairs with those whose entries hold something; NULL for whoever is not known."""
    found = entries(shape)
    older = select(_pair_with(found.c.member_id).label("pair")).select_from(found).subquery("older")
    return select(older.c.pair).where(older.c.pair < bindparam("before"))


def _pair_with(other: SQLColumnExpression[int]) -> ColumnElement[int]:
    """Return a subquery for the pair of `:me` and another: one look, whichever of the two is `a`."""
    me = bindparam("me", type_=Integer)
    is_first = me < other
    pair = select(Acquaintance.id).where(
        Acquaintance.a_id == case((is_first, me), else_=other),
        Acquaintance.b_id == case((is_first, other), else_=me),
    )
    return pair.scalar_subquery()
