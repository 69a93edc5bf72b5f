"""Early warning: score each labelled trader only from what was known before anyone labelled them."""

import math
from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.trust.baselines import DAY, METHODS, Array, Graph
from benchmarks.trust.first_edition import FirstCrowd
from benchmarks.trust.formula import Make, standings_before, unfitted
from benchmarks.trust.networks import Network

LEADS = (0, 1, 7)
OURS = (
    "this formula, with five fittings (voices .2 .6 1, any five end new, voice by harm, root, shared tenth)"
)
VARIANTS: dict[str, Make] = {
    "first edition, with three fittings (floor .2, root of strength, shared twentieth)": FirstCrowd,
    "the site's own rules, without fittings": unfitted,
}
NEAR = 90 * DAY
SAME = 1e-12


@dataclass(frozen=True)
class Row:
    """A method's AUC at each lead: over all pairs of traders, and over pairs labelled within 90 days."""

    method: str
    pooled: list[float]
    near: list[float]


def table(network: Network, leads: tuple[int, ...] = LEADS) -> list[Row]:
    """AUC (benign above fraudulent) of every method at every lead in days, ours first."""
    graphs, names = Prefixes(network), [OURS, *VARIANTS, *METHODS]
    scores = [[*_ours(network, lead * DAY), *graphs.scores_before(lead * DAY)] for lead in leads]
    return [
        Row(
            name,
            [auc(found[number], network) for found in scores],
            [auc(found[number], network, NEAR) for found in scores],
        )
        for number, name in enumerate(names)
    ]


def informed(network: Network, leads: tuple[int, ...] = LEADS) -> dict[str, list[float]]:
    """AUC of the formulas among traders who had at least one rating before the lead."""
    found: dict[str, list[float]] = {name: [] for name in (OURS, *VARIANTS)}
    for lead in leads:
        rated = {
            trader
            for trader, labelled in network.labelled_at.items()
            if any(row.ratee == trader and row.at < labelled - lead * DAY for row in network.ratings)
        }
        some = replace(
            network,
            labels={one: label for one, label in network.labels.items() if one in rated},
            labelled_at={one: at for one, at in network.labelled_at.items() if one in rated},
        )
        for name, scores in zip(found, _ours(some, lead * DAY), strict=True):
            found[name].append(auc(scores, some))
    return found


def _ours(network: Network, lead: float) -> list[dict[int, float]]:
    return [standings_before(network, lead, make) for make in (None, *VARIANTS.values())]


def auc(scores: dict[int, float], network: Network, near: float = math.inf) -> float:
    """Return the chance that a benign trader outscores a fraudulent one labelled about then; ties half."""
    benign, fraudulent = (_column(scores, network, label) for label in (1, -1))
    apart = benign[0][:, None] - fraudulent[0][None, :]
    paired = np.abs(benign[1][:, None] - fraudulent[1][None, :]) <= near
    wins = (apart > SAME) + (np.abs(apart) <= SAME) / 2
    return float(wins[paired].mean())


def _column(scores: dict[int, float], network: Network, label: int) -> tuple[Array, Array]:
    traders = [trader for trader, given in network.labels.items() if given == label]
    return np.array([scores[one] for one in traders]), np.array([network.labelled_at[one] for one in traders])


class Prefixes:
    """The network up to any time, with the people of that time numbered from 0."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.times = [row.at for row in network.ratings]
        numbers: dict[int, int] = {}
        for row in network.ratings:
            numbers.setdefault(row.rater, len(numbers))
            numbers.setdefault(row.ratee, len(numbers))
        self.numbers = numbers
        self.rater: Array = np.array([numbers[row.rater] for row in network.ratings])
        self.ratee: Array = np.array([numbers[row.ratee] for row in network.ratings])
        self.value: Array = np.array([row.value for row in network.ratings])
        self.at: Array = np.array(self.times)

    def before(self, time: float) -> Graph:
        """Everything strictly before a time."""
        end = bisect_left(self.times, time)
        rater, ratee = self.rater[:end], self.ratee[:end]
        people = int(max(rater.max(initial=-1), ratee.max(initial=-1))) + 1
        founder = self.numbers.get(self.network.founder or 0)
        return Graph(
            people,
            rater,
            ratee,
            self.value[:end],
            time - self.at[:end],
            founder if founder is not None and founder < people else None,
        )

    def scores_before(self, lead: float) -> list[dict[int, float]]:
        """Return each method's scores of the labelled traders; an absent one gets the score of an unknown."""
        found: list[dict[int, float]] = [{} for _ in METHODS]
        for trader, labelled in self.network.labelled_at.items():
            graph, number = self._with(trader, labelled - lead)
            for method, scores in zip(METHODS.values(), found, strict=True):
                scores[trader] = float(method(graph)[number])
        return found

    def _with(self, trader: int, time: float) -> tuple[Graph, int]:
        """Return the graph before a time; a trader who comes later is added as a person whom nobody knows."""
        graph, number = self.before(time), self.numbers[trader]
        if number < graph.people:
            return graph, number
        return Graph(
            graph.people + 1, graph.rater, graph.ratee, graph.value, graph.age, graph.founder
        ), graph.people
