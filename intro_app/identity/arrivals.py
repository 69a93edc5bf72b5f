"""A hook for what has to happen when somebody joins.

What is remembered of former members needs packages above identity, so it is registered at start-up.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

from intro_app.identity.models import Member

_ACT = "identity.arrivals"

Act = Callable[[Member, datetime], None]


def when_joined(app: Flask, act: Act) -> None:
    """Register what is done in the transaction in which somebody joins."""
    app.extensions[_ACT] = act


def arrive(member: Member, at: datetime) -> None:
    """Do it for this new member, in the caller's transaction."""
    act: Act = current_app.extensions[_ACT]
    act(member, at)
