"""Whom a connector may be shown, what they were shown, and whose turn it is.

All goes by what the connector sees (ADR 9): whom they know, the signs on doors, and texts as they were when
waiting began. A block, a stop or an answer that the connector must not notice changes nothing.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from intro_app.config import settings
from intro_app.db import db
from intro_app.identity.models import Member
from intro_app.people.policy import Says, said_by, turn
from intro_app.people.queries import Known, acquaintances_of, said_to
from intro_app.people.visibility import doors_seen_by
from intro_app.suggestions.models import RestingPair, Suggestion, SuggestionTurn
from intro_app.suggestions.policy import MOST_KNOWN, WEEK, Candidate, Match, Pair, pair_of
from intro_app.text.searching import Meeting, meeting_of

# Members join one after another, and a transaction of an earlier one may end later.
_AT_ONCE = 1000


class ShownPair(NamedTuple):
    """A suggestion as its connector reads it."""

    seeker: Known
    helper: Known
    looks_for: str
    can_help_with: str
    meeting: Meeting


def candidates(connector_id: int, at: datetime, among: Collection[int] | None = None) -> list[Candidate]:
    """Return whom the connector knows, who ticked it and takes requests, as far as the connector sees."""
    known = _able(connector_id, acquaintances_of(connector_id), at, among)
    said = said_to(connector_id, [row.member_id for row in known])
    return [
        Candidate(one, str(seen.texts.get("looking_for", "")), str(seen.texts.get("can_help_with", "")))
        for one, seen in said.items()
    ]


def shown_to(connector_id: int, at: datetime, limit: int | None = None) -> list[ShownPair]:
    """Return the suggestions of this week that still hold, the best first."""
    rows = db.session.execute(_of_week(), {"connector": connector_id, "since": at - WEEK}).all()
    if not rows:
        return []
    people = {one for row in rows for one in (row.seeker_id, row.helper_id)}
    known = {row.member_id: row for row in acquaintances_of(connector_id) if row.member_id in people}
    able = {one.member_id: one for one in candidates(connector_id, at, people)}
    rests = resting(connector_id)
    shown = (
        _shown(known[row.seeker_id], known[row.helper_id], able)
        for row in rows
        if {row.seeker_id, row.helper_id} <= able.keys()
        and pair_of(row.seeker_id, row.helper_id) not in rests
    )
    return [one for one in shown if one][:limit]


def resting(connector_id: int) -> set[Pair]:
    """Return the pairs that this connector is not shown any more."""
    rows = select(RestingPair.a_id, RestingPair.b_id).where(RestingPair.connector_id == connector_id)
    return {(a_id, b_id) for a_id, b_id in db.session.execute(rows)}


def shown_before(connector_id: int) -> set[Pair]:
    """Return the pairs that this connector was shown, as long as that is stored."""
    rows = select(Suggestion.seeker_id, Suggestion.helper_id).where(Suggestion.connector_id == connector_id)
    return {pair_of(*row) for row in db.session.execute(rows)}


def times_suggested(found: Sequence[Match], at: datetime) -> Counter[int]:
    """Return how often each of these people was suggested to anybody in the last seven days."""
    people = {one for match in found for one in match.pair}
    times: Counter[int] = Counter()
    for column in (Suggestion.seeker_id, Suggestion.helper_id):
        lately = select(column, func.count()).where(column.in_(people), Suggestion.made_at > at - WEEK)
        for one, number in db.session.execute(lately.group_by(column)):
            times[one] += number
    return times


def suggestion_of(connector_id: int, seeker: str, helper: str) -> Suggestion | None:
    """Return what was suggested to a connector about these two, by their public ids."""
    one, other = aliased(Member), aliased(Member)
    own = (
        select(Suggestion)
        .join(one, one.id == Suggestion.seeker_id)
        .join(other, other.id == Suggestion.helper_id)
        .where(Suggestion.connector_id == connector_id, one.public_id == seeker, other.public_id == helper)
    )
    return db.session.scalar(own)


@cache
def turns_due() -> Select[int]:
    """Select the members whose turn has come."""
    due = select(SuggestionTurn.member_id).where(SuggestionTurn.next_at <= bindparam("at"))
    return due.order_by(SuggestionTurn.next_at)


@cache
def without_turn() -> Select[int]:
    """Select members who have no turn yet."""
    there = select(SuggestionTurn.member_id).where(SuggestionTurn.member_id == Member.id).exists()
    last = select(func.coalesce(func.max(SuggestionTurn.member_id), 0)).scalar_subquery()
    new = select(Member.id).where(Member.id > last - _AT_ONCE, Member.left_at.is_(None), ~there)
    return new.order_by(Member.id)


def all_shown_to(connector_id: int) -> list[tuple[str, str, datetime]]:
    """Return who was suggested to a connector: who looks for something, who can help, and when."""
    seeker, helper = aliased(Member), aliased(Member)
    rows = (
        select(seeker.name, helper.name, Suggestion.made_at)
        .join(seeker, seeker.id == Suggestion.seeker_id)
        .join(helper, helper.id == Suggestion.helper_id)
        .where(Suggestion.connector_id == connector_id)
    )
    return [(one, other, at) for one, other, at in db.session.execute(rows.order_by(Suggestion.id))]


def all_resting_for(connector_id: int) -> list[tuple[str, str, datetime]]:
    """Return the names of the pairs that are not suggested to a connector again, and since when."""
    one, other = aliased(Member), aliased(Member)
    rows = (
        select(one.name, other.name, RestingPair.since)
        .join(one, one.id == RestingPair.a_id)
        .join(other, other.id == RestingPair.b_id)
        .where(RestingPair.connector_id == connector_id)
    )
    return [(one, other, at) for one, other, at in db.session.execute(rows.order_by(RestingPair.since))]


@cache
def _of_week() -> Select[int, int, int]:
    week = select(Suggestion.id, Suggestion.seeker_id, Suggestion.helper_id).where(
        Suggestion.connector_id == bindparam("connector"), Suggestion.made_at > bindparam("since")
    )
    return week.order_by(Suggestion.id)


def _able(
    connector_id: int, known: Sequence[Known], at: datetime, among: Collection[int] | None
) -> list[Known]:
    today = at.astimezone(settings().time_zone).date()
    wanted = [row for row in known if among is None or row.member_id in among]
    doors = doors_seen_by(connector_id, [row.member_id for row in wanted])
    able = [
        row
        for row in wanted
        if doors[row.member_id].suggested
        and said_by(doors[row.member_id], today, at) in {Says.OPEN, Says.THROUGH}
    ]
    if len(able) > MOST_KNOWN:  # those of whom it is the turn this week
        able.sort(key=lambda row: turn(today.toordinal(), row.member_id, settings().lasting_key))
    return able[:MOST_KNOWN]


def _shown(seeker: Known, helper: Known, able: dict[int, Candidate]) -> ShownPair | None:
    looks_for, helps = able[seeker.member_id].looks_for, able[helper.member_id].can_help_with
    meeting = meeting_of(looks_for, helps)
    return ShownPair(seeker, helper, looks_for, helps, meeting) if meeting else None
