"""How a soak tells memory that grew from processes that came and went."""

from tests.soak.findings import LONG, WARM, Findings
from tests.soak.load import Timed
from tests.soak.memory import Growth, Memory

_WARM_UP = 20.0


def _played(*lives: tuple[int, int, int, int]) -> Memory:
    """Return the readings of a hundred seconds: each life is (first, last second, KiB first, last)."""
    memory = Memory()
    for at in range(100):
        memory.take(
            at,
            {
                pid: (held := then + (last - then) * (at - born) // max(1, end - born), held // 2)
                for pid, (born, end, then, last) in enumerate(lives)
                if born <= at <= end
            },
        )
    return memory


def test_memory_that_stays_is_no_growth() -> None:
    assert _played((0, 99, 1000, 1000)).grown(_WARM_UP) == [Growth(1000, 1000)]


def test_one_process_that_grows_is_found_beside_one_that_does_not() -> None:
    grown = _played((0, 99, 1000, 1000), (0, 99, 1000, 2000)).grown(_WARM_UP)
    assert [one.is_too_much for one in grown] == [False, True]


def test_a_fresh_process_does_not_hide_what_another_has_gained() -> None:
    memory = _played((0, 50, 2000, 2000), (51, 99, 100, 100), (0, 99, 1000, 1500))
    assert not memory.together(_WARM_UP).is_too_much, "the sum says nothing"
    grown = memory.grown(_WARM_UP)
    assert {one.warm: one.is_too_much for one in grown} == {100: False, 1111: True}
    assert memory.ended == 1


def test_a_process_that_warms_up_late_is_no_growth() -> None:
    memory = _played((0, 50, 1000, 1000), (51, 70, 100, 1000), (75, 99, 100, 1000))
    assert not memory.grown(_WARM_UP), "it has hardly been warm"
    assert memory.ended == 2


def test_a_moment_that_needs_much_is_no_growth() -> None:
    memory = _played((0, 99, 1000, 1000))
    memory.take(99.5, {0: (5000, 5000)})
    memory.take(99.7, {0: (5000, 5000)})
    assert not memory.grown(_WARM_UP)[0].is_too_much


def test_a_long_soak_says_that_nothing_could_be_compared() -> None:
    said = Findings(quiet=[Timed(0, 0.1, 200)], loud=[Timed(1, 0.1, 200)]).faults(LONG)
    assert said == ["no process of the web server lived long enough to be compared"]
    assert not Findings().faults(WARM / 2)


def test_answers_that_take_far_longer_while_things_break_are_told() -> None:
    found = Findings(quiet=[Timed(0, 0.01, 200)], loud=[Timed(1, 100.0, 200)], grown=[Growth(1, 1)])
    assert found.faults(LONG) == ["p99 rose from 0.010 to 100.000 s"]
