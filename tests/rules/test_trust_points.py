"""How many points each thing brings, and to whom."""

from datetime import datetime

import pytest
from hypothesis import given

from intro_app.trust.events import (
    Event,
    Founder,
    Joined,
    Reversed,
    Severity,
    Upheld,
    Useful,
)
from intro_app.trust.policy import AskLimit, Words, limit, words
from intro_app.trust.score import rebuild, rebuild_in_time
from intro_app.trust.state import PointsBalance, State
from tests.support.trust.ledgers import (
    BEGIN,
    DAY,
    END,
    PEOPLE,
    in_good_standing,
    ledgers,
    trusted,
)

NEWCOMER, OUTSIDER = 99, 98


def points(state: State, at: datetime = END) -> dict[int, tuple[float, float]]:
    return {member: (one.good_at(at), one.harm_at(at)) for member, one in state.items()}


@given(ledgers)
def test_joining_gives_no_points(ledger: list[Event]) -> None:
    assert points(rebuild([*ledger, Joined(END, NEWCOMER)], END))[NEWCOMER] == (0, 0)


def test_good_points_and_harm_points_halve_in_a_year() -> None:
    state = rebuild([Founder(BEGIN, 1, 8), Upheld(BEGIN, 1, 1, Severity.GRAVE)], BEGIN)
    assert state[1].good_at(BEGIN + 365 * DAY) == pytest.approx(4)
    assert state[1].harm_at(BEGIN + 365 * DAY) == pytest.approx(5)


def test_a_confirmation_counts_by_the_word_of_its_giver_and_by_nothing_else() -> None:
    for points in (0.0, 10.0, 1000.0):
        assert rebuild([Founder(BEGIN, 1, points), Useful(BEGIN, 1, 1, 2)], BEGIN)[2].good_at(BEGIN) == 1
    assert rebuild([Useful(BEGIN, 1, 1, 2)], BEGIN)[2].good == 0
    ledger = [*in_good_standing(1), Useful(BEGIN + DAY, 99, 1, 2)]
    assert rebuild(ledger, END)[2].good_at(BEGIN + DAY) == pytest.approx(0.5)


def test_nobody_with_a_recent_upheld_report_has_a_voice() -> None:
    ledger: list[Event] = [*trusted(1), Upheld(BEGIN, 1, 1, Severity.MODERATE), Useful(BEGIN + DAY, 1, 1, 2)]
    assert rebuild(ledger, END)[2].good == 0
    later: list[Event] = [*ledger, Useful(BEGIN + 400 * DAY, 2, 1, 3)]
    assert rebuild(later, END)[3].good_at(BEGIN + 400 * DAY) == pytest.approx(1)


def test_the_connector_receives_from_both_and_gives_to_neither() -> None:
    everyone = [*trusted(1), *trusted(2), *trusted(3)]
    gained = points(rebuild([*everyone, Useful(BEGIN, 1, a=1, b=2, connector=3)], BEGIN), BEGIN)
    assert [gained[member][0] - 1000 for member in (1, 2, 3)] == pytest.approx([1, 1, 2])


def test_on_one_day_each_further_time_with_the_same_person_counts_half_as_much() -> None:
    ledger: list[Event] = [*trusted(1), *(Useful(BEGIN, number, 1, 2) for number in range(3))]
    assert rebuild(ledger, BEGIN)[2].good_at(BEGIN) == pytest.approx(1 + 1 / 2 + 1 / 4)


def test_a_further_time_is_less_by_half_of_what_is_left_from_before() -> None:
    ledger: list[Event] = [*trusted(1), Useful(BEGIN, 1, 1, 2), Useful(BEGIN + 365 * DAY, 2, 1, 2)]
    assert rebuild(ledger, END)[2].good_at(BEGIN + 365 * DAY) == pytest.approx(1 / 2 + 3 / 4)


def test_who_knows_whom_and_who_invited_whom_makes_no_yes_count_less() -> None:
    circle = [
        Useful(BEGIN, n, member, friend)
        for n, (member, friend) in enumerate((m, f) for m in (1, 2) for f in PEOPLE[2:])
    ]
    joined: list[Event] = [*trusted(1), Joined(BEGIN, 2, 1)]
    ledger = [*joined, *circle, Useful(BEGIN + 2 * DAY, 99, 1, 2)]
    assert rebuild(ledger, END)[2].good_at(BEGIN + 2 * DAY) == pytest.approx(1)


def test_connector_and_inviter_carry_a_quarter() -> None:
    ledger: list[Event] = [Joined(BEGIN, 2, 1), Upheld(BEGIN + DAY, 1, 2, Severity.SEVERE, connector=3)]
    state = rebuild(ledger, BEGIN + DAY)
    found = [state[member].harm_at(BEGIN + DAY) for member in (2, 1, 3)]
    assert found == pytest.approx([5, 1.25, 1.25])


def test_the_inviter_carries_twice_as_much_for_each_further_offender() -> None:
    came: list[Event] = [Joined(BEGIN, member, 1) for member in (2, 3, 4)]
    reports = [Upheld(BEGIN, member, member, Severity.MINOR) for member in (2, 3, 4)]
    assert rebuild([*came, *reports], BEGIN)[1].harm_at(BEGIN) == pytest.approx(0.25 + 0.5 + 1)


def test_the_inviter_carries_nothing_after_a_year() -> None:
    ledger: list[Event] = [Joined(BEGIN, 2, 1), Upheld(BEGIN + 366 * DAY, 1, 2, Severity.GRAVE)]
    assert rebuild(ledger, END).get(1, PointsBalance()).harm_at(END) == 0


def test_three_grave_offences_of_strangers_never_limit_a_connector_who_vouched() -> None:
    """Somebody could let themselves be introduced by a good connector, and offend, to harm the connector."""
    ledger: list[Event] = [*trusted(1), *(Upheld(BEGIN, n, n, Severity.GRAVE, 1) for n in range(2, 9))]
    standing = rebuild(ledger, BEGIN)[1]
    assert standing.shared_harm_at(BEGIN) == pytest.approx(3)
    assert limit(standing, BEGIN) is AskLimit.NONE
    assert words(standing, BEGIN) is Words.TRUSTED


def test_what_others_did_never_shows_in_somebodys_word() -> None:
    ledger: list[Event] = [*trusted(1), *(Joined(BEGIN, member, 1) for member in (2, 3, 4))]
    ledger += [Upheld(BEGIN, member, member, Severity.GRAVE) for member in (2, 3, 4)]
    standing = rebuild(ledger, BEGIN)[1]
    assert words(standing, BEGIN) is Words.TRUSTED
    assert limit(standing, BEGIN) is AskLimit.PAUSED


@given(ledgers)
def test_a_ledger_read_by_time_and_not_held_gives_the_same(ledger: list[Event]) -> None:
    """Bit for bit, however the events of one instant are read; the ledgers are full of such."""
    reversals = {event.report for event in ledger if isinstance(event, Reversed)}
    in_time = sorted(ledger, key=lambda event: event.at)
    assert rebuild_in_time(in_time, reversals) == rebuild(ledger, END)
    ledger.reverse()
    backwards = sorted(ledger, key=lambda event: event.at)
    assert rebuild_in_time(backwards, reversals) == rebuild(ledger, END)
