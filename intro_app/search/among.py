"""Ask the index who of some members, or whose name, holds what was typed: a look for each and each word."""

from collections.abc import Collection

from sqlalchemy import Select, select

from intro_app.db import db
from intro_app.search import queries
from intro_app.search.alike import words_alike
from intro_app.search.models import SearchEntry
from intro_app.text.searching import Sought
from intro_app.text.searching.words import words_in

# Before the first place on the wheel, and after the last one.
_WHOLE_WHEEL = {"after": -1, "until": 2**62}


def among(member_ids: Collection[int], typed: str, words: Sought, *, similar: bool) -> set[int]:
    """Return those whose entries hold what was typed, or whose names have it as parts of their words.

    With `similar`, words that are a slip of the finger away count as found, too.
    """
    by_name = named(typed).where(SearchEntry.member_id.in_(member_ids))
    return set(db.session.scalars(by_name)) | set(_by_words(member_ids, words, similar=similar))


def _by_words(member_ids: Collection[int], words: Sought, *, similar: bool) -> Collection[int]:
    near = words_alike(words) if similar else {}
    tokens = queries.similar_alternatives(words, near)
    wanted = queries.narrowed(tokens, words.phrases) if tokens else None
    if wanted is None:
        return ()
    these = wanted._replace(ids=list(member_ids))
    found = queries.entries(these.shape)
    return db.session.scalars(select(found.c.member_id), these.values | _WHOLE_WHEEL).all()


def named(typed: str) -> Select[int]:
    """Return the SELECT of members whose names have all the words that were typed in them, or as parts."""
    parts = [word.form for word in words_in(typed)] or [typed]
    found = select(SearchEntry.member_id)
    return found.where(*(SearchEntry.name.contains(part, autoescape=True) for part in parts))
