"""Closing an introduction without telling anyone before its date."""

from datetime import datetime

from intro_app.config import settings
from intro_app.introductions.clocks import Clocks
from intro_app.introductions.guests import KEPT_AFTER_CLOSING
from intro_app.introductions.models import Introduction
from intro_app.introductions.states import Reason, Role
from intro_app.outbox import call_back


def close(introduction: Introduction, reason: Reason, *, at: datetime) -> None:
    """End it now and silently; what is still queued about it is never sent.

    The closing date stays, so that the requester reads the same words at the same time. Only what
    ends after its own date waits for the next daily batch.
    """
    if introduction.closes_at <= at:
        introduction.closes_at = Clocks.of(settings()).next_batch(at, introduction.spread_seconds)
    end(introduction, reason, at=at)


def end(introduction: Introduction, reason: Reason, *, at: datetime) -> None:
    """End it on whatever date it has: its links are spent, its guests are forgotten in time."""
    introduction.close(reason, at)
    for ask in introduction.asks:
        ask.generation += 1
    for guest in introduction.guests:
        told = introduction.consent_of(Role(guest.role)) is not None  # one who said yes is still owed a word
        guest.erase_at = (introduction.closes_at if told else at) + KEPT_AFTER_CLOSING
    call_back(about=f"introduction:{introduction.id}", at=at)
