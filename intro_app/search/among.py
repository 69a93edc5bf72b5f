"""Ask the index who of some members, or whose name, holds what was typed: a look for each and each word."""

from collections.abc import Collection

from sqlalchemy import Select, select

from intro_app.db import db
from intro_app.search import queries
from intro_app.search.alike import words_alike
from intro_app.search.models import SearchEntry
from intro_app.search.queries import Narrowed
from intro_app.text.searching import Sought
from intro_app.text.searching.words import words_in

# Before the first place on the wheel, and after the last one.
WHOLE_WHEEL = {"after": -1, "until": 2**62}


def wanted_entries(words: Sought, *, similar: bool = False) -> Narrowed | None:
    """Return what entries must hold that hold these words, or None if none does, or there are no words.

    With `similar`, words that are a slip of the finger away count as found, too.
    """
    tokens = queries.similar_alternatives(words, words_alike(words) if similar else {})
    return queries.narrowed(tokens, words.phrases) if tokens else None


def among(member_ids: Collection[int], typed: str, wanted: Narrowed | None) -> set[int]:
    """Return those whose entries hold what is wanted, or whose names have what was typed as parts."""
    by_name = named(typed).where(SearchEntry.member_id.in_(member_ids))
    return set(db.session.scalars(by_name)) | set(holders_among(member_ids, wanted))


def holders_among(member_ids: Collection[int], wanted: Narrowed | None) -> Collection[int]:
    """Return those whose entries hold what is wanted."""
    if wanted is None:
        return ()
    these = wanted._replace(ids=list(member_ids))
    found = queries.entries(these.shape)
    return db.session.scalars(select(found.c.member_id), {**these.values, **WHOLE_WHEEL}).all()


def named(typed: str) -> Select[int]:
    """Return the SELECT of members whose names have all the words that were typed in them, or as parts."""
    parts = [word.form for word in words_in(typed)] or [typed]
    found = select(SearchEntry.member_id)
    return found.where(*(SearchEntry.name.contains(part, autoescape=True) for part in parts))
