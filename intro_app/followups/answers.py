"""The answers to the three questions of a follow-up, and the occasions on which we ask."""

from dataclasses import dataclass
from enum import StrEnum

from intro_app.wording import N_, Labelled


class Talked(Labelled):
    """Answers to "Did you talk?"."""

    YES = "yes", N_("Yes, we talked")
    NOT_YET = "not_yet", N_("Not yet")
    NO = "no", N_("No, and that’s fine")
    HEARD_NOTHING = "heard_nothing", N_("I wrote and didn’t hear back")


class Worth(Labelled):
    """Answers to "Was it worth your time?"."""

    YES = "yes", N_("Yes")
    SO_SO = "so_so", N_("So-so")
    NO = "no", N_("No")


class AsSaid(Labelled):
    """Answers to "Was it what the letter said it would be?"."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")


class Occasion(StrEnum):
    """Why we ask: for the first time, as the only reminder, or once more after "not yet"."""

    FIRST = "first"
    REMINDER = "reminder"
    ONCE_MORE = "once_more"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One party's answers; every question may be left unanswered."""

    talked: Talked | None = None
    worth: Worth | None = None
    as_said: AsSaid | None = None
    connector_may_know: bool = False

    @property
    def is_given(self) -> bool:
        """Whether any question is answered. Ticking `connector_may_know` alone does not count."""
        return any((self.talked, self.worth, self.as_said))
