"""Nobody lifts themselves: pairs, rings and invented accounts."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful
from intro_app.trust.policy import Words, words
from intro_app.trust.score import rebuild, score
from tests.support.trust.ledgers import BEGIN, DAY, END, trusted

RING = 1000


def ring(size: int, invited_by: int | None = None) -> list[Event]:
    """New accounts of which every two confirm each other, twice."""
    accounts = range(RING, RING + size)
    came: list[Event] = [Joined(BEGIN, account, invited_by) for account in accounts]
    met = [
        Useful(BEGIN + DAY, number, a, b) for number, (a, b) in enumerate([*combinations(accounts, 2)] * 2)
    ]
    return came + met


def an_honest_member() -> float:
    """The score of one member confirmed by three outsiders."""
    confirmed = [
        event
        for outsider in (2, 3, 4)
        for event in (*trusted(outsider), Useful(BEGIN, outsider, 1, outsider))
    ]
    return score(rebuild(confirmed, BEGIN)[1], BEGIN)


@pytest.mark.parametrize("size", [2, 3, 10, 30, 100, 200])
def test_a_closed_ring_of_any_size_gains_nothing(size: int) -> None:
    state = rebuild(ring(size), END)
    assert {score(state[account], BEGIN + DAY) for account in range(RING, RING + size)} == {50.0}
    assert score(state[RING], BEGIN + DAY) < an_honest_member()


def test_a_ring_stays_new_here_in_words() -> None:
    assert words(rebuild(ring(30), END)[RING], END) is Words.NEW_HERE


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200)), max_size=120))
def test_no_order_and_no_connectors_help_a_closed_ring(met: list[tuple[int, int, int]]) -> None:
    events = [
        Useful(BEGIN + number * DAY, number, a, b, connector)
        for number, (a, b, connector) in enumerate(met)
        if len({a, b, connector}) == 3
    ]
    assert all(one.good == 0 for one in rebuild(events, END).values())


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.floats(0, 1000))
def test_a_pair_alone_lifts_each_other_by_at_most_two_confirmations(days: list[int], start: float) -> None:
    pair: list[Event] = [Founder(BEGIN, 1, start), Founder(BEGIN, 2, start)]
    pair += [Useful(BEGIN + day * DAY, number, 1, 2) for number, day in enumerate(days)]
    at = BEGIN + max(days) * DAY
    assert rebuild(pair, at)[1].good_at(at) <= rebuild(pair[:2], at)[1].good_at(at) + 2 + 1e-9


def test_one_trusted_person_lifts_nobody_out_of_new_here_and_two_make_nobody_trusted() -> None:
    """They invite and confirm each account over and over, and the ring does so with itself."""
    accounts = range(RING, RING + 50)
    came: list[Event] = [*trusted(1), *trusted(2), *ring(50, invited_by=1)]
    for by, found in ((1, Words.NEW_HERE), (2, Words.IN_GOOD_STANDING)):
        came += [Useful(BEGIN + DAY, number, by, one) for number, one in enumerate([*accounts] * 3)]
        came += [replace(event, at=BEGIN + 2 * DAY) for event in ring(50) if isinstance(event, Useful)]
        state = rebuild(came, END)
        assert {words(state[account], END) for account in accounts} == {found}


@pytest.mark.parametrize("size", [30, 100])
def test_one_confirmation_each_from_a_captured_founder_lets_no_ring_grow(size: int) -> None:
    accounts = range(RING, RING + size)
    lifted = [Useful(BEGIN, number, 1, account) for number, account in enumerate(accounts)]
    state = rebuild([*trusted(1), *ring(size), *lifted], BEGIN + DAY)
    assert max(score(state[account], BEGIN + DAY) for account in accounts) < 60
    assert {words(state[account], BEGIN + DAY) for account in accounts} == {Words.NEW_HERE}


def test_coming_back_by_invitation_weighs_on_the_inviter() -> None:
    lives = range(10, 13)
    ledger: list[Event] = [*trusted(1), *(Joined(BEGIN, life, 1) for life in lives)]
    ledger += [Upheld(BEGIN + DAY, life, life, Severity.SEVERE) for life in lives]
    assert rebuild(ledger, END)[1].harm_at(BEGIN + DAY) > 7
