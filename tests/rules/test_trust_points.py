"""How many points each thing brings, and to whom."""

from datetime import datetime

import pytest
from hypothesis import given

from intro_app.trust.events import (
    Event,
    Founder,
    Joined,
    Severity,
    Upheld,
    Useful,
)
from intro_app.trust.score import rebuild
from intro_app.trust.state import PointsBalance, State
from tests.support.trust.ledgers import (
    BEGIN,
    DAY,
    END,
    PEOPLE,
    ledgers,
    trusted,
)

NEWCOMER, OUTSIDER = 99, 98


def points(state: State, at: datetime = END) -> dict[int, tuple[float, float]]:
    return {member: (one.good_at(at), one.harm_at(at)) for member, one in state.items()}


@given(ledgers)
def test_joining_gives_no_points(ledger: list[Event]) -> None:
    assert points(rebuild([*ledger, Joined(END, NEWCOMER)], END))[NEWCOMER] == (0, 0)


def test_good_points_halve_in_a_year_and_harm_in_a_year_and_a_half() -> None:
    state = rebuild([Founder(BEGIN, 1, 8), Upheld(BEGIN, 1, 1, Severity.GRAVE)], BEGIN)
    assert state[1].good_at(BEGIN + 365 * DAY) == pytest.approx(4)
    assert state[1].harm_at(BEGIN + 545 * DAY) == pytest.approx(5)


def test_the_connector_receives_from_both_and_gives_to_neither() -> None:
    everyone = [*trusted(1), *trusted(2), *trusted(3)]
    gained = points(rebuild([*everyone, Useful(BEGIN, 1, a=1, b=2, connector=3)], BEGIN), BEGIN)
    assert [gained[member][0] - 1000 for member in (1, 2, 3)] == pytest.approx([1, 1, 2])


def test_the_same_two_people_count_half_again_each_time() -> None:
    ledger: list[Event] = [*trusted(1), *(Useful(BEGIN, number, 1, 2) for number in range(3))]
    assert rebuild(ledger, BEGIN)[2].good == pytest.approx(1 + 1 / 2 + 1 / 4)


def test_people_of_one_invitation_house_count_a_quarter() -> None:
    invited: list[Event] = [*trusted(1), Joined(BEGIN, 2, 1), Useful(BEGIN, 1, 1, 2)]
    assert rebuild(invited, BEGIN)[2].good == pytest.approx(0.25)


def test_siblings_of_one_invitation_are_one_house() -> None:
    family = [*trusted(1), Joined(BEGIN, 2, 1), Joined(BEGIN, 3, 1), *trusted(3), Useful(BEGIN, 1, 2, 3)]
    assert rebuild(family, BEGIN)[2].good == pytest.approx(0.25)


def test_a_closed_circle_counts_little() -> None:
    circle = [
        Useful(BEGIN, n, member, friend)
        for n, (member, friend) in enumerate((m, f) for m in (1, 2) for f in PEOPLE[2:])
    ]
    ledger: list[Event] = [*trusted(1, BEGIN + DAY), *circle, Useful(BEGIN + 2 * DAY, 99, 1, 2)]
    assert rebuild(ledger, END)[2].good_at(BEGIN + 2 * DAY) == pytest.approx(0.05)


def test_connector_and_inviter_carry_a_quarter() -> None:
    ledger: list[Event] = [Joined(BEGIN, 2, 1), Upheld(BEGIN + DAY, 1, 2, Severity.SEVERE, connector=3)]
    state = rebuild(ledger, BEGIN + DAY)
    assert [state[member].harm for member in (2, 1, 3)] == [5, 1.25, 1.25]


def test_the_inviter_carries_twice_as_much_for_each_further_offender() -> None:
    came: list[Event] = [Joined(BEGIN, member, 1) for member in (2, 3, 4)]
    reports = [Upheld(BEGIN, member, member, Severity.MINOR) for member in (2, 3, 4)]
    assert rebuild([*came, *reports], BEGIN)[1].harm == pytest.approx(0.25 + 0.5 + 1)


def test_the_inviter_carries_nothing_after_a_year() -> None:
    ledger: list[Event] = [Joined(BEGIN, 2, 1), Upheld(BEGIN + 366 * DAY, 1, 2, Severity.GRAVE)]
    assert rebuild(ledger, END).get(1, PointsBalance()).harm == 0
