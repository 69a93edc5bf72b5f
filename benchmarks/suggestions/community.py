"""A made community of 500: what they wrote, who is new, and who knows whom."""

from dataclasses import dataclass, field
from random import Random

from benchmarks.suggestions.topics import DECOYS_OFFERED, DECOYS_WANTED, TOPICS
from intro_app.suggestions.policy import Candidate, Pair, pair_of

MEMBERS, NEW, KNOWN = 500, 100, 18


@dataclass
class Community:
    """People by id, those who joined in the last two weeks, whom each knows, and which pairs fit."""

    people: dict[int, Candidate] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    knows: dict[int, set[int]] = field(default_factory=dict)
    fits: set[Pair] = field(default_factory=set)


def made(seed: int) -> Community:
    """Return a community; everybody knows about as many, new or not, since that is not what is measured."""
    random, community = Random(seed), Community()
    wanted, offered = {}, {}
    for one in range(1, MEMBERS + 1):
        wanted[one], looks_for = _drawn(random, [topic.wanted for topic in TOPICS], DECOYS_WANTED)
        offered[one], helps = _drawn(random, [topic.offered for topic in TOPICS], DECOYS_OFFERED)
        community.people[one] = Candidate(one, looks_for, helps)
    community.new = set(random.sample(range(1, MEMBERS + 1), NEW))
    community.fits = {
        pair_of(one, other)
        for one in wanted
        for other in offered
        if one != other and wanted[one] is not None and wanted[one] == offered[other]
    }
    community.knows = _known(random)
    return community


def _drawn(
    random: Random, sentences: list[tuple[str, ...]], decoys: tuple[str, ...]
) -> tuple[int | None, str]:
    """Return a topic and what somebody writes of it; one in six writes what nobody answers, or nothing."""
    if random.random() < 1 / 6:
        return None, random.choice(("", *decoys))
    topic = random.randrange(len(sentences))
    return topic, random.choice(sentences[topic])


def _known(random: Random) -> dict[int, set[int]]:
    knows: dict[int, set[int]] = {one: set() for one in range(1, MEMBERS + 1)}
    for _tie in range(MEMBERS * KNOWN // 2):
        one, other = random.sample(range(1, MEMBERS + 1), 2)
        knows[one].add(other)
        knows[other].add(one)
    return knows
