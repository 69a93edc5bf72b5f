"""The grounds for a report, each with the rule it would break and its provisional severity."""

from enum import StrEnum
from typing import NamedTuple

from intro_app.reportable import SubjectKind
from intro_app.trust.events import Severity
from intro_app.wording import N_


class Grounds(StrEnum):
    """The grounds of a report."""

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
    def label(self) -> str:
        """Its name, untranslated."""
        return _ABOUT[self].label

    def label_for(self, kind: SubjectKind) -> str:
        """Return its name in a report of this kind, untranslated: a profile keeps no letter's promises."""
        return self.label if kind is SubjectKind.INTRODUCTION else _OF_WORDS.get(self, self.label)

    @property
    def rule(self) -> str:
        """The rule that it would break, untranslated."""
        return _ABOUT[self].rule

    @property
    def severity(self) -> Severity:
        """Its severity until a moderator has looked; decides only the order of the queue."""
        return _ABOUT[self].severity

    @property
    def may_freeze(self) -> bool:
        """Whether a moderator may suspend new asks before anything is decided."""
        return self in _MAY_FREEZE

    @property
    def suggests_block(self) -> bool:
        """Whether a block of the person is suggested."""
        return self in _SUGGEST_BLOCK


class _About(NamedTuple):
    label: str
    rule: str
    severity: Severity


_ABOUT = {
    Grounds.HIDDEN_PITCH: _About(
        N_("A hidden sales pitch, or not what they said it was about"),
        N_("Say openly what you want, also when you’re selling something."),
        Severity.MODERATE,
    ),
    Grounds.ROMANTIC: _About(
        N_("Romantic or sexual"),
        N_("Don’t use this site for romantic or sexual approaches."),
        Severity.GRAVE,
    ),
    Grounds.HARASSMENT: _About(
        N_("Harassment or hate"),
        N_("Don’t harass, threaten or insult anyone."),
        Severity.GRAVE,
    ),
    Grounds.NOT_THEM: _About(
        N_("Not who they said they are"), N_("Be yourself: no false names or roles."), Severity.MODERATE
    ),
    Grounds.DETAILS: _About(
        N_("Passed on or sold my details"),
        N_("Keep other people’s contact details to yourself."),
        Severity.SEVERE,
    ),
    Grounds.MONEY: _About(
        N_("Asked for money, or offered it, for the introduction"),
        N_("Don’t pay or take money for an introduction."),
        Severity.SEVERE,
    ),
    Grounds.COPIED: _About(
        N_("Sent the same message to many people"),
        N_("Write to one person; don’t send the same text to many."),
        Severity.SEVERE,
    ),
    Grounds.PRESSURE: _About(N_("Kept pushing after I said no"), N_("Accept a no."), Severity.MODERATE),
    Grounds.SAFETY: _About(
        N_("I’m worried about someone’s safety"),
        N_("Don’t put anyone in danger."),
        Severity.GRAVE,
    ),
    Grounds.OTHER: _About(N_("Something else"), N_("Treat the people you meet fairly."), Severity.MINOR),
}
# What somebody wrote elsewhere was not sent to the reader, and nobody was introduced by it.
_OF_WORDS = {
    Grounds.HIDDEN_PITCH: N_("Hidden advertising, or misleading"),
    Grounds.NOT_THEM: N_("Not who they say they are"),
    Grounds.DETAILS: N_("Gives away someone’s contact details"),
    Grounds.MONEY: N_("Asks for money, or offers it, for an introduction"),
    Grounds.COPIED: N_("Spam"),
}
_MAY_FREEZE = {Grounds.SAFETY, Grounds.HARASSMENT, Grounds.ROMANTIC, Grounds.DETAILS}
_SUGGEST_BLOCK = {Grounds.ROMANTIC, Grounds.HARASSMENT, Grounds.SAFETY}
