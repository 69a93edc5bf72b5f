"""The words of a case: where it stands, how it ends, how an appeal ends.

    open -> decided <-> appealed

What is decided rests for six months, in which each side may appeal once.
"""

from enum import StrEnum

from intro_app.wording import msg


class Stage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"
    APPEALED = "appealed"


class Outcome(StrEnum):
    """How a case ends."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    UNCLEAR = "unclear"

    @property
    def words(self) -> str:
        """The outcome as people read it, untranslated."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.UPHELD: msg("The report is upheld"),
    Outcome.NOT_UPHELD: msg("The report is not upheld"),
    Outcome.UNCLEAR: msg("It stays unclear what happened"),
}


class AppealOutcome(StrEnum):
    """How an appeal ends."""

    UPHELD = "upheld"
    CHANGED = "changed"
    OVERTURNED = "overturned"

    @property
    def words(self) -> str:
        """The outcome as people read it, untranslated."""
        return _APPEALS[self]


_APPEALS = {
    AppealOutcome.UPHELD: msg("The decision stands"),
    AppealOutcome.CHANGED: msg("The decision is changed"),
    AppealOutcome.OVERTURNED: msg("The decision is overturned"),
}

READABLE = (Stage.OPEN, Stage.APPEALED)

MAY_BECOME = {
    Stage.OPEN: {Stage.DECIDED},
    Stage.DECIDED: {Stage.APPEALED, Stage.DECIDED},
    Stage.APPEALED: {Stage.DECIDED, Stage.APPEALED},
}
