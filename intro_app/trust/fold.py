"""The fold of a whole ledger: one event after another."""

from collections.abc import Callable, Iterable

from intro_app.trust.events import Event
from intro_app.trust.rules import Rules
from intro_app.trust.state import State

Apply = Callable[[State, Event, Rules], State]


def fold(events: Iterable[Event], rules: Rules, apply: Apply) -> State:
    """Return every balance after the events, which must be in order and without reversed reports."""
    state: State = {}
    for event in events:
        apply(state, event, rules)
    return state
