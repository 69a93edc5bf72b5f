"""Compute the ledger entries of an event, and a member's balance from their own entries alone. Pure."""

from collections.abc import Iterable, Sequence

from intro_app.trust.events import Event, Joined, LedgerEntry, Upheld
from intro_app.trust.rules import RULES
from intro_app.trust.score import PointsRule, apply, effects, enter
from intro_app.trust.state import PointsBalance, State

JOINED = "joined"
REVERSED = "reversed"  # a report that once counted for this member was reversed


# An event with the entries that a member, or everybody, has from it.
Chapter = tuple[Event, Sequence[LedgerEntry]]


def apply_event(state: State, event: Event) -> list[LedgerEntry]:
    """Apply an event to the balances and return its entries. Raises NeedsRebuild like `score.apply`."""
    lines = effects(state, event)
    apply(state, event)
    if isinstance(event, Joined):
        lines.append(LedgerEntry(event.member, JOINED))
        if event.inviter is not None:
            lines.append(LedgerEntry(event.inviter, JOINED))
    return lines


def replay(member: int, chapters: Iterable[Chapter]) -> PointsBalance:
    """Return a member's balance computed from their own entries alone, which must be in order."""
    one, offenders = PointsBalance(), set[int | None]()
    for event, lines in chapters:
        for line in lines:
            enter(one, line, event.at)
            if line.why == PointsRule.INVITED:
                offenders.add(line.other)
        _remember(one, member, event)
    one.offenders_invited = len(offenders)
    return one


def _remember(one: PointsBalance, member: int, event: Event) -> None:
    match event:
        case Joined() if event.member == member:
            one.joined, one.inviter = event.at, event.inviter
        case Upheld() if event.offender == member and one.inviter is not None and one.joined is not None:
            one.held_against_inviter |= event.at - one.joined <= RULES.answers_for_newcomer
        case _:
            pass
