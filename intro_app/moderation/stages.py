"""The words of a case: where it stands, how it ends, how an appeal ends.

    open -> decided <-> appealed

What is decided rests for six months, in which each side may appeal once.
"""

from enum import StrEnum

from intro_app.wording import Worded, msg


class Stage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"
    APPEALED = "appealed"


class Outcome(Worded):
    """How a case ends."""

    UPHELD = "upheld", msg("The report is upheld")
    NOT_UPHELD = "not_upheld", msg("The report is not upheld")
    UNCLEAR = "unclear", msg("It stays unclear what happened")


class AppealOutcome(Worded):
    """How an appeal ends."""

    UPHELD = "upheld", msg("The decision stands")
    CHANGED = "changed", msg("The decision is changed")
    OVERTURNED = "overturned", msg("The decision is overturned")


READABLE = (Stage.OPEN, Stage.APPEALED)

MAY_BECOME = {
    Stage.OPEN: {Stage.DECIDED},
    Stage.DECIDED: {Stage.APPEALED, Stage.DECIDED},
    Stage.APPEALED: {Stage.DECIDED, Stage.APPEALED},
}
