"""What the benchmarks print: tables to paste, and for each goal the number and whether it is met."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from benchmarks.trust.attacks import PLANS
from benchmarks.trust.baselines import CALENDAR
from benchmarks.trust.cost import Cost
from benchmarks.trust.early_warning import LEADS, VARIANTS, Row, informed
from benchmarks.trust.early_warning import OURS as RATED
from benchmarks.trust.networks import Network
from benchmarks.trust.rings import SevereRule
from benchmarks.trust.simulator import Simulation
from benchmarks.trust.systems import EDITIONS, OURS, SYSTEMS
from intro_app.trust.events import Severity

OTC_GOALS, INFORMED_GOALS = (0.924, 0.875, 0.834), (0.974, 0.948, 0.907)
ASKS_GOALS = {"burn": 5.5, "fresh": 2.4, "on-off": 7.3, "whitewash": 5.4}
WORD_GOALS, HELD_GOAL = (115.0, 170.0), 0.005
RING_GOAL = 5.0
SLANDER_GOAL = 0.05
REBUILD_GOAL, MEMORY_GOAL = 30.0, 1.5
MILLIONS = 10
ALIKE = (Severity.MODERATE,)
SCORED = [name for name in SYSTEMS if name != "strikes only"]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def verdict(goal: str, met: bool, measured: str) -> str:
    """One goal, met or not, with its number."""
    return f"- {'met' if met else 'NOT MET'}: {goal}: {measured}"


def early_warning(network: Network, rows: list[Row]) -> Iterator[str]:
    """The table of a network and the goals on it."""
    benign = sum(label > 0 for label in network.labels.values())
    yield f"### Early warning on {network.name}"
    yield ""
    fraudulent = len(network.labels) - benign
    yield f"{len(network.ratings)} ratings, {benign} benign and {fraudulent} fraudulent traders;"
    yield f"founder recognised: {network.founder}."
    yield (
        "AUC from what was known a lead before the first label "
        "(in brackets: among pairs labelled within 90 days)."
    )
    yield ""
    yield from markdown(["method", *(f"lead {lead} d" for lead in LEADS)], map(_auc_row, rows))
    yield ""
    if network.name == "bitcoin_otc":
        for lead, goal, found in zip(LEADS, OTC_GOALS, rows[0].pooled, strict=True):
            yield verdict(f"AUC at lead {lead} d at least {goal}", found >= goal, f"{found:.3f}")
        yield from _informed(network)
    for number, lead in enumerate(LEADS):
        yield from _best(rows, number, lead)


def _informed(network: Network) -> Iterator[str]:
    found = informed(network)
    for name, values in found.items():
        yield f"- informed traders only, {name}: {', '.join(f'{one:.3f}' for one in values)}"
    for lead, goal, value in zip(LEADS, INFORMED_GOALS, found[RATED], strict=True):
        yield verdict(
            f"AUC of informed traders at lead {lead} d at least {goal}", value >= goal, f"{value:.3f}"
        )


def _auc_row(row: Row) -> list[str]:
    return [
        row.method,
        *(f"{pooled:.3f} ({near:.3f})" for pooled, near in zip(row.pooled, row.near, strict=True)),
    ]


def _best(rows: list[Row], number: int, lead: int) -> Iterator[str]:
    ours, *others = [row for row in rows if row.method not in VARIANTS]
    clock = next(row.pooled[number] for row in others if row.method == CALENDAR)
    methods = [row for row in others if row.method != CALENDAR]
    above = [
        f"{row.method} {row.pooled[number]:.3f}"
        for row in methods
        if row.pooled[number] >= ours.pooled[number]
    ]
    near = [
        f"{row.method} {row.near[number]:.3f}" for row in methods if row.near[number] >= ours.near[number]
    ]
    goal = f"better than every method at lead {lead} d"
    yield verdict(
        goal, not above, f"above it: {', '.join(above) or 'none'} (the calendar alone: {clock:.3f})"
    )
    yield verdict(
        f"{goal}, among pairs labelled within 90 days", not near, f"above it: {', '.join(near) or 'none'}"
    )


def gates(simulation: Simulation) -> Iterator[str]:
    """Who stops whom how soon, at equally few honest members held."""
    yield f"### Attacks, behind lines that hold at most 0.5 % of honest members ({simulation.seeds} seeds)"
    yield ""
    found = {plan: [simulation.attack(plan, name) for name in SYSTEMS] for plan in PLANS}
    rows = [[f"{plan}: abusive asks / contained / lives", *map(_fared, row)] for plan, row in found.items()]
    blind = replace(simulation, habits=replace(simulation.habits, false_severity=ALIKE, true_severity=ALIKE))
    for plan in ("burn", "on-off"):
        alike = [blind.attack(plan, name) for name in SYSTEMS]
        rows.append([f"(beyond the goal) {plan}, if every report weighed the same", *map(_fared, alike)])
    agreed = replace(simulation, habits=replace(simulation.habits, two_agree=True))
    decided = {plan: [agreed.attack(plan, name) for name in SYSTEMS] for plan in PLANS}
    rows += [
        [f"{plan}, two moderators agree from severity 5 on", *map(_fared, row)]
        for plan, row in decided.items()
    ]
    rows.append(["honest members ever held", *(f"{part:.2%}" for part in simulation.held())])
    rows.append(["the same, two agree", *(f"{part:.2%}" for part in agreed.held())])
    yield from markdown(["attack", *SYSTEMS], rows)
    yield ""
    for plan, (ours, _first, *others) in found.items():
        best = min(asks for asks, _, _ in others)
        goal = ASKS_GOALS[plan]
        yield verdict(f"{plan}: at most {goal} abusive asks", ours[0] <= goal, f"{ours[0]:.1f}")
        if plan == "fresh":
            yield _least(simulation)
        yield verdict(
            f"{plan}: as few abusive asks as the best column",
            ours[0] <= best,
            f"{ours[0]:.1f} against {best:.1f}",
        )
    for plan, (ours, *_others) in decided.items():
        goal = ASKS_GOALS[plan]
        yield verdict(f"{plan}, two agree: at most {goal} abusive asks", ours[0] <= goal, f"{ours[0]:.1f}")
    yield _least(agreed)


def _least(simulation: Simulation) -> str:
    """Nobody can be held before the first report about them is upheld."""
    habits, severities = simulation.habits, simulation.habits.true_severity
    severe = sum(one >= Severity.SEVERE for one in severities) / len(severities)
    agreed = 1 - severe * (1 - habits.true_upheld) if habits.two_agree else 1.0
    least = 1 / (habits.reported * habits.true_upheld * agreed)
    return f"- abusive asks until the first upheld report, on average, whatever the system: {least:.2f}"


def _fared(fared: tuple[float, float, float]) -> str:
    return "{:.1f} / {:.2f} / {:.1f}".format(*fared)


def rings(simulation: Simulation) -> Iterator[str]:
    """What accounts that confirm each other gain."""
    yield (
        "### Rings and Sybils: score with / without their confirmations of each other "
        "(the worse of two shapes)"
    )
    yield ""
    closed = [(size, [simulation.ring(size, name) for name in SCORED]) for size in simulation.ring_sizes]
    rows = [[f"ring of {size}", *map(_pair, found)] for size, found in closed]
    sybils = [simulation.sybils(name) for name in SCORED]
    rows.append(["40 Sybils of a member with a good past", *map(_pair, sybils)])
    for size in simulation.ring_sizes[:2]:
        found = [simulation.ring(size, name, outside=1) for name in SCORED]
        rows.append(
            [f"(beyond the goal) ring of {size}, each confirmed by a founder first", *map(_pair, found)]
        )
    yield from markdown(["attack", *SCORED], rows)
    yield ""
    for size, (ours, *_) in closed:
        gain = ours[0] - ours[1]
        yield verdict(
            f"ring of {size} gains at most {RING_GOAL:.0f} points", gain <= RING_GOAL, f"{gain:.1f}"
        )
    gains = [with_them - without for with_them, without in sybils]
    yield verdict(f"40 Sybils gain at most {RING_GOAL:.0f} points", gains[0] <= RING_GOAL, f"{gains[0]:.1f}")


def _pair(scores: tuple[float, float]) -> str:
    return "{:.1f} / {:.1f}".format(*scores)


_SEVERE = {
    "10 reports, each very severe, one moderator in full": (Severity.GRAVE, SevereRule.NONE),
    "10 reports, each very severe, one moderator alone": (Severity.GRAVE, SevereRule.ALONE),
    "10 reports, each severe, two agree": (Severity.SEVERE, SevereRule.TWO),
    "10 reports, each very severe, two agree": (Severity.GRAVE, SevereRule.TWO),
}


def slander(simulation: Simulation) -> Iterator[str]:
    """What false reports cost honest members, and how long honest newcomers stay new."""
    yield "### False reports against an honest member: score lost (0 to 1)"
    yield ""
    wrong = simulation.habits.false_upheld
    cases = {
        "bad-mouthing by 10, taken raw": (10, 1.0, 1.0),
        "bad-mouthing by 10, three reports a victim, moderated": (3, wrong, 1.0),
        "bad-mouthing by 10, moderated": (10, wrong, 1.0),
        "bad-mouthing by 10, two agree from severity 5 on": (10, wrong, 1.0, SevereRule.TWO),
        "bad-mouthing by 10, one moderator alone": (10, wrong, 1.0, SevereRule.ALONE),
        "bad-mouthing by 10, moderated, half of the upheld appealed": (10, wrong, (1 + wrong) / 2),
        "bad-mouthing by 10, moderated and appealed": (10, wrong, wrong),
        "bad-mouthing by 10, two agree, and appealed": (10, wrong, wrong, SevereRule.TWO),
        "retaliation, decided by one moderator": (1, wrong, 1.0),
        "retaliation, decided by two": (1, wrong**2, 1.0),
    }
    lost = {case: [simulation.lost(name, *how) for name in SCORED] for case, how in cases.items()}
    for case, (severity, rule) in _SEVERE.items():
        lost[case] = [simulation.lost_if_severe(name, severity, rule) for name in SCORED]
    yield from markdown(
        ["case", *SCORED], ([case, *(f"{one:.3f}" for one in row)] for case, row in lost.items())
    )
    yield ""
    for case, row in [*list(lost.items())[1:8], *list(lost.items())[-2:]]:
        yield verdict(f"{case} costs at most {SLANDER_GOAL}", row[0] <= SLANDER_GOAL, f"{row[0]:.3f}")
    for name, edition in EDITIONS.items():
        known, full, reached = simulation.newcomers(edition)
        yield (
            f"- honest newcomers, {name}: {known:.0f} days until the first word, "
            f"{full:.0f} until trusted (by {reached:.0%})"
        )
        if name == OURS:
            yield verdict(
                f"first word within {WORD_GOALS[0]:.0f} days", known <= WORD_GOALS[0], f"{known:.0f}"
            )
            yield verdict(f"trusted within {WORD_GOALS[1]:.0f} days", full <= WORD_GOALS[1], f"{full:.0f}")
    held = simulation.held()[list(SYSTEMS).index(OURS)]
    yield verdict("honest members ever held at most 0.5 %", held <= HELD_GOAL, f"{held:.2%}")


def costs(who: str, found: list[Cost]) -> Iterator[str]:
    """Seconds, gigabytes and microseconds."""
    yield f"### Cost, where {who} have points (pure Python, time of one core, read event by event)"
    yield ""
    rows = [
        [
            f"{c.events:,}",
            f"{c.members:,}",
            f"{c.confirmed:.0%}",
            f"{c.rebuilt:.1f} s",
            f"{c.rebuilt / c.events * 1e6:.1f} µs",
            f"{c.memory:.2f} GB",
            f"{c.applied:.1f} µs",
        ]
        for c in found
    ]
    head = ["events", "members", "with points", "rebuild", "an event", "memory", "apply one, median"]
    yield from markdown(head, rows)
    yield ""
    most, least = found[-1], found[0]
    projected = most.rebuilt / most.events * MILLIONS * 1e6
    yield verdict(
        "one event costs at most twice as much in a large ledger",
        most.applied <= 2 * least.applied,
        f"{most.applied / least.applied:.2f} times",
    )
    reckoned = f"reckoned from {most.events:,} events"
    yield verdict(
        f"10 million events rebuilt in {REBUILD_GOAL:.0f} s",
        projected <= REBUILD_GOAL,
        f"{projected:.0f} s, {reckoned}",
    )
    if most.events >= MILLIONS * 1_000_000:
        met = most.memory <= MEMORY_GOAL
        yield verdict(f"in {MEMORY_GOAL} GB", met, f"{most.memory:.2f} GB")
