"""Explain a member's score: each event that gave points, by which rule, and how much of them is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import log2

from intro_app.trust.events import Event, LedgerEntry, standing_events
from intro_app.trust.rules import RULES, Rules, left
from intro_app.trust.score import PointsRule, apply, effects
from intro_app.trust.state import State
from intro_app.wording import N_

NEGLIGIBLE = 0.05
RULE = {
    PointsRule.FOUNDED: N_("You were one of the first members, and an admin vouched for you."),
    PointsRule.CONFIRMED: N_("An introduction was worth it for both people, and one of them confirmed you."),
    PointsRule.OFFENDED: N_("We upheld a report about you."),
    PointsRule.VOUCHED: N_(
        'You vouched "I know them well" for somebody about whom a report was upheld: a quarter counts here.'
    ),
    PointsRule.INVITED: N_(
        "We upheld a report about someone you invited in the last year. A quarter of the points counts "
        "for you, and twice as much for each further person."
    ),
    PointsRule.BAD_FAITH: N_("Two moderators found that you made a knowingly false report."),
}


@dataclass(frozen=True, slots=True)
class ExplainedEvent:
    """One line of a member's trust page: the event, the rule, the points then and the points left now."""

    event: Event
    effect: LedgerEntry
    good: float
    harm: float
    until: datetime

    @property
    def sentence(self) -> str:
        """The rule as a sentence, untranslated."""
        return RULE[PointsRule(self.effect.why)]

    @property
    def reasons(self) -> list[str]:
        """Why a confirmation counts less than one point, untranslated; empty for other rules."""
        return list(_reasons(self.effect))


def _reasons(effect: LedgerEntry) -> Iterator[str]:
    if effect.voice < 1.0:
        yield N_("The person who confirmed you is not fully trusted yet.")
    if effect.before:
        yield N_("You’ve confirmed each other before, so each further time counts half as much.")
    if effect.openness < 1.0:
        yield N_("You know many of the same people here.")
    if effect.house < 1.0:
        yield N_("One of you invited the other, or the same person invited you both.")


def explain(events: Iterable[Event], member: int, at: datetime, rules: Rules = RULES) -> list[ExplainedEvent]:
    """Return every line of a member's points at a time, oldest first; they add up to the balance (to 1e-9).

    `events` must hold the events of everyone connected to the member; the whole ledger always suffices.
    """
    state: State = {}
    lines = []
    for event in standing_events(events, at):
        lines += [
            line_of(event, effect, at, rules)
            for effect in effects(state, event, rules)
            if effect.member == member
        ]
        apply(state, event, rules)
    return lines


def line_of(event: Event, effect: LedgerEntry, at: datetime, rules: Rules = RULES) -> ExplainedEvent:
    """Return how much of one effect is left at a time, and until when more than NEGLIGIBLE is left."""
    good = effect.good * left(at - event.at, rules.good_half_life)
    harm = effect.harm * left(at - event.at, rules.harm_half_life)
    half_life = rules.harm_half_life if effect.harm else rules.good_half_life
    halvings = max(0.0, log2(max(effect.good, effect.harm, NEGLIGIBLE) / NEGLIGIBLE))
    return ExplainedEvent(event, effect, good, harm, event.at + half_life * halvings)
