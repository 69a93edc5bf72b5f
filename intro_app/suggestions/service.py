"""Make suggestions once a week, let a connector dismiss one, and forget what is over.

Each connector's are made in a transaction of their own, from the people they know, so a week's work grows
with the number of acquaintances and not with the square of members.
"""

from datetime import datetime

from sqlalchemy import delete, insert

from intro_app.config import settings
from intro_app.db import advisory_lock, atomic, db, insert_into
from intro_app.periodic import run_each
from intro_app.suggestions import policy, queries
from intro_app.suggestions.models import RestingPair, Suggestion, SuggestionTurn

_BATCH = 500


def suggest_due(at: datetime) -> int:
    """Make the suggestions of connectors whose turn has come."""
    return run_each("suggestions.suggest_due", queries.turns_due(), _suggest, at)


def give_turns(at: datetime) -> None:
    """Give a turn to members who have none yet, some hundreds at a time."""
    with atomic():
        new = list(db.session.scalars(queries.without_turn().limit(_BATCH)))
        if new:
            key = settings().lasting_key
            rows = [{"member_id": one, "next_at": policy.next_turn(one, at, key)} for one in new]
            db.session.execute(insert_into(SuggestionTurn).on_conflict_do_nothing(), rows)


def dismiss(connector_id: int, pair: str, at: datetime) -> None:
    """Never suggest these two to this connector again; what was not suggested to them is left alone silently.

    A pair has both public ids: the number of a suggestion would tell how many others there were, and so that
    somebody was not suggested.
    """
    seeker, _dot, helper = pair.partition(".")
    with atomic():
        found = queries.suggestion_of(connector_id, seeker, helper)
        if found is not None:
            let_rest(connector_id, found.seeker_id, found.helper_id, at)


def let_rest(connector_id: int, one_id: int, other_id: int, at: datetime) -> None:
    """Note that a connector brought these two together or dismissed it. Idempotent."""
    a_id, b_id = policy.pair_of(one_id, other_id)
    if a_id == b_id:
        return
    row = {"connector_id": connector_id, "a_id": a_id, "b_id": b_id, "since": at}
    with atomic():
        db.session.execute(insert_into(RestingPair).values(row).on_conflict_do_nothing())


def erase_suggestions_to(member_id: int) -> None:
    """Erase what was suggested to somebody who leaves.

    What was suggested about them stays until nobody waits for them: it would tell that they left.
    """
    with atomic():
        db.session.execute(delete(SuggestionTurn).where(SuggestionTurn.member_id == member_id))
        for table in (Suggestion, RestingPair):
            db.session.execute(delete(table).where(table.connector_id == member_id))


def erase_suggestions_about(member_id: int) -> None:
    """Erase what was suggested about somebody who left and for whom nobody waits any more."""
    with atomic():
        for column in (Suggestion.seeker_id, Suggestion.helper_id):
            db.session.execute(delete(Suggestion).where(column == member_id))
        for column in (RestingPair.a_id, RestingPair.b_id):
            db.session.execute(delete(RestingPair).where(column == member_id))


def forget_suggestions(at: datetime) -> None:
    """Delete suggestions that are long over."""
    with atomic():
        db.session.execute(delete(Suggestion).where(Suggestion.made_at <= at - policy.KEPT_FOR))


def _suggest(connector_id: int, at: datetime) -> bool:
    turn = db.session.get(SuggestionTurn, connector_id, with_for_update=True, populate_existing=True)
    if turn is None or turn.next_at > at:
        return False
    key, day = settings().lasting_key, turn.next_at.toordinal()
    turn.next_at = policy.next_turn(connector_id, at, key)
    found = policy.matches(queries.candidates(connector_id, at), day, key)
    if not found:
        return True
    advisory_lock("suggestions")  # how often somebody was suggested counts over all connectors
    rests = queries.resting(connector_id) | queries.shown_before(connector_id)
    for match in policy.chosen(found, rests, queries.times_suggested(found, at)):
        row = {"seeker_id": match.seeker_id, "helper_id": match.helper_id, "made_at": at}
        db.session.execute(insert(Suggestion).values(connector_id=connector_id, **row))
    return True
