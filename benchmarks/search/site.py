"""Lay out a site of many members, straight in the database, with words as common as in a language."""

from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import insert

from intro_app import create_app
from intro_app.config import Settings
from intro_app.db import Model, db
from intro_app.identity.models import Door, DoorSign, Member
from intro_app.people.models import Acquaintance
from intro_app.search.models import SearchEntry
from intro_app.search.service import recount_words
from intro_app.text.searching import Field, entry_of

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
KEY = "benchmark-benchmark-benchmark-benchmark"
WORDS, KNOWN = 20_000, 5
_SYLLABLES = (
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "ra",
    "se",
    "to",
    "vi",
    "zu",
    "pa",
    "den",
    "kor",
    "lin",
    "mas",
    "tel",
)
_PLACES = ("Berlin", "Leeds", "Lyon", "Porto", "Graz", "Turin", "Gent", "Riga", "Cork", "Malaga")
_BATCH = 2000
Row = TypeVar("Row")


def vocabulary() -> list[str]:
    """Return made words, the most common first."""
    random, words = Random(1), dict[str, None]()
    while len(words) < WORDS:
        words["".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))] = None
    return list(words)


def laid_out(url: str, folder: Path, members: int) -> Flask:
    """Return a site with so many members who can all be found and suggested."""
    app = create_app(Settings(database_url=url, data_dir=folder, secret_keys=(KEY,), lasting_key=KEY))
    with app.app_context():
        db.create_all()
        for rows in _batches(_members(members)):
            _insert_all(rows)
        for ties in _batches(_ties(members)):
            db.session.execute(insert(Acquaintance), ties)
            db.session.commit()
        recount_words()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(db.text("ANALYZE"))
            db.session.commit()
    return app


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _insert_all(rows: list[dict[type[Model], dict[str, Any]]]) -> None:
    for table in (Member, Door, DoorSign, SearchEntry):
        db.session.execute(insert(table), [row[table] for row in rows])
    db.session.commit()


def _members(members: int) -> Iterator[dict[type[Model], dict[str, Any]]]:
    random, words = Random(2), vocabulary()
    shares = list(accumulate(1 / rank for rank in range(2, WORDS + 2)))

    def some(number: int) -> str:
        return " ".join(words[bisect(shares, random.random() * shares[-1])] for _ in range(number))

    for one in range(1, members + 1):
        said = {"headline": some(4), "can_help_with": some(8), "looking_for": some(5)}
        said |= {"name": some(2).title(), "place": random.choice(_PLACES)}
        yield _rows(one, said, random)


def _rows(one: int, said: dict[str, str], random: Random) -> dict[type[Model], dict[str, Any]]:
    wheel = random.getrandbits(62)
    entry = entry_of({Field[name.upper()]: text for name, text in said.items()})
    words = {"name": entry.name, "said": entry.said, "stems": entry.stems, "tokens": entry.tokens}
    return {
        Member: {"id": one, "public_id": f"{one:022d}", "email": "", "joined_at": AT, **said},
        Door: {"member_id": one, "visible": True, "suggested": True, "refused_purposes": [], "wheel": wheel},
        DoorSign: {"member_id": one, "suggested": True, "refused_purposes": [], "made_at": AT},
        SearchEntry: {"member_id": one, "wheel": wheel, **words},
    }


def _ties(members: int) -> Iterator[dict[str, Any]]:
    random, there = Random(3), set[tuple[int, int]]()
    while len(there) < members * KNOWN:
        one, other = sorted(random.sample(range(1, members + 1), 2))
        if (one, other) not in there:
            there.add((one, other))
            yield {"a_id": one, "b_id": other, "proposed_by_id": one, "proposed_at": AT, "confirmed_at": AT}
