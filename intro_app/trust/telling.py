"""Compute the ledger entries of an event, and a member's balance from their own entries alone. Pure."""

from collections.abc import Iterable, Sequence

from intro_app.trust.events import Event, Founder, Joined, LedgerEntry, Upheld, Useful
from intro_app.trust.rules import RULES
from intro_app.trust.score import PointsRule, apply, effects
from intro_app.trust.state import PointsBalance, State

JOINED = "joined"  # `other` is the house in the member's entry, and None in the inviter's
REVERSED = "reversed"  # a report that once counted for this member was reversed


# An event with the entries that a member, or everybody, has from it.
Chapter = tuple[Event, Sequence[LedgerEntry]]


def apply_event(state: State, event: Event) -> list[LedgerEntry]:
    """Apply an event to the balances and return its entries. Raises NeedsRebuild like `score.apply`."""
    lines = effects(state, event)
    apply(state, event)
    if isinstance(event, Joined):
        lines.append(LedgerEntry(event.member, JOINED, other=state[event.member].house))
        if event.inviter is not None:
            lines.append(LedgerEntry(event.inviter, JOINED))
    return lines


def replay(member: int, chapters: Iterable[Chapter]) -> PointsBalance:
    """Return a member's balance computed from their own entries alone, which must be in order."""
    one, offenders = PointsBalance(), set[int | None]()
    for event, lines in chapters:
        for line in lines:
            if line.why not in {JOINED, REVERSED}:
                one.gain(line.good, line.harm, event.at)
            if line.why == PointsRule.CONFIRMED and line.voice > 0.0 and line.other is not None:
                one.heard_from(line.other)
            if line.why == PointsRule.INVITED:
                offenders.add(line.other)
        _remember(one, member, event, lines)
    one.offenders_invited = len(offenders)
    return one


def _remember(one: PointsBalance, member: int, event: Event, lines: Sequence[LedgerEntry]) -> None:
    match event:
        case Useful():
            for other in _met(member, event):
                one.meet(other, RULES.remembered)
        case Founder():
            one.founder = True
        case Joined() if event.member == member:
            one.joined, one.inviter, one.house = event.at, event.inviter, lines[0].other
        case Upheld() if event.offender == member and one.inviter is not None and one.joined is not None:
            one.held_against_inviter |= event.at - one.joined <= RULES.answers_for_newcomer
        case _:
            pass


def _met(member: int, event: Useful) -> list[int]:
    """Return whom a member met by an introduction, in the order in which the formula remembers them."""
    if member == event.connector:
        return [event.a, event.b]
    other = event.b if member == event.a else event.a
    return [other] if event.connector is None else [other, event.connector]
