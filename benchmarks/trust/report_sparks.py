"""What the benchmarks print of rings that a few genuine confirmations light."""

from collections.abc import Iterator

from benchmarks.trust.report import markdown, verdict
from benchmarks.trust.simulator import Simulation
from benchmarks.trust.sparks import SPARKS, Lit, lit, lowered, needed, worst_of
from benchmarks.trust.systems import EDITIONS, OURS, Formula

RINGS, SPARKS_GOAL = (30, 100, 200), 12
RING, DRAWS = 100, 4
LIT_GOALS = {
    "one spark": 55,
    "nine sparks, three each on three": 60,
    "one spark each": 60,
    "a captured founder confirms all": 60,
}


def sparks(_simulation: Simulation, ledgers: int = 2000) -> Iterator[str]:
    """What lights a ring, in all editions, and whether a yes can lower anybody."""
    yield "### A ring of 100 in long cycles: mean score / with a word / trusted"
    yield ""
    cases = {name: (place(RING), None) for name, place in SPARKS.items()}
    cases["a captured founder confirms all"] = (list(range(RING)), 1)
    found = {case: [lit(make(), RING, *how) for make in EDITIONS.values()] for case, how in cases.items()}
    yield from markdown(["ring", *EDITIONS], ([case, *map(_lit, row)] for case, row in found.items()))
    yield ""
    for case, most in LIT_GOALS.items():
        one = found[case][0]
        yield verdict(
            f"{case}: at most {most}, none trusted", one.score <= most and not one.trusted, _lit(one)
        )
    yield ""
    yield from _elsewhere()
    for dense in (False, True):
        rows = [
            [str(size), *(str(needed(make, size, dense=dense) or "over 40") for make in EDITIONS.values())]
            for size in RINGS
        ]
        shape = "dense: each meets forty" if dense else "long cycles"
        yield from markdown([f"accounts, {shape}", *(f"sparks needed, {name}" for name in EDITIONS)], rows)
        yield ""
    for dense, shape in ((False, "long cycles"), (True, "dense")):
        enough = needed(Formula, RING, dense=dense)
        yield verdict(
            f"at least {SPARKS_GOAL} sparks until a ring of {RING} is trusted, {shape}",
            enough is None or enough >= SPARKS_GOAL,
            str(enough),
        )
    hurt = {name: lowered(make, ledgers) for name, make in EDITIONS.items()}
    for name, number in hurt.items():
        yield f"- {name}: a yes lowers somebody later in {number} of {ledgers:,} random ledgers"
    yield verdict("no useful introduction lowers anybody", not hurt[OURS], str(hurt[OURS]))


def _elsewhere() -> Iterator[str]:
    """Nine sparks in other rings, at other places, and with meetings drawn otherwise."""
    yield f"Nine sparks, three each on three accounts anywhere; the worst of {DRAWS} draws:"
    yield ""
    rows = {
        size: [worst_of(Formula, size, dense=dense, draws=DRAWS) for dense in (False, True)] for size in RINGS
    }
    yield from markdown(
        ["accounts", "long cycles", "dense"], ([str(size), *map(_lit, row)] for size, row in rows.items())
    )
    yield ""
    most = LIT_GOALS["nine sparks, three each on three"]
    for size, row in rows.items():
        met = all(one.score <= most and not one.trusted for one in row)
        yield verdict(
            f"nine sparks, ring of {size}: at most {most}, none trusted", met, " · ".join(map(_lit, row))
        )
    yield ""


def _lit(one: Lit) -> str:
    return f"{one.score:.1f} / {one.known} / {one.trusted}"
