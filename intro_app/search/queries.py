"""Ask the index whose entries hold what was typed; who may see them is for the caller to say."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from intro_app.db import db
from intro_app.search.models import SearchEntry, SearchGram
from intro_app.text.searching import Sought, Term, grams, is_similar
from intro_app.text.searching.entries import LANGUAGE_MARK, PLACE_MARK, pieces
from intro_app.text.searching.typos import SHORTEST_TYPO, fewest_shared
from intro_app.text.searching.words import words_in

# How many words may stand for one that was mistyped.
MOST_SIMILAR = 20
_FTS = table("search_fts", *(column(name, BigInteger) for name in ("rowid", "wheel")), column("tokens"))


class Alternatives(NamedTuple):
    """Tokens of which an entry must hold one: whole ones, and beginnings; or all of `together`."""

    whole: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


class Candidates(NamedTuple):
    """A SELECT of entries, to be narrowed by the caller, and the place on the wheel by which it is walked."""

    select: Select[int, int, str, str]
    wheel: ColumnElement[int]


def candidates(wanted: Iterable[Alternatives], phrases: Iterable[str] = ()) -> Candidates:
    """Return the SELECT of member, place on the wheel, `said` and `stems` of entries that hold all these."""
    wanted = list(wanted)
    found = select(SearchEntry.member_id, SearchEntry.wheel, SearchEntry.said, SearchEntry.stems)
    for phrase in phrases:
        found = found.where(SearchEntry.said.contains(phrase, autoescape=True))
    if not wanted:
        return Candidates(found, SearchEntry.wheel.expression)
    if db.engine.dialect.name == "postgresql":
        place, holds = _FTS.c.wheel, _FTS.c.tokens.bool_op("@@")(cast(_for_postgresql(wanted), TSQUERY))
    else:
        place = _FTS.c.rowid
        holds = literal_column("search_fts", String).bool_op("MATCH")(_for_sqlite(wanted))
    return Candidates(found.join(_FTS, place == SearchEntry.wheel).where(holds), place)


def alternatives(wanted: Sought) -> list[Alternatives]:
    """Return the tokens for each term that was typed."""
    return [_for_term(term) for term in wanted.terms]


def in_place(wanted: Sought) -> list[Alternatives]:
    """Return the tokens for terms that must be in the field of the place."""
    return [_for_term(term, PLACE_MARK) for term in wanted.terms]


def in_languages(wanted: Sought) -> list[Alternatives]:
    """Return the tokens for terms that must be among the languages."""
    return [_for_term(term, LANGUAGE_MARK) for term in wanted.terms]


def similar_alternatives(wanted: Sought) -> list[Alternatives]:
    """Return the same as `alternatives`, with the words of the index that are a slip of the finger away."""
    return [
        one._replace(whole=(*one.whole, *similar_words(term.form)))
        for one, term in zip(alternatives(wanted), wanted.terms, strict=True)
    ]


def similar_words(word: str) -> list[str]:
    """Return the words of the index that are a slip away from this one, in the order of the alphabet."""
    if len(word) < SHORTEST_TYPO:
        return []
    shared = (
        select(SearchGram.word)
        .where(
            SearchGram.gram.in_(sorted(grams(word))),
            func.length(SearchGram.word).between(len(word) - 1, len(word) + 1),
        )
        .group_by(SearchGram.word)
        .having(func.count() >= fewest_shared(word))
        .order_by(SearchGram.word)
    )
    return [one for one in db.session.scalars(shared) if is_similar(one, word)][:MOST_SIMILAR]


def named(typed: str) -> Select[int]:
    """Return the SELECT of members whose names have all the words that were typed in them, or as parts."""
    parts = [word.form for word in words_in(typed)] or [typed]
    found = select(SearchEntry.member_id)
    return found.where(*(SearchEntry.name.contains(part, autoescape=True) for part in parts))


def _for_term(term: Term, mark: str = "") -> Alternatives:
    if not term.is_run:
        whole = tuple(sorted(f"{mark}{form}" for form in term.forms))
        return Alternatives(whole, (f"{mark}{term.form}",) if term.is_begun else ())
    if len(term.form) == 1:
        return Alternatives(begun=(f"{mark}{term.form}",))
    return Alternatives(together=tuple(f"{mark}{piece}" for piece in pieces(term.form)[:-1]))


def _for_sqlite(wanted: Iterable[Alternatives]) -> str:
    """Return the query of FTS5; tokens hold letters and digits only, so nothing in them is an operator."""
    return " AND ".join(
        _joined(each, " OR ", " AND ", whole='"{}"'.format, begun='"{}" *'.format) for each in wanted
    )


def _for_postgresql(wanted: Iterable[Alternatives]) -> str:
    return " & ".join(
        _joined(each, " | ", " & ", whole="'{}'".format, begun="'{}':*".format) for each in wanted
    )


def _joined(
    each: Alternatives, either: str, both: str, *, whole: Callable[[str], str], begun: Callable[[str], str]
) -> str:
    """Return one part of a query in brackets; `whole` and `begun` write a token."""
    if each.together:
        return f"({both.join(map(whole, each.together))})"
    return f"({either.join([*map(whole, each.whole), *map(begun, each.begun)])})"
