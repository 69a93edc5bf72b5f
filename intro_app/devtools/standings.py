"""Samples of the e-mails about changed standings and letters that a moderator reads first."""

from collections.abc import Iterator
from datetime import datetime

from intro_app.devtools.cast import Cast, introduction
from intro_app.introductions import emails as of_introductions
from intro_app.introductions.states import State, Way
from intro_app.moderation.grounds import Grounds
from intro_app.outbox import Email
from intro_app.trust import emails as of_trust
from intro_app.trust.events import LedgerEntry, Reversed, Severity, Upheld
from intro_app.trust.policy import Words
from intro_app.trust.rules import TrustLevel
from intro_app.trust.score import PointsRule


def about_standings(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance: harm points, a share of them, a fallen word, or a
    reversed report."""
    found = Upheld(at, 1, who.mallory.id, Severity.SEVERE, connector=who.bob.id)
    own = LedgerEntry(who.mallory.id, PointsRule.OFFENDED, harm=5.0)
    quarter = LedgerEntry(who.bob.id, PointsRule.VOUCHED, harm=1.25, other=who.mallory.id)
    yield "offended", of_trust.standing_changed(who.mallory, 1, found, [own])
    yield "vouched", of_trust.standing_changed(who.bob, 1, found, [quarter])
    yield "fell", of_trust.standing_recounted(who.bob, TrustLevel.TRUSTED, Words.IN_GOOD_STANDING)
    yield "reversed", of_trust.standing_changed(who.mallory, 2, Reversed(at, 1), [])


def read_first(who: Cast, at: datetime) -> Iterator[tuple[str, Email]]:
    """Yield each e-mail with its circumstance: a letter that is held for review, or given back."""
    made = introduction(Way.DIRECT, who, at)
    yield (
        "",
        of_introductions.needs_change(
            made, Grounds.HIDDEN_PITCH.rule, "Please say openly that it is about the sale of your shop."
        ),
    )
    made.state = State.HELD
    yield "held", of_introductions.request_sent(made)
