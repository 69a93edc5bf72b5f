"""Print recall and precision of suggestions and newcomers' share: `python -m benchmarks.suggestions`."""

from collections import Counter
from statistics import mean
from typing import NamedTuple

from benchmarks.suggestions.community import Community, made
from intro_app.suggestions.policy import Match, Pair, chosen, matches

SEEDS, WEEKS = 5, 4


class Figures(NamedTuple):
    """What is measured in one community."""

    precision_of_matches: float
    recall_of_matches: float
    precision_shown: float
    newcomers: float
    shown: float


def main() -> None:
    """Print the figures of each community, and their mean."""
    print("| seed | precision of matches | recall | precision shown | newcomers' share | shown a week |")
    print("|---|---|---|---|---|---|")
    rows = [measured(made(seed)) for seed in range(SEEDS)]
    for seed, row in enumerate(rows):
        print(_line(str(seed), row))
    print(_line("mean", Figures(*(mean(column) for column in zip(*rows, strict=True)))))


def measured(community: Community) -> Figures:
    """Compare what is found and shown with the labels, for all pairs who share somebody who knows both."""
    found = {one: _matches(community, one) for one in community.people}
    pairs = {match.pair for matched in found.values() for match in matched}
    reachable = {pair for pair in community.fits if community.knows[pair[0]] & community.knows[pair[1]]}
    shown = _shown(community, found)
    people = Counter(one for pair in shown for one in pair)
    new = sum(number for one, number in people.items() if one in community.new) / len(community.new)
    others = len(community.people) - len(community.new)
    old = sum(number for one, number in people.items() if one not in community.new) / others
    return Figures(
        len(pairs & community.fits) / len(pairs),
        len(pairs & reachable) / len(reachable),
        sum(pair in community.fits for pair in shown) / len(shown),
        new / old,
        len(shown) / WEEKS,
    )


def _matches(community: Community, connector: int) -> list[Match]:
    known = [community.people[one] for one in sorted(community.knows[connector])]
    return matches(known, day=740_000, key="bench")


def _shown(community: Community, found: dict[int, list[Match]]) -> list[Pair]:
    """Return what all connectors are shown in some weeks, in another order each week."""
    shown: list[Pair] = []
    before: dict[int, set[Pair]] = {one: set() for one in community.people}
    for week in range(WEEKS):
        times: Counter[int] = Counter()
        for connector in sorted(community.people, key=lambda one: hash((one * 7919 + week * 104729) % 1009)):
            for match in chosen(found[connector], before[connector], times):
                shown.append(match.pair)
                before[connector].add(match.pair)
                times.update(match.pair)
    return shown


def _line(name: str, row: Figures) -> str:
    return (
        f"| {name} | {row.precision_of_matches:.2f} | {row.recall_of_matches:.2f} | "
        f"{row.precision_shown:.2f} | {row.newcomers:.2f} | {row.shown:.0f} |"
    )


if __name__ == "__main__":
    main()
