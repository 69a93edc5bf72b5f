"""Read the texts of entries, of which `Entry.of_text` makes them again."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, literal, select

from intro_app.db import db
from intro_app.search.models import SearchEntry
from intro_app.text.searching.entries import BETWEEN


def text_of(member_id: ColumnElement[int]) -> ColumnElement[str]:
    """Return a subquery for the text of a member's entry, of which `Entry.of_text` makes it again."""
    both = SearchEntry.said + literal(BETWEEN) + SearchEntry.stems
    return select(both).where(SearchEntry.member_id == member_id).scalar_subquery()


def texts_of(member_ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of these members' entries."""
    both = SearchEntry.said + literal(BETWEEN) + SearchEntry.stems
    rows = select(SearchEntry.member_id, both).where(SearchEntry.member_id.in_(member_ids))
    return dict(iter(db.session.execute(rows)))
