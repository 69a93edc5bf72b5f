"""Put members into the index and take them out, in the transaction that changes what they published."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import delete, insert, select, text, update

from intro_app.db import advisory_lock, atomic, db, insert_into
from intro_app.search.models import SearchEntry, SearchGram, SearchWord
from intro_app.text.searching import Entry, Field, entry_of, grams

_BATCH = 500


def put(member_id: int, wheel: int, texts: Mapping[Field, str]) -> None:
    """Index what a member published; their groups and own fields stay as they are."""
    with atomic():
        advisory_lock("search")
        there = db.session.get(SearchEntry, member_id, populate_existing=True)
        entry = entry_of(texts)
        if there is None:
            there = SearchEntry(member_id=member_id, wheel=wheel, name="", said="", stems="", tokens="")
            db.session.add(there)
        elif there.said:
            entry = _with_the_rest_of(entry, there.entry)
        _replace(there, entry)


def put_groups(member_id: int, names: Iterable[str]) -> None:
    """Index the groups that a member shows; nothing happens to somebody who is not in the index."""
    _put_field(member_id, Field.GROUPS, names)


def put_own(member_id: int, texts: Iterable[str]) -> None:
    """Index what a member shows to all in the fields of the community, in the same way."""
    _put_field(member_id, Field.OWN, texts)


def drop(member_id: int) -> None:
    """Take a member out of the index."""
    with atomic():
        advisory_lock("search")
        there = db.session.get(SearchEntry, member_id, populate_existing=True)
        if there is not None:
            _count(there.entry.vocabulary, -1)
            db.session.delete(there)
            db.session.flush()


def forget_dropped() -> None:
    """Write SQLite's index anew, so that no word is left of members who were taken out."""
    if db.engine.dialect.name == "sqlite":
        with atomic():
            db.session.execute(text("INSERT INTO search_fts(search_fts) VALUES ('optimize')"))


def recount_words(step: Callable[[int], None] = lambda _done: None) -> int:
    """Count the words of the index again and mend what differs; return how many differed."""
    counted: Counter[str] = Counter()
    with atomic():
        advisory_lock("search")
        rows = db.session.execute(
            select(SearchEntry.said, SearchEntry.stems).execution_options(yield_per=_BATCH)
        )
        for done, row in enumerate(rows, start=1):
            counted.update(Entry(*row).vocabulary)
            step(done)
        known = {row[0]: row[1] for row in db.session.execute(select(SearchWord.word, SearchWord.members))}
        wrong = {word for word in {*counted, *known} if counted[word] != known.get(word, 0)}
        for word in sorted(wrong):
            _count({word}, counted[word] - known.get(word, 0))
    return len(wrong)


def _put_field(member_id: int, field: Field, texts: Iterable[str]) -> None:
    with atomic():
        advisory_lock("search")
        there = db.session.get(SearchEntry, member_id, populate_existing=True)
        if there is not None:
            _replace(there, there.entry.with_field(field, texts))


def _with_the_rest_of(entry: Entry, before: Entry) -> Entry:
    said, stems = entry.said.split("\n"), entry.stems.split("\n")
    for field in (Field.GROUPS, Field.OWN):
        said[field], stems[field] = (text.split("\n")[field] for text in (before.said, before.stems))
    return Entry("\n".join(said), "\n".join(stems))


def _replace(there: SearchEntry, entry: Entry) -> None:
    before = there.entry.vocabulary
    there.hold(entry)
    db.session.flush()
    _count(before - entry.vocabulary, -1)
    _count(entry.vocabulary - before, 1)


def _count(words: set[str], change: int) -> None:
    """Add to the number of members whose entries hold these words; a word that nobody has is deleted."""
    if not words:
        return
    these = SearchWord.word.in_(sorted(words))
    known = set(db.session.scalars(select(SearchWord.word).where(these)))
    db.session.execute(update(SearchWord).where(these).values(members=SearchWord.members + change))
    if new := sorted(words - known) if change > 0 else []:
        db.session.execute(insert(SearchWord), [{"word": word, "members": change} for word in new])
        found = [{"gram": gram, "word": word} for word in new for gram in sorted(grams(word))]
        db.session.execute(insert_into(SearchGram).on_conflict_do_nothing(), found)
    if change < 0:
        gone = select(SearchWord.word).where(these, SearchWord.members <= 0)
        db.session.execute(delete(SearchGram).where(SearchGram.word.in_(gone)))
        db.session.execute(delete(SearchWord).where(these, SearchWord.members <= 0))
