"""Hooks for what has to happen when somebody joins, and when a member proves a new address.

What is remembered of former members needs packages above identity, so it is registered at start-up.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

from intro_app.identity.models import Member

_JOINED = "identity.joined"
_RECOGNISED = "identity.recognised"

Act = Callable[[Member, datetime], None]


def when_joined(app: Flask, act: Act) -> None:
    """Register what is done in the transaction in which somebody joins."""
    app.extensions[_JOINED] = act


def when_address_changed(app: Flask, act: Act) -> None:
    """Register what is done in the transaction in which a member gets a new address."""
    app.extensions[_RECOGNISED] = act


def arrive(member: Member, at: datetime) -> None:
    """Do it for this new member, in the caller's transaction."""
    act: Act = current_app.extensions[_JOINED]
    act(member, at)


def recognise(member: Member, at: datetime) -> None:
    """Do it for this member, who reads another mailbox now, in the caller's transaction."""
    act: Act = current_app.extensions[_RECOGNISED]
    act(member, at)
