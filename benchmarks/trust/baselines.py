"""Methods that others published, to compare with: each scores every trader from the ratings before a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

DAY = 86_400.0
HALF_LIFE = 365.0
# Arrays are typed loosely: numpy is there for the benchmarks only, and the checks run without it.
Array = Any


@dataclass(frozen=True)
class Graph:
    """Ratings before a time as parallel arrays, people numbered from 0; the founder may be missing."""

    people: int
    rater: Array
    ratee: Array
    value: Array
    age: Array
    founder: int | None


Method = Callable[[Graph], Array]
CALENDAR = "(control) the calendar alone"


def _into(index: Array, weights: Array, people: int) -> Array:
    return np.bincount(index, weights=weights, minlength=people)


def mean_rating(graph: Graph) -> Array:
    """The average of the ratings received; 0 for none."""
    count = np.maximum(_into(graph.ratee, np.ones(len(graph.value)), graph.people), 1)
    return _into(graph.ratee, graph.value, graph.people) / count


def beta(graph: Graph) -> Array:
    """Beta reputation (Jøsang & Ismail 2002): the expected share of positive evidence."""
    return _beta(graph, np.ones(len(graph.value)))


def beta_forgetting(graph: Graph) -> Array:
    """Beta reputation in which evidence loses half its weight in a year."""
    return _beta(graph, 2.0 ** (-graph.age / (HALF_LIFE * DAY)))


def _beta(graph: Graph, weight: Array) -> Array:
    good = _into(graph.ratee, weight * np.maximum(graph.value, 0), graph.people)
    bad = _into(graph.ratee, weight * np.maximum(-graph.value, 0), graph.people)
    return (good + 1) / (good + bad + 2)


def fga_goodness(graph: Graph) -> Array:
    """Goodness of the Fairness and Goodness Algorithm (Kumar et al. 2016)."""
    ones = np.ones(len(graph.value))
    received = np.maximum(_into(graph.ratee, ones, graph.people), 1)
    given = np.maximum(_into(graph.rater, ones, graph.people), 1)
    fairness, goodness = np.ones(graph.people), np.zeros(graph.people)
    for _ in range(30):
        goodness = _into(graph.ratee, fairness[graph.rater] * graph.value, graph.people) / received
        apart = np.abs(graph.value - goodness[graph.ratee]) / 2
        fairness = 1 - _into(graph.rater, apart, graph.people) / given
    return goodness


def pagerank(graph: Graph) -> Array:
    """PageRank over positive ratings, weighted by rating, with an even restart."""
    return _walk(graph, np.full(graph.people, 1 / max(graph.people, 1)))


def pagerank_of_mean(graph: Graph) -> Array:
    """PageRank as a multiple of the average share, which can be compared between an early and a late time."""
    return pagerank(graph) * graph.people


def calendar(graph: Graph) -> Array:
    """No opinion of anybody: the average share, which only says how early it is.

    Benign traders were labelled early, so scores that shrink as the network grows seem to know something.
    """
    return np.full(graph.people, 1 / max(graph.people, 1))


def personalised_pagerank(graph: Graph) -> Array:
    """PageRank that restarts at the founder."""
    return pagerank(graph) if graph.founder is None else _walk(graph, _only(graph))


def eigentrust(graph: Graph) -> Array:
    """EigenTrust (Kamvar et al. 2003): the founder is the pre-trusted peer, with weight 0.1."""
    return pagerank(graph) if graph.founder is None else _walk(graph, _only(graph), restart=0.1)


def _only(graph: Graph) -> Array:
    start = np.zeros(graph.people)
    start[graph.founder] = 1.0
    return start


def _walk(graph: Graph, start: Array, restart: float = 0.15) -> Array:
    liked = graph.value > 0
    rater, ratee, value = graph.rater[liked], graph.ratee[liked], graph.value[liked]
    out = _into(rater, value, graph.people)
    step = value / out[rater]
    rank, idle = start.copy(), out == 0
    for _ in range(40):
        moved = _into(ratee, rank[rater] * step, graph.people) + rank[idle].sum() * start
        rank = (1 - restart) * moved + restart * start
    return rank


def rev2_fairness(graph: Graph) -> Array:
    """Fairness by REV2 (Kumar et al. 2018), unsupervised, one smoothing of each kind, no behaviour prior."""
    return _rev2(graph)[0]


def rev2_goodness(graph: Graph) -> Array:
    """Goodness of REV2, which its authors give to products."""
    return _rev2(graph)[1]


def _rev2(graph: Graph) -> tuple[Array, Array]:
    ones = np.ones(len(graph.value))
    received, given = _into(graph.ratee, ones, graph.people), _into(graph.rater, ones, graph.people)
    reliability, fairness, goodness = ones, np.ones(graph.people), np.zeros(graph.people)
    for _ in range(30):
        goodness = _into(graph.ratee, reliability * graph.value, graph.people) / (received + 1)
        fairness = (0.5 + _into(graph.rater, reliability, graph.people)) / (given + 1)
        agreed = 1 - np.abs(graph.value - goodness[graph.ratee]) / 2
        reliability = (fairness[graph.rater] + agreed) / 2
    return fairness, goodness


METHODS: dict[str, Method] = {
    "Beta reputation, half-life 365 d": beta_forgetting,
    "Beta reputation (Jøsang & Ismail 2002)": beta,
    "FGA goodness (Kumar et al. 2016)": fga_goodness,
    "mean rating": mean_rating,
    "PageRank": pagerank,
    "PageRank x people": pagerank_of_mean,
    CALENDAR: calendar,
    "personalised PageRank": personalised_pagerank,
    "EigenTrust (Kamvar et al. 2003)": eigentrust,
    "REV2 fairness (Kumar et al. 2018)": rev2_fairness,
    "REV2 goodness": rev2_goodness,
}
