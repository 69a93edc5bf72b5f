"""The score: the effects of one event, and the fold of a whole ledger. No clock, no database.

effects(state, event)   return who gains how many points by which rule; changes nothing
apply(state, event)     apply these effects to the balances of the people affected
rebuild(events, at)     compute every balance from an empty state, without reversed reports
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from intro_app.trust.events import (
    BadFaith,
    Event,
    Founder,
    Joined,
    LedgerEntry,
    Reversed,
    Upheld,
    Useful,
    standing_events,
)
from intro_app.trust.fold import fold
from intro_app.trust.rules import RULES, Rules, openness, voice
from intro_app.trust.state import PointsBalance, State


class NeedsRebuild(ValueError):
    """The event changes the past (a reversal, or older than one already applied), so a rebuild is needed."""


class PointsRule(StrEnum):
    """The rule by which points were given."""

    FOUNDED = "founded"
    CONFIRMED = "confirmed"
    OFFENDED = "offended"
    VOUCHED = "vouched"
    INVITED = "invited"
    BAD_FAITH = "bad_faith"


def score(standing: PointsBalance | None, at: datetime, rules: Rules = RULES) -> float:
    """Return a member's score at a time, above 0 and below 100; 50 without a balance."""
    return (standing or PointsBalance()).score_at(at, rules)


def rebuild(events: Iterable[Event], at: datetime, rules: Rules = RULES) -> State:
    """Return every balance at a time; the events may come in any order."""
    return fold(standing_events(events, at), rules, apply)


def apply(state: State, event: Event, rules: Rules = RULES) -> State:
    """Apply one event to the balances it affects, and return the state.

    The state needs only the people `named_in` the event and, for an upheld report, the offender's inviter;
    anybody missing starts with an empty balance. Raises NeedsRebuild for a reversal and for an event older
    than a balance it affects. Events at the same instant have an order of their own (`in_order`), so whoever
    appends them keeps them a moment apart.
    """
    if isinstance(event, Reversed):
        raise NeedsRebuild("a reversal changes the past")
    gains = effects(state, event, rules)
    for gain in gains:
        touched = _of(state, gain.member)
        if touched.touched and event.at < touched.touched:
            raise NeedsRebuild("the event is older than what was applied")
    for gain in gains:
        state[gain.member].gain(gain.good, gain.harm, event.at, rules)
        if gain.why == PointsRule.CONFIRMED and gain.voice > 0.0 and gain.other is not None:
            state[gain.member].heard_from(gain.other)
    _remember(state, event, rules)
    return state


def effects(state: State, event: Event, rules: Rules = RULES) -> list[LedgerEntry]:
    """Return who gains how many points from an event and why, all computed from the state before it."""
    match event:
        case Useful():
            return _confirmations(state, event, rules)
        case Upheld():
            return _harms(state, event, rules)
        case Founder(member=member, points=points):
            return [LedgerEntry(member, PointsRule.FOUNDED, good=points)]
        case BadFaith(reporter=reporter):
            return [LedgerEntry(reporter, PointsRule.BAD_FAITH, harm=rules.bad_faith)]
        case _:
            return []


def _confirmations(state: State, event: Useful, rules: Rules) -> list[LedgerEntry]:
    a, b, connector, at = event.a, event.b, event.connector, event.at
    pairs = [(a, b), (b, a)] if connector is None else [(a, b), (b, a), (connector, a), (connector, b)]
    return [_confirmation(state, member, confirmer, at, rules) for member, confirmer in pairs]


def _confirmation(state: State, member: int, confirmer: int, at: datetime, rules: Rules) -> LedgerEntry:
    one, other = state.get(member) or PointsBalance(), state.get(confirmer) or PointsBalance()
    mine, theirs = one.counterparts, other.counterparts
    before = max(mine.get(confirmer, 0), theirs.get(member, 0))
    counts = voice(other.score_at(at, rules), rules)
    open_to = openness(mine, theirs, len(mine.keys() & theirs.keys()), rules)
    house = rules.inside_house if _one_house(member, one, confirmer, other) else 1.0
    good = counts * rules.repeat**before * open_to * house
    return LedgerEntry(member, PointsRule.CONFIRMED, good, 0.0, confirmer, counts, before, open_to, house)


def _one_house(member: int, one: PointsBalance, confirmer: int, other: PointsBalance) -> bool:
    mine, theirs = one.house or member, other.house or confirmer
    return mine in (theirs, confirmer) or theirs == member


def _harms(state: State, event: Upheld, rules: Rules) -> list[LedgerEntry]:
    harm, offender = float(event.severity), state.get(event.offender) or PointsBalance()
    found = [LedgerEntry(event.offender, PointsRule.OFFENDED, harm=harm)]
    if event.connector is not None:
        found.append(
            LedgerEntry(
                event.connector, PointsRule.VOUCHED, harm=harm * rules.shared_harm, other=event.offender
            )
        )
    if offender.inviter is not None and _new(offender, event.at, rules):
        share = harm * rules.shared_harm * _doubled(state.get(offender.inviter), offender, rules)
        found.append(LedgerEntry(offender.inviter, PointsRule.INVITED, harm=share, other=event.offender))
    return found


def _new(offender: PointsBalance, at: datetime, rules: Rules) -> bool:
    return offender.joined is not None and at - offender.joined <= rules.answers_for_newcomer


def _doubled(inviter: PointsBalance | None, offender: PointsBalance, rules: Rules) -> float:
    others = inviter.offenders_invited - offender.held_against_inviter if inviter else 0
    return float(2 ** min(others, rules.most_doublings))


def _remember(state: State, event: Event, rules: Rules) -> None:
    match event:
        case Useful(a=a, b=b, connector=connector):
            _meet(state, a, b, rules)
            if connector is not None:
                _meet(state, connector, a, rules)
                _meet(state, connector, b, rules)
        case Upheld(offender=offender, at=at):
            _hold_against_inviter(state, _of(state, offender), at, rules)
        case Founder(member=member):
            _of(state, member).founder = True
        case Joined():
            _welcome(state, event, rules)
        case _:
            pass


def _meet(state: State, one: int, other: int, rules: Rules) -> None:
    _of(state, one).meet(other, rules.remembered)
    _of(state, other).meet(one, rules.remembered)


def _hold_against_inviter(state: State, offender: PointsBalance, at: datetime, rules: Rules) -> None:
    if offender.inviter is not None and not offender.held_against_inviter and _new(offender, at, rules):
        offender.held_against_inviter = True
        _of(state, offender.inviter).offenders_invited += 1


def _welcome(state: State, event: Joined, rules: Rules) -> None:
    member = _of(state, event.member)
    member.joined, member.inviter, member.house = event.at, event.inviter, event.member
    if event.inviter is not None:
        inviter = _of(state, event.inviter)
        trusted = inviter.score_at(event.at, rules) >= rules.trusted
        member.house = event.inviter if trusted else inviter.house or event.inviter


def _of(state: State, member: int) -> PointsBalance:
    found = state.get(member)
    if found is None:
        found = state[member] = PointsBalance()
    return found
