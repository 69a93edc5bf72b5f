"""Find somebody in a list that its reader may see already, by what these people say about themselves.

Whoever waits for somebody finds them by what they said when the waiting began (ADR 9).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people import visibility
from intro_app.people.models import ProfileSnapshot
from intro_app.people.policy import MANY, Search
from intro_app.people.queries.finding import TEXTS, FoundPerson, entry_of_texts
from intro_app.people.queries.known_near import Typed, look_among_known
from intro_app.people.queries.known_pages import LISTED, LeftOut, by_name, known_page
from intro_app.people.queries.ties import Known
from intro_app.search.models import SearchEntry
from intro_app.text.searching import Entry, Sought, fields_found, is_found, score, sought


class FoundAmong(NamedTuple):
    """The people to list, the search as it stands, and what was found of each of them, by their member id.

    `search` is None if there are too few people for one. `is_similar` says that words which differ by one
    letter count as found, since nothing else was. `more` is the id before which the next page goes on.
    """

    rows: Sequence[Known]
    search: Search | None = None
    people: Mapping[int, FoundPerson] = {}
    words: Sought = sought("")
    is_similar: bool = False
    more: int | None = None


class SeenTexts(NamedTuple):
    """What somebody says about themselves, as the reader sees it."""

    public_id: str
    texts: Mapping[str, Any]
    entry: Entry


def find_known(
    reader_id: int, typed: str, before: int | None = None, without: LeftOut | None = None
) -> FoundAmong:
    """Return a page of the reader's acquaintances whose names or words hold what was typed.

    If nobody's do, or nothing was typed, it is a page of all of them. Whoever is left out is not found.
    """
    for wanted in _ways_to_read(typed):
        found = _page_of_found(reader_id, wanted, before, without)
        if found:
            return found
    page = known_page(reader_id, before, without)
    if before is None and len(page.rows) < MANY:
        return FoundAmong(page.rows)
    search = Search(typed, 0 if typed else None, is_more=page.more is not None)
    return FoundAmong(page.rows, search, more=page.more)


def _ways_to_read(typed: str) -> list[Typed]:
    """Return what was typed as it stands, and then with what is a slip of the finger away."""
    words = sought(typed)
    return [Typed(typed, words, is_similar) for is_similar in (False, True)] if typed else []


def _page_of_found(
    reader_id: int, wanted: Typed, before: int | None, without: LeftOut | None
) -> FoundAmong | None:
    """Return a page of those found, the newest first; None if there is nobody.

    The index narrows down whom to compare, and what the reader saw before that decides.
    """
    near = look_among_known(reader_id, wanted, before)
    gone = without([row.member_id for row in near.rows]) if without else ()
    found, said = _holding(reader_id, [row for row in near.rows if row.member_id not in gone], wanted)
    if not found:
        return _page_of_found(reader_id, wanted, near.ended, without) if near.ended else None
    page = found[:LISTED]
    ended = page[-1].id if len(found) > LISTED else near.ended
    shown = _found(page, said, wanted)
    if ended is None and before is None:
        shown = shown._replace(rows=by_name(page))
    return shown._replace(search=Search(wanted.text, len(page), is_more=ended is not None), more=ended)


def _holding(
    reader_id: int, known: Sequence[Known], wanted: Typed
) -> tuple[list[Known], dict[int, SeenTexts]]:
    """Return those whose names or words hold what was typed, and what everybody says."""
    said = said_to(reader_id, [row.member_id for row in known])
    found = [
        row
        for row in known
        if is_found(row.name, wanted.text, similar=wanted.is_similar)
        or (wanted.words and score(said[row.member_id].entry, wanted.words, similar=wanted.is_similar))
    ]
    return found, said


def _found(rows: Sequence[Known], said: Mapping[int, SeenTexts], wanted: Typed) -> FoundAmong:
    people = {
        row.member_id: _person(row, said[row.member_id], wanted.words, similar=wanted.is_similar)
        for row in rows
    }
    return FoundAmong(rows, Search(wanted.text, len(rows)), people, wanted.words, wanted.is_similar)


def said_to(reader_id: int, member_ids: Iterable[int]) -> dict[int, SeenTexts]:
    """Return what these members say about themselves, as a reader sees it who may see them."""
    columns = (getattr(Member, name) for name in TEXTS.values())
    ids = list(member_ids)
    # The ids are said for either table: PostgreSQL would read all entries to join them.
    entry = and_(SearchEntry.member_id == Member.id, SearchEntry.member_id.in_(ids))
    found = (
        select(Member.id, Member.public_id, SearchEntry.said, SearchEntry.stems)
        .add_columns(visibility.snapshot_of(reader_id, Member.id).label("seen"), *columns)
        .outerjoin(SearchEntry, entry)
        .where(Member.id.in_(ids))
    )
    return {row.id: _as_seen(row) for row in db.session.execute(found)}


def _as_seen(row: Any) -> SeenTexts:
    seen = ProfileSnapshot.unpacked(row.seen or {})
    texts: Mapping[str, Any] = seen or row._mapping
    entry = Entry(row.said, row.stems) if row.said and not seen else entry_of_texts(texts)
    return SeenTexts(row.public_id, texts, entry)


def _person(row: Known, said: SeenTexts, words: Sought, *, similar: bool) -> FoundPerson:
    texts = {field: str(said.texts.get(name, "")) for field, name in TEXTS.items()}
    found_in = fields_found(said.entry, words, similar=similar) if words else []
    return FoundPerson(row.member_id, said.public_id, texts, found_in)
