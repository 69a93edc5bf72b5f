"""Every reason against an introduction can be met, in one order, and none is given where none is."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from intro_app.introductions import policy
from intro_app.introductions.capacity import Room, room
from intro_app.introductions.policy import AskFacts, AskRefusal, PersonAsked

AT = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
ROOM = Room(open_now=0, open_allowed=3, this_month=0, month_allowed=5)
OPEN = PersonAsked(opens_at=AT, takes_asks=True)
FREE = AskFacts(at=AT, room=ROOM, month_frees_at=AT, different_people=True, recipient=OPEN, connector=OPEN)

# Each reason with what brings it about, in the order in which people are told.
IN_ORDER: list[tuple[AskRefusal, dict[str, Any]]] = [
    (AskRefusal.SUSPENDED, {"suspended": True}),
    (AskRefusal.ASKING_RESTS, {"rests_until": LATER}),
    (AskRefusal.YOURSELF, {"different_people": False}),
    (AskRefusal.ALREADY_CONNECTED, {"already_connected": True}),
    (AskRefusal.ALREADY_OPEN, {"already_open": True}),
    (AskRefusal.OPEN_ASKS_FULL, {"room": replace(ROOM, open_now=3)}),
    (AskRefusal.MONTH_FULL, {"room": replace(ROOM, this_month=5)}),
    (AskRefusal.TOO_SOON, {"apart_until": LATER}),
    (AskRefusal.NOT_ACQUAINTED, {"acquainted": False}),
    (AskRefusal.CONNECTOR_RESTING, {"connector_rested_at": LATER}),
    (AskRefusal.DOOR_CLOSED, {"blocked": True}),
    (AskRefusal.DOOR_FULL, {"connector": replace(OPEN, opens_at=LATER)}),
    (AskRefusal.DOOR_PAUSED, {"recipient": replace(OPEN, opens_at=LATER, is_paused=True)}),
    (AskRefusal.PURPOSE_REFUSED, {"recipient": replace(OPEN, refuses_purpose=True)}),
    (AskRefusal.NEAR_COPY, {"near_copy": True}),
]
# What the services say where these facts do not reach: about offers, and about a rest that a moderator
# ordered.
ELSEWHERE = {AskRefusal.SAME_PERSON, AskRefusal.CANNOT_BE_DONE, AskRefusal.ASKING_FROZEN}


def test_nothing_stands_against_an_ordinary_ask() -> None:
    assert policy.refusal(FREE) is None
    assert policy.refusal(replace(FREE, connector=None)) is None
    assert policy.refusal(replace(FREE, recipient=None)) is None


@pytest.mark.parametrize(("reason", "facts"), IN_ORDER, ids=lambda value: getattr(value, "name", ""))
def test_each_reason_can_be_met(reason: AskRefusal, facts: dict[str, Any]) -> None:
    assert policy.refusal(replace(FREE, **facts)) is reason


def test_no_reason_is_forgotten_here() -> None:
    assert {reason for reason, _facts in IN_ORDER} | ELSEWHERE == set(AskRefusal)
    tried = {name for _reason, facts in IN_ORDER for name in facts}
    assert tried | {"at", "month_frees_at", "frozen", "read_first"} == {
        field.name for field in fields(AskFacts)
    }


def test_of_two_reasons_the_first_is_told() -> None:
    for (first, one), (_second, other) in combinations(IN_ORDER, 2):
        if not set(one) & set(other):
            assert policy.refusal(replace(FREE, **other, **one)) is first


def test_a_frozen_asker_reads_that_nothing_is_decided() -> None:
    assert policy.refusal(replace(FREE, rests_until=LATER, frozen=True)) is AskRefusal.ASKING_FROZEN


def test_being_read_first_refuses_nothing() -> None:
    assert policy.refusal(replace(FREE, read_first=True)) is None


def test_a_block_reads_like_a_door_that_is_closed() -> None:
    blocked = policy.refusal(replace(FREE, blocked=True))
    closed = policy.refusal(replace(FREE, recipient=replace(OPEN, takes_asks=False)))
    assert blocked is closed is AskRefusal.DOOR_CLOSED


@pytest.mark.parametrize("who", ["recipient", "connector"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"takes_asks": False}, AskRefusal.DOOR_CLOSED),
        ({"opens_at": None}, AskRefusal.DOOR_CLOSED),
        ({"opens_at": LATER}, AskRefusal.DOOR_FULL),
        ({"opens_at": LATER, "is_paused": True}, AskRefusal.DOOR_PAUSED),
        ({"refuses_purpose": True, "opens_at": LATER}, AskRefusal.PURPOSE_REFUSED),
        ({"opens_at": AT}, None),
    ],
)
def test_each_door_by_itself(who: str, change: dict[str, Any], reason: AskRefusal | None) -> None:
    door = replace(OPEN, **change)
    facts = replace(FREE, **{who: door})  # type: ignore[arg-type]  # a name chosen above
    assert policy.refusal(facts) is reason


@pytest.mark.parametrize("name", ["apart_until", "connector_rested_at"])
def test_a_rest_is_over_at_its_very_end(name: str) -> None:
    over = replace(FREE, **{name: AT})  # type: ignore[arg-type]  # a name chosen above
    going_on = replace(FREE, **{name: AT + timedelta(seconds=1)})  # type: ignore[arg-type]  # as above
    assert policy.refusal(over) is None
    assert policy.refusal(going_on)


def test_a_named_day_comes_before_the_long_pause_and_a_connector_rests_a_month() -> None:
    assert policy.may_ask_again(AT, 365, None) == AT + timedelta(days=365)
    assert policy.may_ask_again(AT, 365, LATER) == LATER
    assert policy.connector_rested(AT) == AT + timedelta(days=30)
    assert policy.connector_rested(None) is None


def test_newcomers_have_one_open_and_two_a_month_and_never_more_than_their_standing() -> None:
    def of(days: float, allowed: int) -> tuple[int, int]:
        joined = AT - timedelta(days=days)
        found = room(joined_at=joined, open_now=0, open_allowed=allowed, this_month=0, at=AT)
        return found.open_allowed, found.month_allowed

    assert [of(0, 3), of(13.99, 3), of(14, 3), of(400, 5)] == [(1, 2), (1, 2), (3, 5), (5, 5)]
    assert [of(0, 0), of(400, 0)] == [(0, 2), (0, 5)]


def test_newcomers_have_three_open_while_a_site_is_founding_and_can_send_them() -> None:
    def of(days: float, allowed: int) -> tuple[int, int]:
        joined = AT - timedelta(days=days)
        found = room(joined_at=joined, open_now=0, open_allowed=allowed, this_month=0, at=AT, founding=True)
        return found.open_allowed, found.month_allowed

    assert [of(0, 3), of(13.99, 3), of(14, 3), of(14, 5)] == [(3, 3), (3, 3), (3, 5), (5, 5)]
    assert [of(0, 1), of(0, 5)] == [(1, 3), (3, 3)], "a limit by their standing holds"
