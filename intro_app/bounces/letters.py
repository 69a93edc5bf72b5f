"""What else comes to the address of reports: replies, for which a feature above registers a taker."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask, current_app

from intro_app.bounces.policy import are_for_letters
from intro_app.bounces.service import take_in

_TAKER = "bounces.letters"

# Given addresses, the message, who sent it by the envelope if known, and when; returns whether it knows one
# of these addresses.
Taker = Callable[[Sequence[str], bytes, str | None, datetime], bool]


def register_letters(app: Flask, take: Taker) -> None:
    """Register what takes in letters that are no reports."""
    app.extensions[_TAKER] = take


def receive(addresses: Sequence[str], content: bytes, sender: str | None, at: datetime) -> bool:
    """Take in a letter or a report; return whether anybody here knows these addresses, or may."""
    take: Taker | None = current_app.extensions.get(_TAKER)
    if not are_for_letters(addresses):
        take_in(addresses, content, at)
        return True
    return take is not None and take(addresses, content, sender, at)
