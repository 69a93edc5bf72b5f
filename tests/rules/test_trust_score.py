"""What the trust score promises, whatever happens."""

from dataclasses import asdict, replace
from datetime import datetime
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    Reversed,
    SecondAgreed,
    Severity,
    Upheld,
    Useful,
    in_order,
    standing_events,
)
from intro_app.trust.score import NeedsRebuild, apply, rebuild, score
from intro_app.trust.state import PointsBalance, State
from tests.support.trust.ledgers import (
    BEGIN,
    DAY,
    END,
    PEOPLE,
    lasting_ledgers,
    ledgers,
    members,
    severities,
    trusted,
    useful,
)

NEWCOMER, OUTSIDER = 99, 98


def points(state: State, at: datetime = END) -> dict[int, tuple[float, float]]:
    return {member: (one.good_at(at), one.harm_at(at)) for member, one in state.items()}


@given(ledgers)
def test_a_score_is_always_within_bounds(ledger: list[Event]) -> None:
    state = rebuild(ledger, END)
    assert all(
        0 < score(state.get(member), at) < 100 for member in PEOPLE for at in (BEGIN, END, END + 9999 * DAY)
    )


def test_only_these_seven_things_can_count() -> None:
    """Declining, silence, expiry, inactivity, membership and reports not upheld are no events at all."""
    assert set(get_args(Event)) == {Joined, Founder, Useful, Upheld, SecondAgreed, BadFaith, Reversed}


def test_somebody_unknown_has_fifty() -> None:
    assert score(None, END) == score(PointsBalance(), END) == 50


@given(lasting_ledgers)
def test_the_running_state_equals_a_rebuild(ledger: list[Event]) -> None:
    running: State = {}
    for event in in_order(ledger):
        apply(running, event)
    rebuilt = points(rebuild(ledger, END))
    assert running.keys() == rebuilt.keys()
    assert all(found == pytest.approx(rebuilt[member], abs=1e-9) for member, found in points(running).items())


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(ledger: list[Event], chance: Random) -> None:
    shuffled = list(ledger)
    chance.shuffle(shuffled)
    assert rebuild(shuffled, END) == rebuild(ledger, END)


@given(lasting_ledgers, severities, members, st.booleans())
def test_reversing_a_report_restores_exactly_what_was(
    ledger: list[Event], severity: Severity, offender: int, vouched: bool
) -> None:
    connector = offender % 8 + 1 if vouched else None
    report = Upheld(BEGIN + 400 * DAY, 1000, offender, severity, connector)
    appealed = [*ledger, report, Reversed(BEGIN + 900 * DAY, 1000)]
    assert rebuild(appealed, END) == rebuild(ledger, END)


@given(ledgers, severities, members)
def test_a_reversal_counts_only_once_it_is_made(
    ledger: list[Event], severity: Severity, offender: int
) -> None:
    report = Upheld(BEGIN + 901 * DAY, 1000, offender, severity)
    appealed = [*ledger, report, Reversed(BEGIN + 950 * DAY, 1000)]
    assert rebuild(appealed, BEGIN + 949 * DAY) == rebuild([*ledger, report], BEGIN + 949 * DAY)


@given(ledgers, members)
def test_a_confirmation_by_a_new_independent_person_never_lowers(ledger: list[Event], member: int) -> None:
    before = score(rebuild(ledger, END).get(member), END)
    ledger = [*ledger, *trusted(OUTSIDER, END), Useful(END, 1, member, OUTSIDER)]
    assert score(rebuild(ledger, END)[member], END) >= before


@given(ledgers, severities, members, st.booleans())
def test_an_upheld_report_never_raises_anyone(
    ledger: list[Event], severity: Severity, offender: int, vouched: bool
) -> None:
    report = Upheld(END, 1000, offender, severity, offender % 8 + 1 if vouched else None)
    before, after = rebuild(ledger, END), rebuild([*ledger, report], END)
    assert all(score(after.get(member), END) <= score(before.get(member), END) for member in PEOPLE)


@given(ledgers, ledgers)
def test_events_of_people_with_no_path_to_somebody_do_not_move_them(
    mine: list[Event], others: list[Event]
) -> None:
    elsewhere = [moved(event, 100) for event in others]
    alone, together = points(rebuild(mine, END)), points(rebuild([*mine, *elsewhere], END))
    assert {member: together[member] for member in alone} == alone


@given(ledgers)
def test_the_same_history_gives_the_same_score_whoever_they_are(ledger: list[Event]) -> None:
    renamed = points(rebuild([moved(event, 100) for event in ledger], END))
    assert {member - 100: found for member, found in renamed.items()} == points(rebuild(ledger, END))


def moved(event: Event, by: int) -> Event:
    """The same event of other people, with other reports."""
    kept = {"introduction", "severity", "points", "alone"}
    numbers = {
        name: number for name, number in asdict(event).items() if isinstance(number, int) and name not in kept
    }
    later = {name: number + by for name, number in numbers.items()}
    return replace(event, **later)  # type: ignore[arg-type]  # only numbers


@given(ledgers)
def test_time_alone_only_lets_points_fade(ledger: list[Event]) -> None:
    state = rebuild(ledger, END)
    for one in state.values():
        assert one.good_at(END + DAY) <= one.good_at(END)
        assert one.harm_at(END + DAY) <= one.harm_at(END)
        assert abs(score(one, END + 9999 * DAY) - 50) < 5


@given(lasting_ledgers)
def test_a_reversal_and_an_older_event_ask_for_a_rebuild(ledger: list[Event]) -> None:
    state = rebuild([*ledger, Founder(END, 1)], END)
    before = points(state)
    with pytest.raises(NeedsRebuild):
        apply(state, Reversed(END, 1))
    with pytest.raises(NeedsRebuild):
        apply(state, Founder(BEGIN - DAY, 1))
    assert points(state) == before


@given(st.lists(useful(), max_size=80))
def test_no_more_than_three_trusted_people_are_remembered(ledger: list[Useful]) -> None:
    crowd = [Useful(END, number, 1, 1000 + number) for number in range(70)]
    state = rebuild([*(Founder(BEGIN, one) for one in PEOPLE), *ledger, *crowd], END)
    assert all(len(one.trusted_by) <= 3 for one in state.values())


def test_an_introduction_is_between_different_people() -> None:
    with pytest.raises(ValueError, match="different people"):
        Useful(BEGIN, 1, 1, 1)
    with pytest.raises(ValueError, match="different people"):
        Useful(BEGIN, 1, 1, 2, connector=2)


@given(ledgers)
def test_nothing_reversed_is_left_standing(ledger: list[Event]) -> None:
    assert not any(isinstance(event, Reversed) for event in standing_events(ledger, END))
