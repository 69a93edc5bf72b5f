"""Lay out a site of many members, straight in the database, with words as common as in a language."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import text

from benchmarks.bare_site import bare_site
from benchmarks.search.copying import KNOWN, copied
from benchmarks.search.filling import Rows, filled
from intro_app.db import db
from intro_app.text.searching import Entry, Field, entry_of, shortened

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
# So many words there are, so many members are written, and so many people each knows in the middle.
WORDS, WRITTEN = 20_000, 20_000
_SYLLABLES = (
    *("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu", "pa", "den", "kor", "lin", "mas", "tel"),
)
_PLACES = ("Berlin", "Leeds", "Lyon", "Porto", "Graz", "Turin", "Gent", "Riga", "Cork", "Malaga")
# One in so many does not take requests.
_CLOSED = 10


def vocabulary() -> list[str]:
    """Return made words, the most common first."""
    random, words = Random(1), dict[str, None]()
    while len(words) < WORDS:
        words["".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))] = None
    return list(words)


def laid_out(url: str, folder: Path, members: int) -> Flask:
    """Return a site with so many members who can all be found and suggested."""
    app = bare_site(url, folder)
    with app.app_context():
        db.create_all()
        written = min(members, WRITTEN)
        for table, rows in _Site(written).tables():
            filled(table, rows)
        if members > written:
            copied(written, members // written)
        with db.engine.connect() as connection:
            is_sqlite = db.engine.dialect.name == "sqlite"
            for statement in ("ANALYZE",) if is_sqlite else ("SET statement_timeout = 0", "VACUUM ANALYZE"):
                connection.execute(text(statement))
    return app


class _Site:
    """The rows of each table; the words of a member are made the same each time they are asked for."""

    def __init__(self, members: int) -> None:
        self._members = members
        self._words = vocabulary()
        self._shares = list(accumulate(1 / rank for rank in range(2, WORDS + 2)))
        self._entries: dict[str, Entry] = {}
        self._tokens: Counter[str] = Counter()
        self._vocabulary: Counter[str] = Counter()

    def tables(self) -> Iterator[tuple[str, Rows]]:
        """Return each table's name and rows, in the order in which they refer to each other."""
        yield "member", self._each(self._member)
        yield "door", self._each(self._door)
        yield "door_sign", self._each(self._sign)
        yield "search_entry", self._each(self._entry)
        yield "search_posting", self._postings()
        yield "search_token", self._counts("token", self._tokens)
        yield "search_word", self._counts("word", self._vocabulary)
        yield "search_slip", self._slips()
        yield "acquaintance", self._ties()

    def _each(self, row: Callable[[int, dict[str, str], Random], dict[str, Any]]) -> Rows:
        for one in range(1, self._members + 1):
            random = Random(one)
            yield row(one, self._said(random), random)

    def _said(self, random: Random) -> dict[str, str]:
        def some(number: int) -> str:
            return " ".join(
                self._words[bisect(self._shares, random.random() * self._shares[-1])] for _ in range(number)
            )

        said = {"headline": some(4), "can_help_with": some(8), "looking_for": some(5)}
        return said | {"name": some(2).title(), "place": random.choice(_PLACES)}

    def _member(self, one: int, said: dict[str, str], _random: Random) -> dict[str, Any]:
        return {"id": one, "public_id": f"{one:022d}", "email": "", "joined_at": AT, **said}

    def _door(self, one: int, _said: dict[str, str], random: Random) -> dict[str, Any]:
        return {
            "member_id": one,
            "visible": True,
            "suggested": True,
            "refused_purposes": [],
            "wheel": random.getrandbits(62),
        }

    def _sign(self, one: int, _said: dict[str, str], _random: Random) -> dict[str, Any]:
        return {
            "member_id": one,
            "takes_asks": one % _CLOSED > 0,
            "suggested": True,
            "refused_purposes": [],
            "made_at": AT,
        }

    def _entry(self, one: int, said: dict[str, str], random: Random) -> dict[str, Any]:
        entry = self._entry_of(said)
        words = {"name": entry.name, "said": entry.said, "stems": entry.stems, "tokens": entry.tokens}
        return {"member_id": one, "wheel": random.getrandbits(62), **words}

    def _entry_of(self, said: dict[str, str]) -> Entry:
        """Return the same as `entry_of`, from the words of which each was read once."""
        lines = [self._line(said.get(field.name.lower(), "")) for field in Field]
        return Entry("\n".join(line[0] for line in lines), "\n".join(line[1] for line in lines))

    def _line(self, said: str) -> tuple[str, str]:
        words = said.lower().split()
        stems = sorted(set(chain.from_iterable(self._stems(word) for word in words)))
        return f" {' '.join(words)} ", " ".join(stems)

    def _stems(self, word: str) -> list[str]:
        if word not in self._entries:
            self._entries[word] = entry_of({Field.NAME: word})
        return self._entries[word].stems.split()

    def _postings(self) -> Rows:
        for row in self._each(self._entry):
            tokens = row["tokens"].split()
            self._tokens.update(tokens)
            self._vocabulary.update(Entry(row["said"], row["stems"]).vocabulary)
            for token in tokens:
                yield {"token": token, "wheel": row["wheel"], "member_id": row["member_id"]}

    def _counts(self, name: str, counted: Counter[str]) -> Rows:
        for word in sorted(counted):
            yield {name: word, "members": counted[word]}

    def _slips(self) -> Rows:
        for word in sorted(self._vocabulary):
            yield from ({"shortened": less, "word": word} for less in sorted(shortened(word)))

    def _ties(self) -> Rows:
        random, there = Random(3), set[tuple[int, int]]()
        while len(there) < self._members * KNOWN:
            one, other = sorted(random.sample(range(1, self._members + 1), 2))
            if (one, other) not in there:
                there.add((one, other))
                pair = {"id": len(there), "a_id": one, "b_id": other, "proposed_by_id": one}
                yield pair | {"proposed_at": AT, "confirmed_at": AT}
