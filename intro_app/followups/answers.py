"""The words of a follow-up: what may be answered to its three questions, and why we ask."""

from dataclasses import dataclass
from enum import StrEnum

from intro_app.wording import N_, Worded


class Talked(Worded):
    """Did you talk?"""

    YES = "yes", N_("Yes, we talked")
    NOT_YET = "not_yet", N_("Not yet")
    NO = "no", N_("No, and that is fine")
    HEARD_NOTHING = "heard_nothing", N_("I wrote and heard nothing")


class Worth(Worded):
    """Was it worth your time?"""

    YES = "yes", N_("Yes")
    SO_SO = "so_so", N_("So-so")
    NO = "no", N_("No")


class AsSaid(Worded):
    """Was it what the ask said?"""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")


class Occasion(StrEnum):
    """Why somebody is asked: for the first time, as the one reminder, or once more after "not yet"."""

    FIRST = "first"
    REMINDER = "reminder"
    ONCE_MORE = "once_more"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one party answers; every question may stay open."""

    talked: Talked | None = None
    worth: Worth | None = None
    as_said: AsSaid | None = None
    connector_may_know: bool = False

    @property
    def is_given(self) -> bool:
        """Whether any of the questions is answered; a tick for the connector alone answers none."""
        return any((self.talked, self.worth, self.as_said))
