"""Put members into the index and take them out, in the transaction that changes what they published."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from intro_app.db import advisory_lock, atomic, db, insert_into
from intro_app.search.models import SearchEntry, SearchPosting, SearchSlip, SearchToken, SearchWord
from intro_app.text.searching import Entry, Field, entry_of, shortened

_BATCH = 500


def put(member_id: int, wheel: int, texts: Mapping[Field, str], *, anew: bool = False) -> None:
    """Index what a member published; their groups and own fields stay as they are.

    With `anew`, write also what should be there already, so that an index that lost something is mended.
    """
    with atomic():
        advisory_lock("search")
        there = db.session.get(SearchEntry, member_id, populate_existing=True)
        entry = entry_of(texts)
        if there is None:
            there = SearchEntry(member_id=member_id, wheel=wheel, name="", said="", stems="", tokens="")
            db.session.add(there)
        elif there.said:
            entry = _with_the_rest_of(entry, there.entry)
        _replace(there, entry, anew=anew)


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
            _count_words(there.entry.vocabulary, -1)
            _take_out(there, set(there.tokens.split()))
            db.session.delete(there)
            db.session.flush()


def recount_words(step: Callable[[int], None] = lambda _done: None) -> int:
    """Count the words of the index again and mend what differs; return how many differed."""
    words: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    with atomic():
        advisory_lock("search")
        columns = (SearchEntry.said, SearchEntry.stems, SearchEntry.tokens)
        rows = db.session.execute(select(*columns).execution_options(yield_per=_BATCH))
        for done, (said, stems, held) in enumerate(rows, start=1):
            words.update(Entry(said, stems).vocabulary)
            tokens.update(held.split())
            step(done)
        _mend(tokens, select(SearchToken.token, SearchToken.members), _count_tokens)
        return _mend(words, select(SearchWord.word, SearchWord.members), _count_words)


def _mend(counted: Counter[str], rows: Select[str, int], count: Callable[[set[str], int], None]) -> int:
    """Add what is missing from the numbers in these rows; return how many were wrong."""
    known = {row[0]: row[1] for row in db.session.execute(rows)}
    differ: dict[int, set[str]] = {}
    for word in {*counted, *known}:
        differ.setdefault(counted[word] - known.get(word, 0), set()).add(word)
    differ.pop(0, None)
    for change, these in differ.items():
        for start in range(0, len(these), _BATCH):
            count(set(sorted(these)[start : start + _BATCH]), change)
    return sum(map(len, differ.values()))


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


def _replace(there: SearchEntry, entry: Entry, *, anew: bool = False) -> None:
    before, held = there.entry.vocabulary, set(there.tokens.split())
    there.hold(entry)
    db.session.flush()
    wanted = set(there.tokens.split())
    _take_out(there, held - wanted)
    _put_in(there, wanted if anew else wanted - held)
    _count_tokens(wanted - held, 1)
    _count_words(before - entry.vocabulary, -1)
    _count_words(entry.vocabulary - before, 1)


def _put_in(there: SearchEntry, tokens: set[str]) -> None:
    rows = [{"token": one, "wheel": there.wheel, "member_id": there.member_id} for one in sorted(tokens)]
    if rows:
        db.session.execute(insert_into(SearchPosting).on_conflict_do_nothing(), rows)


def _take_out(there: SearchEntry, tokens: set[str]) -> None:
    gone = delete(SearchPosting).where(
        SearchPosting.token.in_(sorted(tokens)), SearchPosting.wheel == there.wheel
    )
    if tokens:
        db.session.execute(gone)
        _count_tokens(tokens, -1)


def _count_tokens(tokens: set[str], change: int) -> None:
    """Add to the number of entries that hold these; a token that none holds is deleted."""
    _add(SearchToken, SearchToken.token, tokens, change)


def _count_words(words: set[str], change: int) -> None:
    """Add to the number of members whose entries hold these words; a word that nobody has is deleted."""
    new = _add(SearchWord, SearchWord.word, words, change)
    found = [{"shortened": less, "word": word} for word in sorted(new) for less in sorted(shortened(word))]
    if found:
        db.session.execute(insert_into(SearchSlip).on_conflict_do_nothing(), found)
    if words and change < 0:
        there = select(SearchWord.word).where(SearchWord.word == SearchSlip.word).exists()
        db.session.execute(delete(SearchSlip).where(SearchSlip.word.in_(sorted(words)), ~there))


def _add(
    table: type[SearchToken | SearchWord], key: InstrumentedAttribute[str], these: set[str], change: int
) -> set[str]:
    """Add to the numbers of these; return the ones that were not there before."""
    if not these:
        return set()
    among = key.in_(sorted(these))
    known = set(db.session.scalars(select(key).where(among)))
    db.session.execute(update(table).where(among).values(members=table.members + change))
    new = these - known if change > 0 else set()
    if new:
        db.session.execute(insert(table), [{key.key: one, "members": change} for one in sorted(new)])
    if change < 0:
        db.session.execute(delete(table).where(among, table.members <= 0))
    return new
