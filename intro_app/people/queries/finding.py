"""Search the list of people: nobody is found whom the list does not show, and nothing but words orders them.

Whoever waits for somebody finds them by what they published when the waiting began, and by nothing later: a
search would otherwise tell what their page does not (ADR 9).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select

from intro_app.config import settings
from intro_app.db import read
from intro_app.identity.models import Door, Member
from intro_app.people import visibility
from intro_app.people.models import OWN_WORDS, ProfileSnapshot
from intro_app.people.policy import ROUND, Cursor, FoundCursor, Says, WantedPeople, draws, said_by, turn
from intro_app.people.queries import stretches
from intro_app.people.queries.stretches import Listed, PeopleQuestion, Walked
from intro_app.people.queries.wheel import PAGE, READER
from intro_app.people.visibility import SeenDoor
from intro_app.search import queries as index
from intro_app.search.alike import words_alike
from intro_app.search.queries import Narrowed
from intro_app.text.searching import Entry, Field, Sought, entry_of, field_holds, fields_found, score

# So many are ordered by how well they match; where more are found, the list goes round the wheel. Whether
# they are more is read from so many entries at most that hold the rarest word.
MOST_RANKED, MOST_READ = 300, 600
# A word that so many people say is no slip of the finger. They are so many that nobody's own words, hidden
# ones among them, can be told by it.
MANY = 20
# Before the cursor of people with words alike, so that their next page is not searched for exactly.
_ALIKE = "~"
# The fields of an entry that are columns of a member, and keys of a snapshot.
TEXTS = {
    Field.NAME: "name",
    Field.HEADLINE: "headline",
    Field.CAN_HELP_WITH: "can_help_with",
    Field.LOOKING_FOR: "looking_for",
    Field.PLACE: "place",
    Field.LANGUAGES: "languages",
}


class FoundPerson(NamedTuple):
    """Somebody who was found, as the reader sees them, and the fields in which the words are."""

    id: int
    public_id: str
    texts: Mapping[Field, str]
    found_in: list[Field]


class FoundPage(NamedTuple):
    """A page of people found, the cursor of the next one or None, and how many there are in all.

    With `is_more`, there are more than `number`, which is None on a later page round the wheel. `is_similar`
    says that nobody matches, and that these have words that differ by one letter; `is_in_turn` that the page
    goes round the wheel, `is_unfinished` that it ended before it was full, since so many had been looked at.
    """

    people: list[FoundPerson]
    more: str | None
    number: int | None
    is_similar: bool = False
    is_more: bool = False
    is_in_turn: bool = False
    is_unfinished: bool = False


class _Hit(NamedTuple):
    """Somebody who was found: how well, by which words, and what a reader who waits saw of them."""

    score: int
    wheel: int
    member_id: int
    entry: Entry
    seen: Mapping[str, Any] | None = None


# A member, their place on the wheel, and their snapshot.
_Seen = tuple[int, int, Mapping[str, Any]]


def find_people(reader_id: int, wanted: WantedPeople, at: datetime, after: str = "") -> FoundPage:
    """Return a page of the people in the list who are wanted, from after a cursor on."""
    question, snapshots = PeopleQuestion(reader_id, wanted, at), _snapshots(reader_id)
    narrowed = _narrowed(question)
    if not after.startswith(_ALIKE):
        page = _page(question, narrowed, snapshots, after)
        if page.more or page.number != 0:
            return page
    if not (mistyped := _mistyped(wanted.words, narrowed)):
        return FoundPage([], None, 0)
    alike = replace(question, alike=words_alike(mistyped))
    page = _by_words_alike(alike, snapshots, after.removeprefix(_ALIKE))
    return page._replace(more=page.more and f"{_ALIKE}{page.more}")


def _mistyped(words: Sought, narrowed: Narrowed | None) -> Sought:
    """Return the words that may be a slip of the finger: what many people say is meant as it was typed."""
    if narrowed is None:
        return words
    said = {one.asked for one in narrowed.held if one.members >= MANY}
    return words._replace(terms=tuple(one for one in words.terms if not said.issuperset(index.asked(one))))


def _by_words_alike(question: PeopleQuestion, snapshots: Sequence[_Seen], after: str) -> FoundPage:
    """Return a page of people with words alike; the index is not read again if it has no such word."""
    narrowed = _narrowed(question) if question.alike and any(question.alike.values()) else None
    return _page(question, narrowed, snapshots, after)


def _page(
    question: PeopleQuestion, narrowed: Narrowed | None, snapshots: Sequence[_Seen], after: str
) -> FoundPage:
    if cursor := Cursor.read(after):
        return _around(question, narrowed, _waited_for(question, snapshots), cursor)
    return _first_or_ranked(question, narrowed, snapshots, FoundCursor.read(after, question.day))


def _first_or_ranked(
    question: PeopleQuestion, narrowed: Narrowed | None, snapshots: Sequence[_Seen], since: FoundCursor | None
) -> FoundPage:
    """Return a page in the order of how well people match, or the first one round the wheel."""
    waited_for = _waited_for(question, snapshots)
    if narrowed is None:
        return _ranked(question, waited_for, since)
    if narrowed.members > MOST_READ:
        return _around(question, narrowed, waited_for, None)
    few = narrowed.fewest <= MOST_RANKED
    found = stretches.everybody(question, narrowed, MOST_RANKED + 1, with_text=few)
    if len(found) + len(waited_for) > MOST_RANKED:
        page = _around(question, narrowed, waited_for, None)
        return page._replace(number=MOST_RANKED, is_more=True)
    found = found if few or not found else stretches.with_texts(found)
    return _ranked(question, [*_scored(question, found), *waited_for], since)


def _ranked(question: PeopleQuestion, hits: list[_Hit], since: FoundCursor | None) -> FoundPage:
    day, key = since.day if since else question.day.toordinal(), settings().lasting_key
    turned = sorted((-hit.score, turn(day, hit.wheel, key), place) for place, hit in enumerate(hits))
    left = [one for one in turned if since is None or one[:2] > (-since.score, since.turn)]
    shown = [hits[place] for _score, _turn, place in left[:PAGE]]
    more = FoundCursor(day, -left[PAGE - 1][0], left[PAGE - 1][1]).written() if len(left) > PAGE else None
    return FoundPage(_people(question, shown), more, len(hits), question.is_similar)


def _around(
    question: PeopleQuestion, narrowed: Narrowed | None, waited_for: list[_Hit], cursor: Cursor | None
) -> FoundPage:
    """Return a page of very many people, in the order of the wheel."""
    start = cursor.start if cursor else draws(question.day, settings().lasting_key)[0]
    before_end, from_zero = cursor.still_to_see() if cursor else (start - 1, -1)
    ways = ((before_end, ROUND), (from_zero, start - 1))
    found, stopped = stretches.in_turn(question, narrowed, ways, PAGE + 1) if narrowed else Walked([])
    coming = _ahead(waited_for, ways, start, stopped)
    hits = sorted([*_scored(question, found), *coming], key=lambda hit: _place(hit.wheel, start))
    ended = hits[PAGE - 1].wheel if len(hits) > PAGE else stopped
    people = _people(question, hits[:PAGE])
    return FoundPage(
        people,
        None if ended is None else Cursor(start, ended).written(),
        None if cursor else len(people),
        question.is_similar,
        is_more=ended is not None,
        is_in_turn=True,
        is_unfinished=stopped is not None and len(hits) <= PAGE,
    )


def _ahead(
    hits: list[_Hit], ways: tuple[tuple[int, int], tuple[int, int]], start: int, stopped: int | None
) -> Iterable[_Hit]:
    """Return those whom the reader waits for whose places are still to see, up to where a walk stopped."""
    (before_end, _round), (from_zero, _start) = ways
    ahead = (hit for hit in hits if hit.wheel > before_end or from_zero < hit.wheel < start)
    if stopped is None:
        return ahead
    return (hit for hit in ahead if _place(hit.wheel, start) <= _place(stopped, start))


def _place(wheel: int, start: int) -> tuple[bool, int]:
    """Return what sorts places by the order of a day, which begins at `start`."""
    return wheel < start, wheel


def _scored(question: PeopleQuestion, found: Iterable[Listed]) -> list[_Hit]:
    hits = (_hit(question, one.member_id, one.wheel, one.entry) for one in found)
    return [hit for hit in hits if hit]


def _hit(
    question: PeopleQuestion,
    member_id: int,
    wheel: int,
    entry: Entry,
    seen: Mapping[str, Any] | None = None,
) -> _Hit | None:
    words = question.wanted.words
    # What a reader saw may be in nobody's entry any more.
    alike = question.alike if seen is None else None
    matched = score(entry, words, similar=question.is_similar, alike=alike) if words else 0
    return _Hit(matched, wheel, member_id, entry, seen) if matched or not words else None


def _narrowed(question: PeopleQuestion) -> Narrowed | None:
    """Return what is to be read of the index; None if nobody can be found."""
    wanted = question.wanted
    words = (
        index.mistyped(wanted.words, question.alike) if question.alike else index.alternatives(wanted.words)
    )
    tokens = [*words, *index.in_place(wanted.place), *index.in_languages(wanted.languages)]
    return stretches.narrowed(question, tokens)


def _snapshots(reader_id: int) -> list[_Seen]:
    """Return whom the reader waits for, as they were when that began."""
    found = read(_waited_for_by(), {"reader": reader_id})
    return [(one, wheel, ProfileSnapshot.unpacked(seen)) for one, wheel, seen in found]


def _waited_for(question: PeopleQuestion, snapshots: Sequence[_Seen]) -> list[_Hit]:
    """Return those among the wanted whom the reader waits for, by what the reader saw when that began.

    None of them is found by a group, as on the pages of groups, nor by a choice in the community's fields.
    """
    hits = (_hit(question, one, wheel, entry_of_texts(seen), seen) for one, wheel, seen in snapshots)
    wanted = [hit for hit in hits if hit and _fits(question.wanted, hit.entry)]
    doors = visibility.doors_seen_by(question.reader_id, [hit.member_id for hit in wanted]) if wanted else {}
    return [hit for hit in wanted if _is_open_to(question, doors[hit.member_id])]


@cache
def _waited_for_by() -> Select[Any]:
    is_shown = or_(
        and_(visibility.is_listed(), Member.left_at.is_(None)), visibility.was_visible(READER, Member.id)
    )
    theirs = select(ProfileSnapshot.member_id).where(ProfileSnapshot.reader_id == READER)
    return (
        select(Member.id, Door.wheel, visibility.snapshot_of(READER, Member.id))
        .join(Door, Door.member_id == Member.id)
        .where(Member.id.in_(theirs), visibility.waits_knowingly_for(READER, Member.id))
        .where(is_shown, ~visibility.hidden(READER, Member.id))
    )


def _fits(wanted: WantedPeople, entry: Entry) -> bool:
    return (
        not (wanted.group or wanted.choice)
        and field_holds(entry, Field.PLACE, wanted.place)
        and field_holds(entry, Field.LANGUAGES, wanted.languages)
    )


def _is_open_to(question: PeopleQuestion, door: SeenDoor) -> bool:
    """Return whether a door, as the reader sees it, is as wanted."""
    says = said_by(door, question.day, question.at)
    if question.wanted.takes_requests and says not in {Says.OPEN, Says.THROUGH}:
        return False
    return question.wanted.purpose not in door.refused_purposes


def entry_of_texts(texts: Mapping[str, Any]) -> Entry:
    """Return the entry of the texts of a profile, by the names of their columns."""
    said = {field: str(texts.get(name, "")) for field, name in TEXTS.items()}
    return entry_of(said | {Field.OWN: str(texts.get(OWN_WORDS, ""))})


def _people(question: PeopleQuestion, hits: list[_Hit]) -> list[FoundPerson]:
    if not hits:
        return []
    found = read(_texts(), {"people": [hit.member_id for hit in hits]})
    rows = {row.id: row for row in found}
    return [_person(question, hit, rows[hit.member_id]) for hit in hits]


@cache
def _texts() -> Select[Any]:
    columns = (Member.id, Member.public_id, *(getattr(Member, name) for name in TEXTS.values()))
    return select(*columns).where(Member.id.in_(bindparam("people", expanding=True)))


def _person(question: PeopleQuestion, hit: _Hit, row: Any) -> FoundPerson:
    said: Mapping[str, Any] = row._mapping if hit.seen is None else hit.seen
    texts = {field: str(said.get(name, "")) for field, name in TEXTS.items()}
    alike = question.alike if hit.seen is None else None
    found_in = fields_found(hit.entry, question.wanted.words, similar=question.is_similar, alike=alike)
    return FoundPerson(row.id, row.public_id, texts, found_in)
