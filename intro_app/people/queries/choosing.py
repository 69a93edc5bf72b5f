"""Find somebody in a list that its reader may see already, by what these people say about themselves.

Whoever waits for somebody finds them by what they said when the waiting began (ADR 9).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people import visibility
from intro_app.people.models import ProfileSnapshot
from intro_app.people.policy import MANY, Search
from intro_app.people.queries.finding import TEXTS, FoundPerson, entry_of_texts
from intro_app.people.queries.ties import Known
from intro_app.search.models import SearchEntry
from intro_app.text.searching import Entry, Sought, fields_found, is_found, score, sought


class FoundAmong(NamedTuple):
    """The people to list, the search as it stands, and what was found of each of them, by their member id.

    `search` is None if there are too few people for one. `is_similar` says that words which differ by one
    letter count as found, since nothing else was.
    """

    rows: Sequence[Known]
    search: Search | None = None
    people: Mapping[int, FoundPerson] = {}
    words: Sought = sought("")
    is_similar: bool = False


class SeenTexts(NamedTuple):
    """What somebody says about themselves, as the reader sees it."""

    public_id: str
    texts: Mapping[str, Any]
    entry: Entry


def find_among(reader_id: int, known: Sequence[Known], typed: str) -> FoundAmong:
    """Return those whose names or words hold what was typed; everybody, if nobody's do."""
    if len(known) < MANY:
        return FoundAmong(known)
    if not typed:
        return FoundAmong(known, Search(typed, None))
    words, said = sought(typed), said_to(reader_id, [row.member_id for row in known])
    for is_similar in (False, True):
        found = [
            row
            for row in known
            if is_found(row.name, typed, similar=is_similar)
            or (words and score(said[row.member_id].entry, words, similar=is_similar))
        ]
        if found:
            people = _people(found, said, words, similar=is_similar)
            return FoundAmong(found, Search(typed, len(found)), people, words, is_similar)
    return FoundAmong(known, Search(typed, 0))


def said_to(reader_id: int, member_ids: Iterable[int]) -> dict[int, SeenTexts]:
    """Return what these members say about themselves, as a reader sees it who may see them."""
    columns = (getattr(Member, name) for name in TEXTS.values())
    found = (
        select(Member.id, Member.public_id, SearchEntry.said, SearchEntry.stems)
        .add_columns(visibility.snapshot_of(reader_id, Member.id).label("seen"), *columns)
        .outerjoin(SearchEntry, SearchEntry.member_id == Member.id)
        .where(Member.id.in_(member_ids))
    )
    return {row.id: _as_seen(row) for row in db.session.execute(found)}


def _as_seen(row: Any) -> SeenTexts:
    seen = ProfileSnapshot.unpacked(row.seen or {})
    texts: Mapping[str, Any] = seen or row._mapping
    entry = Entry(row.said, row.stems) if row.said and not seen else entry_of_texts(texts)
    return SeenTexts(row.public_id, texts, entry)


def _people(
    rows: Iterable[Known], said: Mapping[int, SeenTexts], words: Sought, *, similar: bool
) -> dict[int, FoundPerson]:
    return {row.member_id: _person(row, said[row.member_id], words, similar=similar) for row in rows}


def _person(row: Known, said: SeenTexts, words: Sought, *, similar: bool) -> FoundPerson:
    texts = {field: str(said.texts.get(name, "")) for field, name in TEXTS.items()}
    found_in = fields_found(said.entry, words, similar=similar) if words else []
    return FoundPerson(row.member_id, said.public_id, texts, found_in)
