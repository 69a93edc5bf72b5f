"""The words of a follow-up: what may be answered to its three questions, and why we ask."""

from dataclasses import dataclass
from enum import StrEnum

from intro_app.wording import msg


class Talked(StrEnum):
    """Did you talk?"""

    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"
    HEARD_NOTHING = "heard_nothing"

    @property
    def words(self) -> str:
        """The answer as people read it, untranslated."""
        return _TALKED[self]


class Worth(StrEnum):
    """Was it worth your time?"""

    YES = "yes"
    SO_SO = "so_so"
    NO = "no"

    @property
    def words(self) -> str:
        """The answer as people read it, untranslated."""
        return _WORTH[self]


class AsSaid(StrEnum):
    """Was it what the ask said?"""

    YES = "yes"
    NO = "no"

    @property
    def words(self) -> str:
        """The answer as people read it, untranslated."""
        return _AS_SAID[self]


class Occasion(StrEnum):
    """Why somebody is asked: for the first time, as the one reminder, or once more after "not yet"."""

    FIRST = "first"
    REMINDER = "reminder"
    ONCE_MORE = "once_more"


_TALKED = {
    Talked.YES: msg("Yes, we talked"),
    Talked.NOT_YET: msg("Not yet"),
    Talked.NO: msg("No, and that is fine"),
    Talked.HEARD_NOTHING: msg("I wrote and heard nothing"),
}
_WORTH = {Worth.YES: msg("Yes"), Worth.SO_SO: msg("So-so"), Worth.NO: msg("No")}
_AS_SAID = {AsSaid.YES: msg("Yes"), AsSaid.NO: msg("No")}


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
