"""The benchmarks of trust read any network of the kind, and run from end to end."""

from pathlib import Path

import pytest

from benchmarks.trust.attacks import PLANS, play
from benchmarks.trust.formula import standings_before
from benchmarks.trust.networks import NoData, data_dir, networks
from benchmarks.trust.rings import ring_scores
from benchmarks.trust.simulator import Simulation
from benchmarks.trust.systems import OURS, SYSTEMS
from benchmarks.trust.world import Habits, honest_world

RATINGS = """rater,ratee,rating,time
7,8,2,100
7,2,1,150.5
8,3,-2,300
7,3,-1,400
2,3,-2,200
3,2,2,250
"""
LABELS = """trader,label
8,+1
3,-1
"""
SMALL = Habits(members=60, groups=2, days=120, founders=4, newcomers=6)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "other.csv").write_text(RATINGS)
    (tmp_path / "other_labels.csv").write_text(LABELS)
    return tmp_path


def test_a_network_of_another_scale_is_read_and_its_founder_recognised(directory: Path) -> None:
    (network,) = networks(directory)
    assert (network.name, network.founder) == ("other", 7)
    assert [rating.value for rating in network.ratings] == [1, 0.5, -1, 1, -1, -0.5]


def test_a_trader_counts_as_labelled_from_the_first_labeller_who_agrees(directory: Path) -> None:
    (network,) = networks(directory)
    assert network.labelled_at == {8: 100, 3: 200}


def test_only_what_was_known_before_counts(directory: Path) -> None:
    (network,) = networks(directory)
    assert standings_before(network, lead=0) == {8: 50, 3: 50}
    later = {**network.labelled_at, 3: 401.0}
    network.labelled_at.update(later)
    assert standings_before(network, lead=0)[3] < 50


def test_without_data_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUST_DATA", str(tmp_path))
    with pytest.raises(NoData, match="TRUST_DATA"):
        data_dir()


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_attack_meets_every_system(plan: str, system: str) -> None:
    attackers = play(honest_world(1, SMALL), SYSTEMS[system](), 3.0, PLANS[plan], attackers=2)
    assert [attacker.lives >= 1 and attacker.abusive >= 0 for attacker in attackers] == [True, True]


def test_a_ring_is_measured_with_and_without_itself() -> None:
    simulation = Simulation(seeds=1, ring_sizes=(4,), habits=SMALL)
    with_ring, without = ring_scores(simulation.worlds[0], SYSTEMS[OURS], 4, "circle")
    assert with_ring == without
