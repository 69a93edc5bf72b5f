"""What can be reported, each with the rule that it would break and how much it presses."""

from enum import StrEnum
from typing import NamedTuple

from intro_app.trust.events import Severity
from intro_app.wording import msg


class Grounds(StrEnum):
    """What somebody says was wrong."""

    HIDDEN_PITCH = "hidden_pitch"
    ROMANTIC = "romantic"
    HARASSMENT = "harassment"
    NOT_THEM = "not_them"
    DETAILS = "details"
    MONEY = "money"
    COPIED = "copied"
    PRESSURE = "pressure"
    SAFETY = "safety"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What it is called, untranslated."""
        return _ABOUT[self].words

    @property
    def rule(self) -> str:
        """The rule that it would break, untranslated."""
        return _ABOUT[self].rule

    @property
    def severity(self) -> Severity:
        """How much it presses until a moderator has looked; it decides nothing but the order of the queue."""
        return _ABOUT[self].severity

    @property
    def may_freeze(self) -> bool:
        """Whether a moderator may stop new asks at once, before anything is decided."""
        return self in _MAY_FREEZE

    @property
    def suggests_block(self) -> bool:
        """Whether the box "block them too" is ticked to begin with."""
        return self in _SUGGEST_BLOCK


class _About(NamedTuple):
    words: str
    rule: str
    severity: Severity


_ABOUT = {
    Grounds.HIDDEN_PITCH: _About(
        msg("A hidden sales pitch, or not what the letter said"),
        msg("An introduction is used for what its letter says, and selling is said openly."),
        Severity.MODERATE,
    ),
    Grounds.ROMANTIC: _About(
        msg("Romantic or sexual"),
        msg("Nobody is approached romantically or sexually through an introduction."),
        Severity.GRAVE,
    ),
    Grounds.HARASSMENT: _About(
        msg("Harassment or hate"),
        msg("Nobody is harassed, threatened or insulted through an introduction."),
        Severity.GRAVE,
    ),
    Grounds.NOT_THEM: _About(
        msg("Not who they said they are"), msg("Everybody is here as who they are."), Severity.MODERATE
    ),
    Grounds.DETAILS: _About(
        msg("Passed on or sold my details"),
        msg("Contact details stay with the person who received them."),
        Severity.SEVERE,
    ),
    Grounds.MONEY: _About(
        msg("Asked for money, or offered it, for the introduction"),
        msg("Nobody pays or is paid for an introduction."),
        Severity.SEVERE,
    ),
    Grounds.COPIED: _About(
        msg("The same letter sent to many"), msg("A letter is written to one person."), Severity.SEVERE
    ),
    Grounds.PRESSURE: _About(msg("Pressed me after a no"), msg("A no is the end of it."), Severity.MODERATE),
    Grounds.SAFETY: _About(
        msg("I am afraid for somebody’s safety"), msg("Nobody is put in danger by an introduction."), Severity.GRAVE
    ),
    Grounds.OTHER: _About(
        msg("Something else"), msg("People who are introduced treat each other fairly."), Severity.MINOR
    ),
}
_MAY_FREEZE = {Grounds.SAFETY, Grounds.HARASSMENT, Grounds.ROMANTIC, Grounds.DETAILS}
_SUGGEST_BLOCK = {Grounds.ROMANTIC, Grounds.HARASSMENT, Grounds.SAFETY}
