"""A long ledger is folded into columns of numbers; what comes out is what single events would have given."""

import random
from dataclasses import asdict
from datetime import timedelta

import pytest

from intro_app.trust.events import Event, Founder, Joined, Severity, Upheld, Useful
from intro_app.trust.gifts import Gifts
from intro_app.trust.rules import RULES
from intro_app.trust.score import apply, rebuild_in_time
from intro_app.trust.state import State
from tests.support.trust.ledgers import BEGIN

MEMBERS = 300
HOUR = timedelta(hours=1)


def _event(number: int, chance: random.Random) -> Event:
    at, kind = BEGIN + number * HOUR, chance.random()
    if kind < 0.05:
        return Joined(at, chance.randint(1, MEMBERS), chance.choice([None, chance.randint(1, MEMBERS)]))
    a, b, connector = chance.sample(range(1, MEMBERS + 1 if number < 4990 else MEMBERS + 21), 3)
    if kind < 0.1:
        return Upheld(at, number, a, chance.choice(list(Severity)), chance.choice([None, connector]))
    return Useful(at, number, a, b, chance.choice([None, connector]))


def _ledger() -> list[Event]:
    chance = random.Random(5)
    founders = [Founder(BEGIN - HOUR, member) for member in range(1, MEMBERS, 10)]
    return [*founders, *(_event(number, chance) for number in range(5000))]


def test_a_long_ledger_gives_what_event_by_event_gives() -> None:
    """All of every balance, over more pairs than the table first has room for."""
    one_by_one: State = {}
    for event in _ledger():
        apply(one_by_one, event)
    folded = rebuild_in_time(_ledger(), ())
    assert sum(len(balance.received) for balance in folded.values()) > 5000
    assert {balance.level for balance in folded.values()} == {0, 1, 2}
    assert folded.keys() == one_by_one.keys()
    assert len(folded) == len(one_by_one)
    for member, balance in one_by_one.items():
        found, expected = asdict(folded[member]), asdict(balance)
        assert list(found["received"]) == list(expected["received"])
        for name in ("good", "harm", "shared", "received"):
            assert found.pop(name) == pytest.approx(expected.pop(name), rel=1e-12)
        assert found == expected


def test_whoever_is_in_no_event_has_no_balance() -> None:
    balances = rebuild_in_time([Useful(BEGIN, 1, 3, 5)], ())
    assert list(balances) == [3, 5]
    assert 4 not in balances
    assert balances.get(-1) is None
    with pytest.raises(KeyError):
        balances[4]


def test_what_is_read_of_a_long_ledger_changes_nothing_in_it() -> None:
    balances = rebuild_in_time([Founder(BEGIN, 3)], ())
    balances[3].offended(5.0, BEGIN, RULES)
    assert balances[3].harm == 0.0


def test_each_pair_has_one_row_however_many_there_are() -> None:
    gifts = Gifts()
    gifts.make_room_for(100)
    pairs = [(receiver, giver) for receiver in range(100) for giver in range(100)]
    rows = [gifts.row(*pair) for pair in pairs]
    assert rows == list(range(10_000))
    assert [gifts.row(*pair) for pair in pairs] == rows
    assert [giver for giver, _points in gifts.to(7)] == list(reversed(range(100)))
