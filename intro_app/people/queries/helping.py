"""Find people in the list who fit a text: who can help with it, or look for it.

They are those whom the list shows to this reader and whose sign says that they take requests; whoever the
reader waits for is left out. So nothing here tells who did not answer.
"""

from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import select

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people.policy import ROUND, WantedPeople, draws
from intro_app.people.queries import stretches
from intro_app.people.queries.finding import TEXTS
from intro_app.people.queries.stretches import PeopleQuestion
from intro_app.search.queries import Alternatives, members_by_token
from intro_app.text.searching import Field, Meeting, Offers, sought, telling_forms

# So many at most are compared: those who come first on the wheel today, of the ones with the rarest words.
_MOST = 200


class Fitting(NamedTuple):
    """Somebody who fits, what they say about it, and the words that meet."""

    public_id: str
    name: str
    text: str
    meeting: Meeting


def who_fits(reader_id: int, text: str, field: Field, at: datetime, most: int = 3) -> list[Fitting]:
    """Return the people whose words in this field meet a text best; equal ones as the wheel stands today."""
    forms = telling_forms(text)
    if not forms:
        return []
    nothing = sought("")
    wanted = WantedPeople(words=nothing, place=nothing, languages=nothing, takes_requests=True)
    people = _said(_ids(PeopleQuestion(reader_id, wanted, at), forms), field)
    met = Offers({one: said for one, (_id, _name, said) in people.items()}).met_by(text)
    best = sorted((one for one in people if one in met), key=lambda one: -met[one].score)[:most]
    return [Fitting(*people[one], met[one]) for one in best]


def _ids(question: PeopleQuestion, forms: set[str]) -> list[int]:
    """Return those whose entries hold one of the rarest of these words, from today's place on the wheel."""
    rarest = _rarest(forms)
    narrowed = stretches.narrowed(question, [Alternatives(whole=rarest)]) if rarest else None
    if narrowed is None:
        return []
    start = draws(question.day, settings().lasting_key)[0]
    ways = ((start - 1, ROUND), (-1, start - 1))
    return [one.member_id for one in stretches.in_turn(question, narrowed, ways, _MOST).found]


def _rarest(forms: set[str]) -> tuple[str, ...]:
    """Return the rarest of these words, which not too many people say together; one, if each is common."""
    counted = sorted(members_by_token(forms).items(), key=lambda one: (one[1], one[0]))
    people = accumulate(members for _form, members in counted)
    few = [form for (form, _members), so_far in zip(counted, people, strict=True) if so_far <= _MOST]
    return tuple(few or [form for form, _members in counted[:1]])


def _said(ids: list[int], field: Field) -> dict[int, tuple[str, str, str]]:
    """Return public id, name and what they say in this field, in the order of the ids."""
    column = getattr(Member, TEXTS[field])
    rows = select(Member.id, Member.public_id, Member.name, column).where(Member.id.in_(ids), column != "")
    found = {one: (public_id, name, said) for one, public_id, name, said in db.session.execute(rows)}
    return {one: found[one] for one in ids if one in found}
