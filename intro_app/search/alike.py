"""Look up the words of the index that are a slip of the finger away from what was typed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from intro_app.db import db
from intro_app.search.models import SearchSlip
from intro_app.text.searching import Sought, is_similar, shortened
from intro_app.text.searching.typos import SHORTEST_TYPO

# Words of the index that are a slip of the finger away from a term, by its form.
Alike = Mapping[str, Sequence[str]]
# How many words may stand for one that was mistyped.
MOST_SIMILAR = 20


def words_alike(wanted: Sought) -> Alike:
    """Return the words of the index that are a slip away from each term, in the order of the alphabet."""
    forms = [term.form for term in wanted.terms if len(term.form) >= SHORTEST_TYPO]
    keys = {less for form in forms for less in shortened(form)}
    near = select(SearchSlip.word).distinct().where(SearchSlip.shortened.in_(sorted(keys)))
    words = db.session.scalars(near.order_by(SearchSlip.word)).all() if keys else []
    return {form: [one for one in words if is_similar(one, form)][:MOST_SIMILAR] for form in forms}
