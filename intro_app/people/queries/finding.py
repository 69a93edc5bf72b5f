"""Search the list of people: nobody is found whom the list does not show, and nothing but words orders them.

Whoever waits for somebody finds them by what they published when the waiting began, and by nothing later: a
search would otherwise tell what their page does not (ADR 9).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, or_, select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.group_directory import group_directory
from intro_app.identity.models import Door, DoorSign, Member
from intro_app.own_fields.queries import choosing
from intro_app.people import visibility
from intro_app.people.models import OWN_WORDS, ProfileSnapshot
from intro_app.people.policy import Cursor, FoundCursor, Says, WantedPeople, draws, said_by, turn
from intro_app.people.queries.wheel import PAGE
from intro_app.people.visibility import Condition, SeenDoor
from intro_app.search import queries as index
from intro_app.search.models import SearchEntry
from intro_app.text.searching import Entry, Field, entry_of, field_holds, fields_found, score

# So many are ordered by how well they match; where more are found, the list goes round the wheel.
MOST_RANKED = 1000
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

    `number` is above MOST_RANKED if there are more than that, and None on a later page of these. `is_similar`
    says that nobody matches, and that these have words that differ by one letter.
    """

    people: list[FoundPerson]
    more: str | None
    number: int | None
    is_similar: bool = False


class _Hit(NamedTuple):
    """Somebody who was found: how well, their turn today, and what a reader who waits saw of them."""

    score: int
    turn: int
    wheel: int
    member_id: int
    entry: Entry
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class PeopleQuestion:
    """One search of one reader."""

    reader_id: int
    wanted: WantedPeople
    at: datetime
    is_similar: bool = False

    @property
    def day(self) -> date:
        """The present day in the site's time zone."""
        return self.at.astimezone(settings().time_zone).date()


def find_people(reader_id: int, wanted: WantedPeople, at: datetime, after: str = "") -> FoundPage:
    """Return a page of the people in the list who are wanted, from after a cursor on."""
    question = PeopleQuestion(reader_id, wanted, at)
    if cursor := Cursor.read(after):
        return _around(question, cursor)
    since = FoundCursor.read(after, question.day)
    hits = _hits(question)
    if not hits and wanted.words:
        question = PeopleQuestion(reader_id, wanted, at, is_similar=True)
        hits = _hits(question)[:MOST_RANKED]
    if len(hits) > MOST_RANKED:
        return _around(question, None)
    return _ranked(question, hits, since)


def _ranked(question: PeopleQuestion, hits: list[_Hit], since: FoundCursor | None) -> FoundPage:
    day, key = since.day if since else question.day.toordinal(), settings().lasting_key
    turned = sorted(
        (hit._replace(turn=turn(day, hit.wheel, key)) for hit in hits), key=lambda hit: (-hit.score, hit.turn)
    )
    left = [hit for hit in turned if since is None or (-hit.score, hit.turn) > (-since.score, since.turn)]
    shown = left[:PAGE]
    more = FoundCursor(day, shown[-1].score, shown[-1].turn).written() if len(left) > PAGE else None
    return FoundPage(_people(question, shown), more, len(hits), question.is_similar)


def _around(question: PeopleQuestion, cursor: Cursor | None) -> FoundPage:
    """Return a page of very many people, in the order of the wheel."""
    start = cursor.start if cursor else draws(question.day, settings().lasting_key)[0]
    before_end, from_zero = cursor.still_to_see() if cursor else (start - 1, -1)
    found = _candidates(question)
    stretches = (found.wheel > before_end, and_(found.wheel > from_zero, found.wheel < start))
    hits: list[_Hit] = []
    for stretch in stretches:
        rows = found.select.where(stretch).order_by(found.wheel).limit(PAGE + 1 - len(hits))
        hits += _read(question, rows)
        if len(hits) > PAGE:
            break
    hits = _with_waited_for(question, hits, start, before_end, from_zero)
    more = Cursor(start, hits[PAGE - 1].wheel).written() if len(hits) > PAGE else None
    number = None if cursor else MOST_RANKED + 1
    return FoundPage(_people(question, hits[:PAGE]), more, number, question.is_similar)


def _with_waited_for(
    question: PeopleQuestion, hits: list[_Hit], start: int, before_end: int, from_zero: int
) -> list[_Hit]:
    """Add those whom the reader waits for where their places are, and return one page and one more."""
    ahead = [hit for hit in _waited_for(question) if hit.wheel > before_end or from_zero < hit.wheel < start]
    return sorted([*hits, *ahead], key=lambda hit: (hit.wheel < start, hit.wheel))[: PAGE + 1]


def _hits(question: PeopleQuestion) -> list[_Hit]:
    """Return everybody who is wanted, or so many that they are more than can be ranked."""
    found = _candidates(question)
    some = _read(question, found.select.order_by(found.wheel).limit(MOST_RANKED + 1))
    return [*some, *_waited_for(question)]


def _read(question: PeopleQuestion, rows: Select[int, int, str, str]) -> list[_Hit]:
    hits = (
        _hit(question, member_id, wheel, Entry(said, stems))
        for member_id, wheel, said, stems in db.session.execute(rows)
    )
    return [hit for hit in hits if hit]


def _hit(
    question: PeopleQuestion, member_id: int, wheel: int, entry: Entry, seen: Mapping[str, Any] | None = None
) -> _Hit | None:
    matched = score(entry, question.wanted.words, similar=question.is_similar)
    return _Hit(matched, 0, wheel, member_id, entry, seen) if matched or not question.wanted.words else None


def _candidates(question: PeopleQuestion) -> index.Candidates:
    """Return the SELECT of everybody in the list who is wanted, but those whom the reader waits for."""
    wanted = question.wanted
    words = index.similar_alternatives if question.is_similar else index.alternatives
    return listed_people(
        question,
        [*words(wanted.words), *index.in_place(wanted.place), *index.in_languages(wanted.languages)],
    )


def listed_people(question: PeopleQuestion, alternatives: Iterable[index.Alternatives]) -> index.Candidates:
    """Return the SELECT of those in the list whose entries hold these, and who pass the question's filters.

    Without those whom the reader waits for.
    """
    found = index.candidates(alternatives, question.wanted.words.phrases)
    listed = (
        found.select.join(Member, Member.id == SearchEntry.member_id)
        .join(Door, Door.member_id == Member.id)
        .join(DoorSign, DoorSign.member_id == Member.id)
        .where(visibility.is_listed(), Member.left_at.is_(None), Member.id != question.reader_id)
        .where(~visibility.hidden(question.reader_id, Member.id))
        .where(~visibility.waits_knowingly_for(question.reader_id, Member.id))
        .where(*_filters(question))
    )
    return found._replace(select=listed)


def _filters(question: PeopleQuestion) -> Iterable[Condition]:
    wanted = question.wanted
    if wanted.purpose:
        yield cast(DoorSign.refused_purposes, String).not_like(f'%"{wanted.purpose}"%')
    if wanted.takes_requests:
        yield from (DoorSign.takes_asks, ~DoorSign.no_mail)
        yield or_(DoorSign.paused_until.is_(None), DoorSign.paused_until <= question.day)
        yield or_(DoorSign.asks_full_until.is_(None), DoorSign.asks_full_until <= question.at)
    if wanted.group:
        yield Member.id.in_(group_directory().showing(wanted.group))
    if wanted.choice:
        yield Member.id.in_(choosing(*wanted.choice))


def _waited_for(question: PeopleQuestion) -> list[_Hit]:
    """Return those among the wanted whom the reader waits for, by what the reader saw when that began.

    None of them is found by a group, as on the pages of groups, nor by a choice in the community's fields.
    """
    reader = question.reader_id
    is_shown = or_(
        and_(visibility.is_listed(), Member.left_at.is_(None)), visibility.was_visible(reader, Member.id)
    )
    theirs = select(ProfileSnapshot.member_id).where(ProfileSnapshot.reader_id == reader)
    found = (
        select(Member.id, Door.wheel, visibility.snapshot_of(reader, Member.id))
        .join(Door, Door.member_id == Member.id)
        .where(Member.id.in_(theirs), visibility.waits_knowingly_for(reader, Member.id))
        .where(is_shown, ~visibility.hidden(reader, Member.id))
    )
    rows = [(one, wheel, ProfileSnapshot.unpacked(seen)) for one, wheel, seen in db.session.execute(found)]
    hits = (_hit(question, one, wheel, entry_of_texts(seen), seen) for one, wheel, seen in rows)
    wanted = [hit for hit in hits if hit and _fits(question.wanted, hit.entry)]
    doors = visibility.doors_seen_by(reader, [hit.member_id for hit in wanted]) if wanted else {}
    return [hit for hit in wanted if _is_open_to(question, doors[hit.member_id])]


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
    columns = (Member.id, Member.public_id, *(getattr(Member, name) for name in TEXTS.values()))
    found = select(*columns).where(Member.id.in_([hit.member_id for hit in hits]))
    rows = {row.id: row for row in db.session.execute(found)}
    return [_person(question, hit, rows[hit.member_id]) for hit in hits]


def _person(question: PeopleQuestion, hit: _Hit, row: Any) -> FoundPerson:
    said: Mapping[str, Any] = row._mapping if hit.seen is None else hit.seen
    texts = {field: str(said.get(name, "")) for field, name in TEXTS.items()}
    found_in = fields_found(hit.entry, question.wanted.words, similar=question.is_similar)
    return FoundPerson(row.id, row.public_id, texts, found_in)
