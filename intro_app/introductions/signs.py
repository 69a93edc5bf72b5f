"""Reads from the sign on a door whether somebody can be asked; it does not tell how full the door is now."""

from datetime import datetime

from intro_app.introductions import capacity
from intro_app.introductions.policy import PersonAsked
from intro_app.introductions.texts import Purpose
from intro_app.people.visibility import SeenDoor


def recipient(sign: SeenDoor, at: datetime, *, direct: bool, purpose: Purpose | None = None) -> PersonAsked:
    """Return what a sign says of somebody as a recipient, asked directly or through a connector."""
    takes_asks = sign.takes_asks and (sign.takes_direct_asks or not direct)
    refuses = purpose is not None and purpose in sign.refused_purposes
    return _person(sign, sign.asks_full_until, at, takes_asks=takes_asks, refuses_purpose=refuses)


def connector(sign: SeenDoor, at: datetime) -> PersonAsked:
    """Return what a sign says of somebody as a connector."""
    return _person(sign, sign.connects_full_until, at, takes_asks=sign.connects)


def _person(
    sign: SeenDoor,
    full_until: datetime | None,
    at: datetime,
    *,
    takes_asks: bool,
    refuses_purpose: bool = False,
) -> PersonAsked:
    pause, full = capacity.pause_over(sign.paused_until, at), full_until or at
    return PersonAsked(
        opens_at=max(pause, full),
        takes_asks=takes_asks,
        refuses_purpose=refuses_purpose,
        is_paused=pause > at and pause >= full,
    )
