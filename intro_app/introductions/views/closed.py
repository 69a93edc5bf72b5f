"""The page of a question whose time is over: no answer is taken, but "never again" is heard while the link holds.

It tells nothing about the introduction, and what is wished here is told to nobody.
"""

from datetime import datetime

from flask import render_template

from intro_app.introductions.forms.answering import BLOCK, BLOCK_CONNECTOR, NEVER, NEVER_THIS
from intro_app.introductions.models import Ask
from intro_app.introductions.views.blueprint import Page
from intro_app.introductions.views.decisions import shut

# What may be wished although nothing is left to answer; the page offers two of them, a page left open has
# all.
LATE_WISHES = {BLOCK, BLOCK_CONNECTOR, NEVER_THIS, NEVER}


def closed(ask: Ask, token: str, *, nothing_chosen: bool = False) -> Page:
    """The same words whatever closed it, and what may still be wished, as long as there is an address to spare."""
    return _page(ask, token=token, nothing_chosen=nothing_chosen), 410


def hear(ask: Ask, token: str, decision: str, *, at: datetime) -> Page:
    """Do what is wished after the time, the same however often; anything else finds the page that says it is closed."""
    if decision not in LATE_WISHES:
        return closed(ask, token, nothing_chosen=not decision)
    shut(ask, decision, at)
    return _page(ask, token=token, heard=decision)


def _page(ask: Ask, *, token: str, heard: str = "", nothing_chosen: bool = False) -> str:
    # Whether a guest has given us an address is for nobody who merely carries the link.
    has_address = bool(ask.person and ask.person.addressee.address) and not ask.is_carried
    shown = {
        "heard": heard,
        "has_address": has_address,
        "nothing_chosen": nothing_chosen,
        "is_carried": ask.is_carried,
    }
    return render_template("introductions/closed.html", token=token, **shown)
