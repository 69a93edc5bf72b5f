"""Explain a member's score: each event that gave points, by which rule, and how much of them is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import log2

from intro_app.trust.events import ALONE, Event, LedgerEntry, Upheld, standing_events
from intro_app.trust.rules import RULES, Rules, left
from intro_app.trust.score import PointsRule, apply, effects
from intro_app.trust.state import State
from intro_app.wording import N_

NEGLIGIBLE = 0.05
RULE = {
    PointsRule.FOUNDED: N_("You were one of the first members, and an admin vouched for you."),
    PointsRule.CONFIRMED: N_(
        "Two people found an introduction worth it. These points come from one of them."
    ),
    PointsRule.OFFENDED: N_("We upheld a report about you."),
    PointsRule.SECONDED: N_("A second moderator agreed with a decision about you: it counts in full."),
    PointsRule.VOUCHED: N_(
        "We upheld a report about someone you said you know well. So a part of it counts against you."
    ),
    PointsRule.INVITED: N_(
        "We upheld a report about someone who had joined by your invitation in the year before. "
        "So a part of it counts against you."
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
        """Why it counts for less than in full, untranslated; empty if it does not."""
        return [*_reasons(self.effect), *_decided_alone(self.event, self.effect)]


def _reasons(effect: LedgerEntry) -> Iterator[str]:
    if effect.voice <= 0.0:
        yield N_("The person who found it worth it was new here, or had a recent upheld report.")
    elif effect.voice < 1.0:
        yield N_("The person who found it worth it was in good standing, not trusted yet: half a point.")
    if effect.earlier > 0.0:
        yield N_("They’ve given you points before: half of what is left of those is taken off.")


def _decided_alone(event: Event, effect: LedgerEntry) -> Iterator[str]:
    """Say so to the offender only: to others it would tell how severe the report is."""
    if effect.why != PointsRule.OFFENDED or not isinstance(event, Upheld):
        return
    if event.alone and event.severity > ALONE:
        yield N_(
            "Only one moderator has decided this so far. It counts as 2 points until a second one agrees."
        )


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
    share = left(at - event.at, rules.half_life)
    halvings = max(0.0, log2(max(effect.good, effect.harm, NEGLIGIBLE) / NEGLIGIBLE))
    until = event.at + rules.half_life * halvings
    return ExplainedEvent(event, effect, effect.good * share, effect.harm * share, until)
