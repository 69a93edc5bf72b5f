"""The score: the effects of one event, and the fold of a whole ledger. No clock, no database.

effects(state, event)   return who gains how many points by which rule; changes nothing
apply(state, event)     apply these effects to the balances of the people affected
rebuild(events, at)     compute every balance from an empty state, without reversed reports
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from intro_app.trust.balances import Balances
from intro_app.trust.events import (
    ALONE,
    BadFaith,
    Event,
    Founder,
    Joined,
    LedgerEntry,
    Reversed,
    SecondAgreed,
    Upheld,
    Useful,
    standing_events,
    standing_in_time,
)
from intro_app.trust.fold import fold
from intro_app.trust.rules import RULES, Rules, confirmation
from intro_app.trust.state import PointsBalance, State


class NeedsRebuild(ValueError):
    """The event changes the past (a reversal, or older than one already applied), so a rebuild is needed."""


class PointsRule(StrEnum):
    """The rule by which points were given."""

    FOUNDED = "founded"
    CONFIRMED = "confirmed"
    OFFENDED = "offended"
    SECONDED = "seconded"
    VOUCHED = "vouched"
    INVITED = "invited"
    BAD_FAITH = "bad_faith"


def score(standing: PointsBalance | None, at: datetime, rules: Rules = RULES) -> float:
    """Return a member's score at a time, above 0 and below 100; 50 without a balance."""
    return (standing or PointsBalance()).score_at(at, rules)


def rebuild(events: Iterable[Event], at: datetime, rules: Rules = RULES) -> State:
    """Return every balance at a time; the events may come in any order."""
    return dict(fold(standing_events(events, at), rules, apply))


def rebuild_in_time(
    events: Iterable[Event], reversed_reports: Collection[int], rules: Rules = RULES
) -> Balances:
    """Return what `rebuild` does, from events sorted by time that are read one by one and never held."""
    return fold(standing_in_time(events, reversed_reports), rules, apply)


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
        enter(state[gain.member], gain, event.at, rules)
    _remember(state, event, rules)
    return state


def enter(balance: PointsBalance, entry: LedgerEntry, at: datetime, rules: Rules = RULES) -> None:
    """Enter one line of the ledger into the balance of its member."""
    match entry.why:
        case PointsRule.CONFIRMED if entry.other is not None:
            balance.confirmed(entry.other, entry.good, entry.voice, at, rules)
        case PointsRule.FOUNDED:
            balance.vouch(entry.good, at, rules)
        case PointsRule.VOUCHED | PointsRule.INVITED:
            balance.carried(entry.harm, at, rules)
        case PointsRule.OFFENDED | PointsRule.SECONDED | PointsRule.BAD_FAITH:
            balance.offended(entry.harm, at, rules)
        case _:
            pass


def effects(state: State, event: Event, rules: Rules = RULES) -> list[LedgerEntry]:
    """Return who gains how many points from an event and why, all computed from the state before it."""
    match event:
        case Useful():
            return _confirmations(state, event, rules)
        case Upheld():
            return _harms(state, event, rules)
        case SecondAgreed(offender=offender, severity=severity):
            return [LedgerEntry(offender, PointsRule.SECONDED, harm=float(max(0, severity - ALONE)))]
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
    voice, earlier = other.voice_at(at, rules), one.received_at(confirmer, at, rules)
    good = confirmation(voice, earlier, rules)
    return LedgerEntry(member, PointsRule.CONFIRMED, good, 0.0, confirmer, voice, earlier)


def _harms(state: State, event: Upheld, rules: Rules) -> list[LedgerEntry]:
    harm = float(min(event.severity, ALONE) if event.alone else event.severity)
    offender = state.get(event.offender) or PointsBalance()
    found = [LedgerEntry(event.offender, PointsRule.OFFENDED, harm=harm)]
    if event.connector is not None:
        share = min(harm * rules.shared_harm, _room(state.get(event.connector), event.at, rules))
        found.append(LedgerEntry(event.connector, PointsRule.VOUCHED, harm=share, other=event.offender))
    if offender.inviter is not None and _new(offender, event.at, rules):
        share = harm * rules.shared_harm * _doubled(state.get(offender.inviter), offender, rules)
        found.append(LedgerEntry(offender.inviter, PointsRule.INVITED, harm=share, other=event.offender))
    return found


def _room(connector: PointsBalance | None, at: datetime, rules: Rules) -> float:
    """Return how much more a connector may have to carry for people they vouched for."""
    return max(0.0, rules.most_vouched - (connector.shared_harm_at(at, rules) if connector else 0.0))


def _new(offender: PointsBalance, at: datetime, rules: Rules) -> bool:
    return offender.joined is not None and at - offender.joined <= rules.answers_for_newcomer


def _doubled(inviter: PointsBalance | None, offender: PointsBalance, rules: Rules) -> float:
    others = inviter.offenders_invited - offender.held_against_inviter if inviter else 0
    return float(2 ** min(others, rules.most_doublings))


def _remember(state: State, event: Event, rules: Rules) -> None:
    match event:
        case Upheld(offender=offender, at=at):
            _hold_against_inviter(state, _of(state, offender), at, rules)
        case Joined(at=at, member=member, inviter=inviter):
            joined = _of(state, member)
            joined.joined, joined.inviter = at, inviter
        case _:
            pass


def _hold_against_inviter(state: State, offender: PointsBalance, at: datetime, rules: Rules) -> None:
    if offender.inviter is not None and not offender.held_against_inviter and _new(offender, at, rules):
        offender.held_against_inviter = True
        _of(state, offender.inviter).offenders_invited += 1


def _of(state: State, member: int) -> PointsBalance:
    found = state.get(member)
    if found is None:
        found = state[member] = PointsBalance()
    return found
