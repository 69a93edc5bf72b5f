"""Ask the index whose entries hold what was typed; who may see them is for the caller to say.

A search is read in stretches of the wheel: the entries that hold its rarest word there, and of these the ones
that hold the others. So a stretch costs what stands in it, however many members there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    literal,
    or_,
    select,
    true,
    union_all,
)

from intro_app.db import db, read
from intro_app.search.alike import Alike
from intro_app.search.models import SearchEntry, SearchPosting, SearchToken
from intro_app.text.searching import Sought, Term
from intro_app.text.searching.entries import (
    BEGUN_LETTERS,
    BEGUN_MARK,
    EVERYBODY,
    LANGUAGE_MARK,
    PLACE_MARK,
    pieces,
)

# How many words may stand for the beginning of one.
MOST_BEGUN = 2000
# Of a term besides the rarest, so many tokens are looked up in the index, and more in the entry's text.
_MOST_LOOKED_UP = 3
# A term has so many patterns at least, some of them twice, so that there are few kinds of statements.
_FEWEST_PATTERNS = 2
_EVERYBODY = -1  # the number under which everybody is counted
_LAST_SIGN = "\U0010ffff"


class Alternatives(NamedTuple):
    """Tokens of which an entry must hold one: whole ones, and those that begin with `begun`."""

    whole: tuple[str, ...] = ()
    begun: str = ""


class Held(NamedTuple):
    """Tokens that occur in the index, of which an entry must hold one, and how they were asked for.

    As many entries as `members` hold one, at most, and `largest` at least.
    """

    tokens: tuple[str, ...]
    asked: Alternatives
    members: int
    largest: int

    @property
    def is_looked_up(self) -> bool:
        """Whether so few tokens are asked for that each is looked up in the index."""
        return len(self.tokens) <= _MOST_LOOKED_UP

    @property
    def patterns(self) -> list[str]:
        """What LIKE finds in the tokens of an entry between spaces: one of these."""
        begun = self.asked.begun
        whole = (one for one in self.asked.whole if not begun or not one.startswith(begun))
        patterns = [*([f"% {begun}%"] if begun else []), *(f"% {token} %" for token in whole)]
        return patterns + patterns[-1:] * (_FEWEST_PATTERNS - len(patterns))


class Shape(NamedTuple):
    """What a statement is made for: making one takes longer than to run it, so each is made once.

    `also` has the number of patterns for each term besides the first; 0 for one looked up in the index.
    """

    is_lone: bool
    also: tuple[int, ...]
    phrases: int
    by_ids: bool


class Narrowed(NamedTuple):
    """What entries must hold, the rarest first, and phrases that must be in them.

    `ids` are the only members who come into question, if they are known to be few; `everybody` is how many
    entries there are.
    """

    held: Sequence[Held]
    phrases: tuple[str, ...] = ()
    ids: Sequence[int] | None = None
    everybody: int = 1

    @property
    def members(self) -> int:
        """How many entries have to be read, at most."""
        return self.held[0].members if self.ids is None else len(self.ids)

    @property
    def fewest(self) -> int:
        """How many entries there are to read, at least."""
        return self.held[0].largest if self.ids is None else len(self.ids)

    @property
    def share(self) -> float:
        """Which share of the entries that are read holds the other terms, if no two go together."""
        shares = (min(1.0, one.members / max(1, self.everybody)) for one in self._also)
        return prod(shares, start=1.0)

    @property
    def shape(self) -> Shape:
        """What the statement depends on."""
        also = tuple(0 if one.is_looked_up else len(one.patterns) for one in self._also)
        is_lone = self.ids is not None or len(self.held[0].tokens) == 1
        return Shape(is_lone, also, len(self.phrases), self.ids is not None)

    @property
    def values(self) -> dict[str, object]:
        """The values of the statement's parameters."""
        values: dict[str, object] = {"first": self.held[0].tokens if self.ids is None else self.ids}
        for number, one in enumerate(self._also):
            if one.is_looked_up:
                values[f"also_{number}"] = one.tokens
            else:
                values |= {f"also_{number}_{each}": said for each, said in enumerate(one.patterns)}
        return values | {f"phrase_{number}": f"%{said}%" for number, said in enumerate(self.phrases)}

    @property
    def _also(self) -> Sequence[Held]:
        return self.held[1:] if self.ids is None else self.held


def alternatives(wanted: Sought, mark: str = "") -> list[Alternatives]:
    """Return the tokens for each term that was typed."""
    return [one for term in wanted.terms for one in asked(term, mark)]


def asked(term: Term, mark: str = "") -> list[Alternatives]:
    """Return what an entry must hold for a term: for one without spaces, each two signs of it in a row."""
    if not term.is_run:
        whole = tuple(sorted(f"{mark}{form}" for form in term.forms))
        return [_begun(term.form, mark, whole) if term.is_begun else Alternatives(whole)]
    if len(term.form) == 1:
        return [Alternatives((f"{mark}{BEGUN_MARK}{term.form}",))]
    return [Alternatives((f"{mark}{piece}",)) for piece in pieces(term.form)[:-1]]


def in_place(wanted: Sought) -> list[Alternatives]:
    """Return the tokens for terms that must be in the field of the place."""
    return alternatives(wanted, PLACE_MARK)


def in_languages(wanted: Sought) -> list[Alternatives]:
    """Return the tokens for terms that must be among the languages."""
    return alternatives(wanted, LANGUAGE_MARK)


def similar_alternatives(wanted: Sought, alike: Alike) -> list[Alternatives]:
    """Return the same as `alternatives`, with the words of the index that are a slip of the finger away."""
    found = []
    for term in wanted.terms:
        first, *more = asked(term)
        found += [first._replace(whole=(*first.whole, *alike.get(term.form, ()))), *more]
    return found


def mistyped(wanted: Sought, alike: Alike) -> list[Alternatives]:
    """Return the same where nobody holds all that was typed: of a lone word, only those alike are left."""
    if len(wanted.terms) == 1 and not wanted.terms[0].is_run:
        return [Alternatives(tuple(alike[wanted.terms[0].form]))]
    return similar_alternatives(wanted, alike)


def narrowed(wanted: Sequence[Alternatives], phrases: Iterable[str] = ()) -> Narrowed | None:
    """Return what to read for these, or None if something is in no entry at all."""
    wanted = wanted or [Alternatives(whole=(EVERYBODY,))]
    known: dict[int, dict[str, int]] = {}
    for number, token, members in _counted(wanted):
        known.setdefault(number, {})[token] = members
    everybody = known.pop(_EVERYBODY, {EVERYBODY: 1})[EVERYBODY]
    if len(known) < len(wanted):
        return None
    held = [
        Held(tuple(sorted(each)), wanted[number], sum(each.values()), max(each.values()))
        for number, each in known.items()
    ]
    rarest_first = sorted(held, key=lambda one: one.members)
    return Narrowed(rarest_first, tuple(phrases), everybody=everybody)


def members_by_token(tokens: Iterable[str]) -> dict[str, int]:
    """Return how many entries hold each of these tokens; those that none holds are left out."""
    counts = select(SearchToken.token, SearchToken.members).where(SearchToken.token.in_(sorted(tokens)))
    return dict(iter(db.session.execute(counts)))


def entries(shape: Shape) -> Subquery:
    """Return member and place of each entry that holds all this, after a place and until another."""
    first, holds = entries_to_read(shape)
    return select(first.c.wheel, first.c.member_id).where(holds).subquery("found")


def entries_to_read(shape: Shape) -> tuple[Subquery, ColumnElement[bool]]:
    """Return member and place of the entries to look at for this, and the condition that one holds all."""
    first = _first(shape).subquery("first")
    return first, and_(true(), *_holds_too(first, shape))


def _begun(form: str, mark: str, whole: tuple[str, ...]) -> Alternatives:
    """Return a word or the beginning of one; short beginnings are tokens of their own."""
    if len(form) < BEGUN_LETTERS:
        return Alternatives(whole, f"{mark}{BEGUN_MARK}{form}")
    if len(form) == BEGUN_LETTERS:
        others = (one for one in whole if one != f"{mark}{form}")
        return Alternatives((*others, f"{mark}{BEGUN_MARK}{form}"))
    return Alternatives(whole, f"{mark}{form}")


def _counted(wanted: Sequence[Alternatives]) -> Iterable[tuple[int, str, int]]:
    """Return the number of each alternative, its tokens in the index, and how many entries hold each."""
    values: dict[str, object] = {}
    for number, one in enumerate(wanted):
        values |= {f"whole_{number}": one.whole, f"from_{number}": one.begun}
        values |= {f"until_{number}": f"{one.begun}{_LAST_SIGN}"}
    kinds = tuple((bool(one.whole), bool(one.begun)) for one in wanted)
    return ((row[0], row[1], row[2]) for row in read(_known(kinds), values))


@lru_cache(maxsize=500)
def _known(kinds: tuple[tuple[bool, bool], ...]) -> CompoundSelect[Any]:
    columns = (literal(_EVERYBODY).label("number"), SearchToken.token, SearchToken.members)
    found = [select(*columns).where(SearchToken.token == EVERYBODY)]
    for number, (has_whole, has_begun) in enumerate(kinds):
        columns = (literal(number).label("number"), SearchToken.token, SearchToken.members)
        if has_whole:
            whole = SearchToken.token.in_(bindparam(f"whole_{number}", expanding=True))
            found.append(select(*columns).where(whole))
        if has_begun:
            first = SearchToken.token >= bindparam(f"from_{number}")
            last = SearchToken.token <= bindparam(f"until_{number}")
            some = select(*columns).where(first, last).order_by(SearchToken.token).limit(MOST_BEGUN)
            found.append(select(*some.subquery(f"begun_{number}").columns))
    return union_all(*found)


def _first(shape: Shape) -> Select[int, int]:
    """Return the entries to begin with: those of the rarest word, each once, or those of some members."""
    table = SearchEntry if shape.by_ids else SearchPosting
    column = SearchEntry.member_id if shape.by_ids else SearchPosting.token
    # Of some members, the few are looked up by their ids, never read along the wheel.
    place = table.wheel + 0 if shape.by_ids else table.wheel
    found = select(table.wheel, table.member_id).where(column.in_(bindparam("first", expanding=True)))
    found = found.where(place > bindparam("after"), place <= bindparam("until"))
    return found if shape.is_lone else found.distinct()


def _holds_too(first: Subquery, shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that the entry holds the other terms, and the phrases.

    They are asked entry by entry: as a join, PostgreSQL may read all entries of a common word instead. Half a
    word can stand for hundreds, so it is looked for in the entry and not in the index.
    """
    there = select(literal(1)).where(SearchEntry.member_id == first.c.member_id)
    tokens = literal(" ") + SearchEntry.tokens + literal(" ")
    for number, patterns in enumerate(shape.also):
        if not patterns:
            yield _is_indexed(first, bindparam(f"also_{number}", expanding=True))
            continue
        names = (f"also_{number}_{each}" for each in range(patterns))
        there = there.where(or_(*(tokens.like(bindparam(name)) for name in names)))
    for number in range(shape.phrases):
        there = there.where(SearchEntry.said.like(bindparam(f"phrase_{number}")))
    if shape.phrases or any(shape.also):
        yield there.scalar_subquery() == 1


def _is_indexed(first: Subquery, tokens: BindParameter[Any]) -> ColumnElement[bool]:
    """Return the condition that the entry at this place stands in the index under one of these tokens."""
    there = select(literal(1)).where(
        SearchPosting.token.in_(tokens),
        SearchPosting.wheel == first.c.wheel,
        SearchPosting.member_id == first.c.member_id,
    )
    return there.limit(1).scalar_subquery() == 1
