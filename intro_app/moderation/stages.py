"""The stages of a case, its outcomes, and the outcomes of an appeal.

    open -> decided <-> appealed

For six months after the decision each side may appeal once.
"""

from enum import StrEnum

from intro_app.wording import N_, Labelled


class CaseStage(StrEnum):
    """The stage of a case."""

    OPEN = "open"
    DECIDED = "decided"
    APPEALED = "appealed"


class CaseOutcome(Labelled):
    """How a case ends."""

    UPHELD = "upheld", N_("Report upheld")
    NOT_UPHELD = "not_upheld", N_("Report not upheld")
    UNCLEAR = "unclear", N_("Unclear what happened")


class AppealOutcome(Labelled):
    """How an appeal ends."""

    UPHELD = "upheld", N_("Decision stands")
    CHANGED = "changed", N_("Decision changed")
    OVERTURNED = "overturned", N_("Decision overturned")


READABLE = (CaseStage.OPEN, CaseStage.APPEALED)

MAY_BECOME = {
    CaseStage.OPEN: {CaseStage.DECIDED},
    CaseStage.DECIDED: {CaseStage.APPEALED, CaseStage.DECIDED},
    CaseStage.APPEALED: {CaseStage.DECIDED, CaseStage.APPEALED},
}
